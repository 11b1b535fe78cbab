#!/bin/sh
# Behind by many steps, a subscriber gets there in one run of rsync; where it
# cannot, in as many as it takes, and never by believing what came along.
. tests/follow.sh
. tests/servers.sh

# builds FIRST LAST: one each minute of 10:00 on, each with another host.
builds() {
	for minute in $(seq "$1" "$2"); do
		hosts 1 $((60000 + minute)) | put rbl/traps/list.txt
		compile "10:$(printf %02d "$minute"):00" -q || return
	done
}

# runs: how often the server was asked since the last time.
runs() {
	wait_for awk '/connect from/ { n++ } /sent .* received|refuse/ { n-- }
	    END { exit n > 0 }' "$T/outlet.log"
	grep -c 'connect from' "$T/outlet.log"
	: >"$T/outlet.log"
}

# left NAME: what is held now, again at any time with: take NAME.
left() {
	cp -a "$sub" "$sub-$1"
}

take() {
	rm -rf "$sub"
	cp -a "$sub-$1" "$sub"
}

feed_site 'database rbl { change = none }'
key root
roots 1 root
delegate rbl 1 feed
catalog 1 00:00:00 root
ln -s "$publish" "$T/tree"
port=$(free_port)
rsyncd_conf outlet "$port" >"$T/outlet.conf"
cat >>"$T/outlet.conf" <<-END
	[flat]
	path = $T/tree
	refuse options = recursive
END
rsyncd outlet
subscriber once "\"rsync://127.0.0.1:$port/feed\"" rbl

builds 1 2
is_exit "the first look" 0 follow 10:02:05
is "  takes what it takes: head, index, snapshot" "$(runs)" 3
left far
is_exit "a look without news" 0 follow 10:02:50
is "  is one run" "$(runs)" 1
left hour
builds 3 3
is_exit "a step behind" 0 follow 10:03:05
is "  is one run" "$(runs)" 1
ok "  and all is there" holds rbl
builds 4 14
take hour
is_exit "many steps behind" 0 follow 10:14:20
like "  by deltas" "$(cat "$T/out")" ': 12 deltas'
is "  is one run" "$(runs)" 1
ok "  and all is there" holds rbl
is "  of which nothing stays" "$(ls -A "$sub/example/scratch")" ""
left last

echo "# what is not in the run"
take hour
is_exit "behind a feed that was calm since" 0 follow 10:19:00
is "  is one more for the index" "$(runs)" 2
ok "  and all is there" holds rbl
take hour
is_exit "behind by more heads than are brought along" 0 follow 11:59:00
is "  is head, index, deltas" "$(runs)" 3
ok "  and all is there" holds rbl
take last
is_exit "nothing new for long" 0 follow 10:50:00
is "  is one run" "$(runs)" 1
subscriber flat "\"rsync://127.0.0.1:$port/flat\"" rbl
cp -a "$T/once-hour" "$sub"
is_exit "a server that lists no folders" 0 follow 10:14:20
is "  is asked by name" "$(runs)" 4
ok "  and all is there" holds rbl

echo "# what came along is not believed"
again once
take hour
first=$(find "$publish/rbl/delta" -name '*.delta' | sort | sed -n 3p)
cp "$first" "$T/object"
printf x | dd of="$first" bs=1 seek=20 conv=notrunc 2>/dev/null
is_exit "a delta with other bytes" 19 follow 10:14:20
like "  has not the hash" "$(cat "$T/err")" 'rbl/delta/.*has not the hash'
is "  and nothing of it" "$(held rbl)" "$(sub=$sub-hour held rbl)"
cp "$T/object" "$first"
take hour
index=$(find "$publish/rbl/index" -type f | sort | tail -n 1)
cp "$index" "$T/index"
sed -i 's/serial/serIal/' "$index"
is_exit "an index with other bytes" 19 follow 10:14:20
like "  has not the hash" "$(cat "$T/err")" 'rbl/index/.*has not the hash'
is "  and nothing of it" "$(held rbl)" "$(sub=$sub-hour held rbl)"
cp "$T/index" "$index"
take hour
: >"$T/outlet.log"
rm "$first"
is_exit "a delta that is not there" 16 follow 10:14:20
is "  is asked for by name, too" "$(runs)" 2
cp "$T/object" "$first"
is_exit "once it is" 0 follow 10:20:20
ok "  all is there" holds rbl

done_testing
