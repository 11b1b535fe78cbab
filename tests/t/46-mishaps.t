#!/bin/sh
# Settings and files that go wrong under a feed: nothing is published that no
# subscriber would take, and each is told with what helps.
. tests/feed.sh

feed_site 'database rbl { epoch = 2 }'

# hosts FIRST LAST: as many records.
hosts() {
	seq "$1" "$2" | sed 's|.*|echo 11.$((& / 250)).$((& % 250)).7|' | sh |
	    sed 's/$/ 2026-11-20T10:00:00Z/'
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

done_testing
