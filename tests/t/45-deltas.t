#!/bin/sh
# Every build that changes a set leaves a delta to it, by which a subscriber
# gets the very snapshot that the head signs; the tree keeps few snapshots, and
# what it offers is always enough.
. tests/feed.sh

apply=$B/tests/tool_delta
feed_site 'database rbl {} database qil {} database rblplus {}'

# hosts FIRST LAST: records of hosts all over 11.0.0.0/8, by number.
hosts() {
	awk -v i="$1" -v last="$2" 'BEGIN { for (; i <= last; i++) {
		a = i * 10368889 % 2 ^ 24
		printf "11.%d.%d.%d 2026-11-20T10:00:00Z\n", a / 65536,
		    a / 256 % 256, a % 256
	} }'
}

# said NAME: what a line of the head of $db says.
db=rbl
said() {
	sed -n "s/^$1: //p" "$publish/$db/head"
}

# is_signed FILE: it has the size, hash and signature that the head tells.
is_signed() {
	{
		echo "untrusted comment: from the head"
		said signature
		echo "trusted comment: $(said comment)"
		said global
	} >"$1.minisig"
	[ "$(said snapshot)" = "$(stat -c %s "$1") $(hash "$1")" ] &&
	    minisign -Vq -p "$T/feed.pub" -m "$1"
}

hash() {
	b2sum -l 256 "$1" | cut -d ' ' -f 1
}

# object FOLDER PREFIX: the path of an object of $db.
object() {
	echo "$publish/$db/$1/$2".*[0-9a-z]
}

check() {
	"$feedc" check -q -c "$conf" --now 2026-11-21T23:59:00Z
}

# whole: all that is published.
whole() {
	(cd "$publish" && find . -type f ! -name .lock -exec sha256sum {} +) |
	    sort -k 2
}

hosts 1 28000 | put rbl/traps/a.rec
echo '192.0.2.9 2026-11-21T09:59:30Z' | put qil/traps/h.rec
is_exit "a first build" 0 compile 10:00:00
like "has no delta" "$(cat "$T/out")" '^rbl .* kB +- +[0-9.]+ kB'
is "nor does the head name one" "$(said delta)" ""
cp "$(snapshot rbl)" "$T/0.snap"
ok "its snapshot is in the tree" cmp "$(key_snapshot rbl)" "$T/0.snap"

for n in 1 2 3 4 5; do
	hosts $((1 + n * 9)) $((28000 + n * 7)) | put rbl/traps/a.rec
	compile "10:0$n:00" -q
	delta=$(object delta "$(said delta | cut -d ' ' -f 1)-$(said serial)")
	is "build $n: the head tells the delta's size and hash" \
	    "$(said delta | cut -d ' ' -f 2-)" \
	    "$(stat -c %s "$delta") $(hash "$delta")"
	"$apply" "$T/$((n - 1)).snap" "$delta" >"$T/$n.snap"
	ok "build $n: it leads to what the head signs" is_signed "$T/$n.snap"
	ok "build $n: which is the compiler's copy" \
	    cmp "$T/$n.snap" "$(snapshot rbl)"
	is_exit "build $n: feedc check walks all the way" 0 check
done
is "one snapshot is in the tree" \
    "$(find "$publish/rbl" -name '*.snap' | wc -l)" 1
index=$(object index "$(said serial)")
is "the head tells the index's size and hash" "$(said index)" \
    "$(stat -c %s "$index") $(hash "$index")"
like "which names the snapshot" "$(cat "$index")" \
    "^snapshot: $(date -u -d 2026-11-21T10:00:00Z +%s) .* $(hash "$T/0.snap")$"
is "and all steps from it" "$(grep -c ^delta: "$index")" 5
# shellcheck disable=SC2046
"$apply" "$T/0.snap" $(find "$publish/rbl/delta" -type f | sort) >"$T/all.snap"
ok "one after the other they lead to the last" cmp "$T/all.snap" "$T/5.snap"
is_exit "a delta does not fit another state" 13 "$apply" "$T/1.snap" "$delta"

is_exit "the summary tells the delta's size" 0 compile 10:05:30 --json
hosts 60 28040 | put rbl/traps/a.rec
compile 10:05:40 --json >"$T/json"
like "as JSON" "$(cat "$T/json")" '"delta_bytes": [1-9]'

grep -v '^time\|until:' "$publish/rbl/head" | sed 1,4d >"$T/head"
whole | grep -v ' ./text\|/head$' >"$T/objects"
is_exit "a heartbeat" 0 compile 10:06:00 -q
is "repeats the head but for its times" \
    "$(grep -v '^time\|until:' "$publish/rbl/head" | sed 1,4d)" \
    "$(cat "$T/head")"
is "has a time of its own" "$(said time)" 2026-11-21T10:06:00Z
is "and leaves all objects" "$(whole | grep -v ' ./text\|/head$')" \
    "$(cat "$T/objects")"

# What feedc looks into by serial.
serial() {
	date -u -d "2026-11-21T$1Z" +%s
}
"$feedc" diff "$T/1.snap" "$T/3.snap" >"$T/files"
is "diff knows serials that the tree has only in steps" \
    "$("$feedc" diff -c "$conf" --db rbl "$(serial 10:01:00)" \
	"$(serial 10:03:00)")" "$(cat "$T/files")"
is_exit "but no others" 2 "$feedc" diff -c "$conf" --db rbl \
    "$(serial 10:01:30)" "$(serial 10:03:00)"
like "which is said" "$(cat "$T/err")" "rbl: serial .*: the tree has it not"
is "dump, too" "$("$feedc" dump -c "$conf" --db rbl "$(serial 10:02:00)" |
    sha256sum)" "$("$feedc" dump "$T/2.snap" | sha256sum)"
is "of the newest if none is said" "$("$feedc" dump -c "$conf" --db rbl |
    sha256sum)" "$("$feedc" dump "$(snapshot rbl)" | sha256sum)"
new=$(hosts 28020 28020 | cut -d ' ' -f 1)
like "lookup, too" "$("$feedc" lookup -c "$conf" --db rbl "$new")" \
    "^$new is listed"
is "then and now" "$("$feedc" lookup -c "$conf" --db rbl "$new" \
    "$(serial 10:00:00)")" "$new is not listed"

# The copy in the state folder is only for speed.
cp -a "$state" "$T/state.0"
cp -a "$publish" "$T/publish.0"
start_over() {
	rm -rf "$state" "$publish"
	cp -a "$T/state.0" "$state"
	cp -a "$T/publish.0" "$publish"
}
hosts 70 28100 | put rbl/traps/a.rec
compile 10:07:00 -q
whole >"$T/want"
for how in gone broken old; do
	start_over
	case $how in
	gone) rm "$state"/*.snap ;;
	broken) printf '~' | dd of="$state/rbl.snap" bs=1 seek=99 \
	    conv=notrunc status=none ;;
	old) cp "$T/0.snap" "$state/rbl.snap" ;;
	esac
	is_exit "the copy is $how" 0 compile 10:07:00 -q
	is "and the build the same" "$(whole | diff "$T/want" -)" ""
	ok "with a copy again" is_signed "$state/rbl.snap"
	rm "$state/rbl.snap.minisig"
done
start_over
rm "$state"/*.snap
hosts 60 28040 | put rbl/traps/a.rec
is_exit "also a heartbeat" 0 compile 10:08:00 -q
ok "brings it back" is_signed "$state/rbl.snap"
rm "$state/rbl.snap.minisig"

# What there is no way back to.
rm "$state/rbl.snap"
mv "$publish/rbl/delta/$(serial 10:02:00)"* "$T"
is_exit "neither a copy nor a way" 1 compile 10:09:00 -q rbl
like "is told, and what to do" "$(cat "$T/err")" \
    'cannot be read back: .*No such file.*raise the epoch in the config'
is_exit "and found by a check" 5 check
sed -i 's/database rbl[plus]* {/& epoch = 2 /g' "$conf"
is_exit "a new epoch begins anew" 0 compile 10:09:10 -q rbl
is "which the head tells" "$(said epoch)" 2
is "without a delta from before" "$(said delta)" ""
ok "with a snapshot" cmp "$(key_snapshot rbl)" "$(snapshot rbl)"
is_exit "that is as it is signed" 0 check
hosts 60 28050 | put rbl/traps/a.rec
is_exit "it goes on" 0 compile 10:10:00 -q rbl
like "with a step" "$(said delta)" "^$(serial 10:09:10) "

start_over
is_exit "a new epoch of what is whole" 0 compile 10:09:00 -q rbl
is "is told" "$(said epoch)" 2
is "and begins anew, too" "$(said delta)" ""
is "with another snapshot" \
    "$(find "$publish/rbl" -name '*.snap' | wc -l)" 2
is_exit "that is as it is signed" 0 check
sed -i 's/ epoch = 2 //g' "$conf"

# What an interrupted build had put into the tree.
start_over
for object in "snapshot/$(serial 10:06:30).01234567.snap" \
    "delta/$(serial 10:05:40)-$(serial 10:06:30).01234567.delta" \
    "index/$(serial 10:06:30).01234567"; do
	echo left >"$publish/rbl/$object"
done
hosts 70 28100 | put rbl/traps/a.rec
is_exit "what was left half done" 0 compile 10:07:00 -q
is "is gone with the next build" "$(whole | diff "$T/want" -)" ""

# A new key: no snapshot that is offered is by the old one.
start_over
cp -p "$T/feed.key" "$T/old.key"
cp -p "$T/feed.pub" "$T/old.pub"
"$feedkey" generate --force --no-passphrase -s "$T/feed.key" -p "$T/feed.pub" \
    >"$T/out"
for db in rbl dul rss ops qil rblplus; do
	"$feedc" accept -c "$conf" $db key
done
db=rbl
is_exit "a new key" 0 compile 10:07:00 -q
like "is no reason for no delta" "$(said delta)" "^$(serial 10:05:40) "
ok "but for a snapshot" minisign -Vq -p "$T/feed.pub" -m "$(key_snapshot rbl)"
is_exit "all is signed with it" 0 check
mv "$T/old.key" "$T/feed.key"
mv "$T/old.pub" "$T/feed.pub"

# The tree is lost, or comes back as it was before.
start_over
hosts 65 28050 | put rbl/traps/a.rec
compile 10:08:00 -q rbl
cp -a "$state" "$T/state.1"
rm -rf "$publish"
cp -a "$T/publish.0" "$publish"
hosts 60 28040 | put rbl/traps/a.rec
is_exit "an old tree came back, with the same set" 0 compile 10:09:00 rbl
like "that is published all the same" "$(cat "$T/out")" '^rbl +published'
is "with a later serial than any before" "$(said serial)" "$(serial 10:09:00)"
like "and the log tells of it" "$(cat "$state/log")" \
    "rbl the tree had serial $(serial 10:05:40) where $(serial 10:08:00) was"
is_exit "it is as it is signed" 0 check
rm -rf "$publish" "$state"
cp -a "$T/publish.0" "$publish"
cp -a "$T/state.1" "$state"
is_exit "or is it the clock" 7 compile 10:07:30 -q rbl
like "then a new epoch helps" "$(cat "$T/err")" \
    'is the clock right\?.*raise the epoch in the config'
sed -i 's/database rbl[plus]* {/& epoch = 2 /g' "$conf"
is_exit "it does" 0 compile 10:07:30 -q rbl
sed -i 's/ epoch = 2 //g' "$conf"
rm -rf "$publish" "$state"
cp -a "$T/state.1" "$state"
is_exit "the tree is gone" 0 compile 10:10:00 -q rbl
is "and begins anew, later" "$(said serial)" "$(serial 10:10:00)"
start_over
rm "$publish/rbl/index/$(serial 10:05:40)"*
is_exit "an index is gone" 0 compile 10:10:00 -q rbl
is "another one is made" "$(said serial)" "$(serial 10:10:00)"
is_exit "and all is well" 0 check

# An index of deltas of a format that was before this one leads nowhere.
hosts 3 28003 | put rbl/traps/a.rec
is_exit "one more step" 0 compile 10:11:00 -q rbl
index=$(object index "$(serial 10:11:00)")
delta=$(object delta "$(sed -n '/^delta:/{s/[^ ]* \([0-9]*\).*/\1/p;q;}' \
    "$index")-$(serial 10:10:00)")
step=$(basename "$delta" | cut -d . -f 1)
{ printf 'old'; tail -c +4 "$delta"; } >"$T/delta"
cp "$T/delta" "$publish/rbl/delta/$step.$(hash "$T/delta" | cut -c 1-8).delta"
sed "s/$(hash "$delta")/$(hash "$T/delta")/" "$index" >"$T/index"
cp "$T/index" "${index%.*}.$(hash "$T/index" | cut -c 1-8)"
sed "1,4d; s/$(hash "$index")/$(hash "$T/index")/" "$publish/rbl/head" \
    >"$T/head"
"$feedkey" sign -s "$T/feed.key" "$T/head" >>"$T/generate"
cat "$T/head.minisig" "$T/head" >"$publish/rbl/head"
is_exit "a tree with old deltas" 0 compile 10:12:00 -q rbl
is "begins anew" "$(grep -c '^delta:' "$(object index "$(said serial)")")" 1
ok "with a snapshot" test -f \
    "$(echo "$publish/rbl/snapshot/$(said serial)".*.snap)"
is_exit "and all is well" 0 check
is_exit "once" 0 compile 10:13:00 -q rbl
is "and stays so" "$(said serial)" "$(serial 10:12:00)"

# A list whose entries end by themselves and a mask go the same way.
rm -rf "$publish" "$state"
for n in 0 1 2 3 4 5 6 7 8; do
	hosts $((n * 150)) $((1500 + n * 150)) |
	    sed "s/2026-11-20T10:00:00Z/2026-11-21T10:0$n:30Z/" |
	    put "qil/traps/$n.rec"
	hosts $((1 + n * 9)) $((28000 + n * 7)) | put rbl/traps/a.rec
	compile "10:0$n:40" -q
	for db in qil rblplus; do
		if [ "$n" -gt 0 ] && [ -n "$(said delta)" ]; then
			"$apply" "$T/$db.snap" "$(object delta \
			    "$(said delta | cut -d ' ' -f 1)-$(said serial)")" \
			    >"$T/$db.next" || echo "no way to $db $n"
			is_signed "$T/$db.next" || echo "not signed: $db $n"
			echo "$db" >>"$T/steps"
		fi
		cp "$(snapshot $db)" "$T/$db.snap"
	done
	check || echo "not as signed"
done >"$T/wrong" 2>&1
db=rbl
is "minutes of a quick list and of a mask" "$(cat "$T/wrong")" ""
ok "are steps" test "$(wc -l <"$T/steps")" -ge 12

# history: hours of builds, one every 20 minutes, and what there is after each.
history() {
	rm -rf "$publish" "$state" "$spool"
	for minute in $(seq 0 20 360); do
		hosts $((1 + minute / 3)) $((28000 + minute / 2)) |
		    put rbl/traps/a.rec
		compile "$(printf %02d:%02d:00 $((10 + minute / 60)) \
		    $((minute % 60)))" -q
		echo "$minute $(find "$publish/rbl" -name '*.snap' | wc -l)" \
		    "$(find "$publish/rbl/index" -type f | wc -l)"
		check || echo "not as signed"
	done
}
history >"$T/counts" 2>&1
is "key states an hour apart stay for their two hours" \
    "$(awk '$1 >= 180 { print $2, $3 }' "$T/counts" | sort -u)" "3 7"
whole >"$T/once"
history >"$T/counts" 2>&1
is "the same history gives the same bytes" "$(whole | diff "$T/once" -)" ""

# What comes back is known, and costs next to nothing.
rm -rf "$publish" "$state" "$spool"
hosts 1 28000 | put rbl/traps/a.rec
compile 10:00:00 -q
hosts 341 28000 | put rbl/traps/a.rec
compile 10:01:00 -q
left=$(said delta | cut -d ' ' -f 2)
hosts 1 28000 | put rbl/traps/a.rec
compile 10:02:00 -q
back=$(said delta | cut -d ' ' -f 2)
ok "340 hosts that come back: $back bytes, that left: $left" \
    [ "$back" -lt $((left / 2)) ]

# For how many states that is known may change from one to the next.
cp "$(snapshot rbl)" "$T/last.snap"
cp "$conf" "$T/conf.0"
n=0
for steps in 0 0 64 1 5 5; do
	n=$((n + 1))
	sed "s/database rbl {/& recent = $steps /" "$T/conf.0" >"$conf"
	hosts $((1 + n % 2)) $((28000 + n / 2)) | put rbl/traps/a.rec
	compile "10:1$n:00" -q
	"$apply" "$T/last.snap" \
	    "$(object delta "$(said delta | cut -d ' ' -f 1)-$(said serial)")" \
	    >"$T/next.snap"
	ok "a delta leads to what remembers $steps states" \
	    is_signed "$T/next.snap"
	mv "$T/next.snap" "$T/last.snap"
done

done_testing
