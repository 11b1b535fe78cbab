#!/bin/sh
# One process writes a tree; a second is told who, and gets its turn when the
# first ends, however it ends.
. tests/tap.sh

publish=$B/tests/tool_publish
mkfifo "$T/hold"
hold() {
	exec "$publish" -w "$T/tree" <"$T/hold" >"$T/said"
}

run_bg hold
pid=$!
exec 9>"$T/hold"
wait_for grep -q locked "$T/said"
is_exit "a second one is refused" 8 "$publish" "$T/tree" rbl 1795300000
is "and told why" "$(cat "$T/err")" \
    "tool_publish: $T/tree: process $pid is publishing here"
ok "nothing was written" test ! -e "$T/tree/rbl"
exec 9>&-
wait "$pid"
is_exit "when the first ends the second goes on" 0 \
    "$publish" "$T/tree" rbl 1795300000

run_bg hold
pid=$!
exec 9>"$T/hold"
wait_for grep -q locked "$T/said"
kill -9 "$pid"
wait "$pid" 2>"$T/noise"
exec 9>&-
is_exit "and also when it was killed" 0 "$publish" "$T/tree" rbl 1795303600
is_exit "what goes back is refused" 7 "$publish" "$T/tree" rbl 1795300000
like "with both serials" "$(cat "$T/err")" "1795300000.*1795303600"

"$publish" -p >"$T/key.pub"
ok "minisign verifies a snapshot" \
    minisign -V -q -p "$T/key.pub" -m "$T"/tree/rbl/snapshot/1795303600.*.snap
ok "and a text" \
    minisign -V -q -p "$T/key.pub" -m "$T/tree/text/rbl.rbldnsd"
ok "and its packed twin" \
    minisign -V -q -p "$T/key.pub" -m "$T/tree/text/rbl.rbldnsd.gz"
ok "which is the same text" sh -c \
    "gzip -dc '$T/tree/text/rbl.rbldnsd.gz' | cmp - '$T/tree/text/rbl.rbldnsd'"
head -n 4 "$T/tree/rbl/head" >"$T/head.minisig"
tail -n +5 "$T/tree/rbl/head" >"$T/head"
ok "and a head taken apart" minisign -V -q -p "$T/key.pub" -m "$T/head"
awk -F': ' '
	BEGIN { print "untrusted comment: signature of a feed" }
	$1 == "signature" || $1 == "global" { print $2 }
	$1 == "comment" { print "trusted comment: " $2 }' \
    "$T/head" >"$T/from-head"
is_file "and it carries the snapshot's signature" "$T/from-head" \
    "$(echo "$T"/tree/rbl/snapshot/1795303600.*.minisig)"

done_testing
