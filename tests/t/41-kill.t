#!/bin/sh
# Publishing is killed before a system call, each in its turn: whatever the
# moment, the tree verifies, and the next run finishes and leaves nothing over.
# A sample of the calls, or all of them with LONG=1.
. tests/tap.sh
. tests/strace.sh

publish=$B/tests/tool_publish
# The leak checker cannot work while strace does.
export ASAN_OPTIONS=detect_leaks=0

"$publish" "$T/base" rbl 1795300000 100
"$publish" "$T/base" dul 1795300000 100

# The calls of a run from the one that opens the tree on.
cp -a "$T/base" "$T/tree"
strace -f -o "$T/trace" "$publish" "$T/tree" rbl 1795307260 300000
calls_in "$T/trace" | awk '
$1 == "mkdir" { inside = 1 }
(inside || ENVIRON["LONG"] != "") && $1 !~ /^(execve|exit_group)$/' \
    >"$T/every"
# what changes the disk, and every seventh of the rest
sample '/^(write|rename|renameat|fsync|unlinkat|mkdirat) / || NR % 7 == 0' \
    "$T/every" "$T/calls"

# Every file is synced before it is renamed, and its folder right after.
sed -E 's/^[0-9]+ +//' "$T/trace" | awk '
function bad(why) { print why ": " $0; failed = 1 }
folder != "" && $0 !~ "^fsync\\(" folder "\\)" { bad("no folder synced") }
{ folder = "" }
match($0, /\.tmp\.[0-9]+/) { temp = substr($0, RSTART, RLENGTH) }
match($0, /^[a-z]+\([0-9]+/) {
	fd = substr($0, 1, RLENGTH)
	sub(/.*\(/, "", fd)
}
/^openat\(.*\.tmp\./ { fds[temp] = $NF }
/^write\(/ { synced[fd] = 0 }
/^fsync\(/ { synced[fd] = 1 }
/^renameat\(/ {
	if (!synced[fds[temp]]) bad("no file synced")
	folder = $0
	gsub(/^renameat\(|,.*/, "", folder)
	renames++
}
END { if (renames != 9) bad(renames + 0 " renames"); exit failed }' >"$T/syncs"
is "files and folders are synced" "$(cat "$T/syncs")" ""

head_serial() {
	awk '$1 == "serial:" { print $2 }' "$T/tree/rbl/head"
}

leftovers() {
	find "$T/tree" -name '.*' ! -name .lock
}

# Prints what is wrong after a kill before the call $1, its $2nd.
try() {
	rm -rf "$T/tree"
	cp -a "$T/base" "$T/tree"
	strace -f -qq -o /dev/null -e "inject=$1:signal=KILL:when=$2" \
	    "$publish" "$T/tree" rbl 1795307260 300000 >/dev/null 2>&1
	[ $? -eq 137 ] || echo "it was not killed"
	[ "$("$publish" -c "$T/tree" 2>&1)" = 2 ] ||
	    "$publish" -c "$T/tree" 2>&1
	case $(head_serial) in
	1795300000 | 1795307260) ;;
	*) echo "the head is neither" ;;
	esac
	"$publish" "$T/tree" rbl 1795307320 300000 2>&1
	"$publish" -c "$T/tree" 2>&1 | grep -vx 2
	"$publish" -t "$T/tree" 2>&1 | grep -vx 4
	[ "$(head_serial)" = 1795307320 ] || echo "the head is not the last"
	leftovers
}

while read -r call nth; do
	try "$call" "$nth" </dev/null >"$T/wrong"
	ok "killed before $call $nth" test ! -s "$T/wrong"
	sed 's/^/# /' "$T/wrong"
	cat "$T/wrong" >>"$T/all"
done <"$T/calls"
ok "there were calls to be killed at" test "$tap_n" -gt 20

done_testing
