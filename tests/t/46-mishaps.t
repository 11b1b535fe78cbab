#!/bin/sh
# Settings and files that go wrong under a feed: nothing is published that no
# subscriber would take, and each is told with what helps.
. tests/feed.sh

feed_site 'database rbl { epoch = 2 }'

# hosts FIRST LAST: as many records.
hosts() {
	awk -v i="$1" -v last="$2" 'BEGIN { for (; i <= last; i++)
	    printf "11.%d.%d.7 2026-11-20T10:00:00Z\n", i / 250, i % 250 }'
}

# whole: all that is published.
whole() {
	(cd "$publish" && find . -type f ! -name .lock -exec sha256sum {} +) |
	    sort -k 2
}

said() {
	sed -n "s/^$1: //p" "$publish/rbl/head"
}

# epoch N: sets it.
epoch() {
	sed -i "s/epoch = [0-9]*/epoch = $1/" "$conf"
}

check() {
	"$feedc" check -q -c "$conf" --now 2026-11-21T23:59:00Z
}

# A lower epoch.
hosts 1 200 | put rbl/traps/a.rec
compile 10:00:00 -q
whole >"$T/before"
epoch 1
hosts 1 201 | put rbl/traps/a.rec
is_exit "a lower epoch" 7 compile 10:01:00 -q
like "is told, and what helps" "$(cat "$T/err")" 'rbl: epoch 2 was published '\
'already, and the configuration says 1: set it to 2 or higher'
is "nothing is published, no texts either" "$(whole | diff "$T/before" -)" ""
mv "$publish/rbl" "$T/rbl"
is_exit "a lower epoch, and the head is gone" 7 compile 10:01:00 -q
like "the copy tells" "$(cat "$T/err")" 'epoch 2 was published already'
mv "$T/rbl" "$publish/rbl"
is "nothing is published" "$(whole | diff "$T/before" -)" ""
epoch 2

# A copy that cannot be written, so that something has to be done by the rest.
mkdir "$state/rbl.snap.new"
"$feedc" accept -c "$conf" rbl change >"$T/out"
is_exit "no copy can be written" 1 compile 10:02:00 -q
like "that is told" "$(cat "$T/err")" 'rbl is published, but: .*snap.new'
ok "what was accepted is used up" test ! -e "$state/accepted/rbl"
is "the sources' states are kept" "$(cat "$state/kept/rbl/traps/a.rec")" \
    "$(cat "$spool/rbl/traps/a.rec")"
echo left >"$publish/rbl/index/$(($(said serial) + 9)).01234567"
is_exit "nor with a heartbeat" 1 compile 10:03:00 -q
ok "and objects are cleared away" \
    test ! -e "$publish/rbl/index/$(($(said serial) + 9)).01234567"
rmdir "$state/rbl.snap.new"
is_exit "then it can" 0 compile 10:04:00 -q
is_exit "all is as signed" 0 check

# A head that is damaged is no new key.
cp -p "$publish/rbl/head" "$T/head"
whole >"$T/before"
for how in longer shorter empty flipped; do
	cp -p "$T/head" "$publish/rbl/head"
	case $how in
	longer) echo x >>"$publish/rbl/head" ;;
	shorter) sed -i '$d' "$publish/rbl/head" ;;
	empty) : >"$publish/rbl/head" ;;
	flipped) sed -i 's/^entries: ./entries: 9/' "$publish/rbl/head" ;;
	esac
	"$feedc" accept -c "$conf" rbl key >"$T/out"
	is_exit "a head is $how" 5 compile 10:04:10 -q
	like "which is told, and what helps" "$(cat "$T/err")" 'rbl: the head '\
'is not as it was signed: .*; bring it back from a mirror or a backup, or '\
'begin anew: raise the epoch in the config'
done
cp -p "$T/head" "$publish/rbl/head"
rm -r "$state/accepted"
is "nothing is published" "$(whole | diff "$T/before" -)" ""
is_exit "with the head it goes on" 0 compile 10:04:20 -q

# One that cannot be read, by the right key or another one.
"$feedkey" generate --no-passphrase -s "$T/other.key" -p "$T/other.pub" \
    >"$T/out"
# odd KEY: the head is one of another version, with that key's signature.
odd() {
	sed '1,4d; s/feedmill head 1/feedmill head 0/' "$T/head" >"$T/text"
	rm -f "$T/text.minisig"
	"$feedkey" sign -s "$1" "$T/text" >"$T/out" &&
	    cat "$T/text.minisig" "$T/text" >"$publish/rbl/head"
}
for key in feed other; do
	odd "$T/$key.key"
	is_exit "a head of another version by key $key" \
	    "$([ $key = feed ] && echo 4 || echo 5)" compile 10:04:30 -q
	like "is told, and what helps" "$(cat "$T/err")" \
	    'rbl: the head .*: rbl/head: .*; bring it back .*raise the epoch'
done
whole >"$T/before"
epoch 2
is_exit "an epoch that was there" 5 compile 10:04:40 -q
is "publishes nothing" "$(whole | diff "$T/before" -)" ""
for key in other feed; do
	odd "$T/$key.key"
	epoch "$(($(sed -n 's/.*epoch = \([0-9]*\).*/\1/p' "$conf") + 1))"
	is_exit "a later one" 0 compile 10:04:5$((e = ${e:-0} + 1)) -q
	is_exit "puts a good head there" 0 check
done
is "of that epoch" "$(said epoch)" 4
rm "$state/rbl.snap"
odd "$T/feed.key"
epoch 1
is_exit "without a copy the first epoch" 4 compile 10:05:00 -q
epoch 5
is_exit "is no later one" 0 compile 10:05:00 -q

# The tree is lost: guards know the last set from the copy.
hosts 1 1000 | put rbl/traps/a.rec
"$feedc" accept -c "$conf" rbl change >"$T/out"
compile 10:06:00 -q
hosts 1 200 | put rbl/traps/a.rec
mv "$publish/rbl" "$T/lost"
is_exit "far less, and nothing to compare with but the copy" 6 \
    compile 10:07:00 -q
like "is refused" "$(cat "$T/err")" "rbl: change: "
cp "$state/rbl.snap" "$T/copy"
head -c 100 "$T/copy" >"$state/rbl.snap"
is_exit "a copy that is damaged is none" 0 compile 10:07:00 -q
rm -r "$publish/rbl"
mv "$T/lost" "$publish/rbl"
cp "$T/copy" "$state/rbl.snap"
mv "$publish/rbl" "$T/lost"
epoch 6
is_exit "nor is one of another epoch" 0 compile 10:07:00 -q
rm -r "$publish/rbl"
mv "$T/lost" "$publish/rbl"

# A copy that cannot be true.
hosts 1 1000 | put rbl/traps/a.rec
is_exit "a copy of a later epoch is there" 0 compile 10:07:10 -q
epoch 5
is_exit "the epoch goes back" 7 compile 10:08:00 -q
cp "$state/rbl.snap" "$T/later"
cp "$T/copy" "$state/rbl.snap"
rm -r "$publish/rbl"
is_exit "a lost tree" 0 compile 10:08:00 -q
cp "$T/later" "$state/rbl.snap"
is_exit "with a copy of a later epoch" 7 compile 10:09:00 -q
like "names the copy" "$(cat "$T/err")" "epoch 6 was published already.* \
\(so says its \.snap file in the state folder\)"
printf x >>"$state/rbl.snap"
is_exit "unless it is damaged" 0 compile 10:09:00 -q
compile 10:20:00 -q
cp "$state/rbl.snap" "$T/copy"
rm -r "$publish/rbl"
is_exit "a clock before the copy" 7 compile 10:01:00 -q
like "names it, too" "$(cat "$T/err")" "so says its \.snap file.*Wait until"

# Heads that the catalog does not let be.
rm -r "$publish" "$state"
epoch 2
compile 10:04:00 -q
"$feedkey" generate --no-passphrase -s "$T/root.key" -p "$T/root.pub" >"$T/out"
n=0

# catalog EPOCH FROM UNTIL [DATABASE]: publishes the next one.
catalog() {
	cat >"$T/catalog.conf" <<-END
		valid-for = 90d interval = 1h root = { root.pub }
		database ${4:-rbl} { epoch = $1 key feed.pub {
			from = 2026-11-$2Z until = 2026-11-$3Z
		} }
	END
	n=$((n + 1))
	before=
	[ "$n" = 1 ] || before="--previous $T/catalog.$((n - 1))"
	# shellcheck disable=SC2086
	"$feedkey" catalog make $before -o "$T/catalog.$n" \
	    --now 2026-11-21T08:00:00Z "$T/catalog.conf" >"$T/out" &&
	    "$feedkey" catalog sign -s "$T/root.key" "$T/catalog.$n" \
		>"$T/out" &&
	    "$feedc" catalog -c "$conf" --now 2026-11-21T10:04:00Z \
		"$T/catalog.$n"
}

nobody='no subscriber takes'
is_exit "a catalog of a key whose time is over" 0 \
    catalog 2 01T00:00:00 21T09:00:00
like "is told" "$(cat "$T/err")" \
    "^feedc: $nobody what is published of rbl: rbl/head: key .* may sign from"
is_exit "a head that it does not let be" 9 compile 10:05:00 -q
like "is told, and what helps" "$(cat "$T/err")" \
    "rbl is published, but $nobody it: rbl/head: key .* until 2026-11-21T09:00\
:00Z.*; publish a catalog that lets key $(sed -n '1s/.* //p' "$T/feed.pub") \
sign epoch 2 of it \(feedkey catalog make\)"
is "and published" "$(said time)" 2026-11-21T10:05:00Z
compile 10:05:10 --json >"$T/json" 2>"$T/err"
like "in JSON, too" "$(cat "$T/json")" "\"warning\": \"rbl is published, but"
is_exit "a check says so" 5 check
is_exit "a catalog of another epoch" 0 catalog 3 01T00:00:00 30T00:00:00
is_exit "is no better" 9 compile 10:06:00 -q
like "that is told" "$(cat "$T/err")" \
    "$nobody it: rbl/head: a head of epoch 2, version 2 of the catalog says 3"
is_exit "nor is one without the database" 0 \
    catalog 1 01T00:00:00 30T00:00:00 dul
is_exit "for that" 9 compile 10:07:00 -q
like "which is told" "$(cat "$T/err")" \
    "version 3 of the catalog has no database"
is_exit "a good one" 0 catalog 2 01T00:00:00 30T00:00:00
is "makes no such words" "$(grep "$nobody" "$T/err")" ""
is_exit "and a build" 0 compile 10:08:00 -q
is "none either" "$(cat "$T/err")" ""
is_exit "until it is over" 9 "$feedc" compile -q -c "$conf" \
    --now 2027-02-20T00:00:00Z
like "which is told" "$(cat "$T/err")" \
    "$nobody it: version 4 of the catalog is over since 2027-02-19T08:00:00Z"

done_testing
