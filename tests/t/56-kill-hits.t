#!/bin/sh
# feedc is killed before a system call while it builds a quick list, or finds
# the disk full, each in its turn: the next build counts every hit once, and
# publishes the same bytes as if nothing had been.  A sample of the calls, or
# all of them with LONG=1.
. tests/feed.sh
. tests/strace.sh

export ASAN_OPTIONS=detect_leaks=0
feed_site 'database qil { }'

# hits FROM TO TIME: one for each host.
hits() {
	awk -v n="$1" -v end="$2" -v at="$3" 'BEGIN { for (; n < end; n++)
		printf "11.%d.%d.7 2026-11-21T%sZ\n", n / 256, n % 256, at }'
}

hits 0 400 09:59:30 | put qil/traps/day.rec
compile 10:00:00 -q
cp -a "$state" "$T/state.0"
cp -a "$publish" "$T/publish.0"
hits 200 500 10:00:20 >>"$spool/qil/traps/day.rec"
hits 600 700 10:00:20 | put qil/other/a.rec

start_over() {
	rm -rf "$state" "$publish"
	cp -a "$T/state.0" "$state"
	cp -a "$T/publish.0" "$publish"
}

# What there is in the end; locks hold numbers of processes.
sum() {
	(cd "$T" && find publish state -type f ! -name .lock ! -name log \
	    ! -path '*builds*' \
	    -exec sha256sum {} +) | sort -k 2
}

# Builds until renewals show what was counted.
finish() {
	compile 10:01:00 -q 2>&1
	compile 10:02:00 -q 2>&1
	compile 10:05:00 -q 2>&1
}

finish
sum >"$T/want"
is "what was hit again is renewed" \
    "$("$feedc" dump --now 2026-11-21T10:05:00Z "$(snapshot qil)" |
	grep -c '^11\.')" 400

changing='write|pwrite64|rename|renameat|renameat2|fsync|fdatasync|ftruncate'
changing="$changing|unlink|unlinkat|mkdir|mkdirat|link|linkat|openat"
start_over
strace -f -o "$T/trace" "$feedc" compile -q -j1 -c "$conf" \
    --now 2026-11-21T10:01:00Z
calls_in "$T/trace" | grep -E "^($changing) " >"$T/every"
sample 'NR % 9 == 1 || /^(pwrite|fdatasync)/' "$T/every" "$T/calls"

try() {
	start_over
	strace -f -qq -o "$T/trace" -e "inject=$1:signal=KILL:when=$2" \
	    "$feedc" compile -q -j1 -c "$conf" --now 2026-11-21T10:01:00Z \
	    >"$T/killed" 2>&1
	[ $? -eq 137 ] || echo "it was not killed"
	finish
	sum | diff "$T/want" -
}

while read -r call nth; do
	try "$call" "$nth" </dev/null >"$T/wrong"
	is "killed before $call $nth" "$(cat "$T/wrong")" ""
done <"$T/calls"
ok "there were calls to be killed at" test "$tap_n" -gt 10

# What writes finds a full disk, in the folder of the state or of the tree.
full() {
	start_over
	strace -f -qq -o "$T/trace" -e "inject=$1:error=ENOSPC:when=$2" \
	    "$feedc" compile -q -j1 -c "$conf" --now 2026-11-21T10:01:00Z \
	    >"$T/said" 2>&1 && echo "it did not fail"
	grep -q 'No space left' "$T/said" || cat "$T/said"
	finish
	sum | diff "$T/want" -
}

grep -E '^(write|pwrite64|fsync|fdatasync|rename|renameat|renameat2|mkdirat) ' \
    "$T/every" >"$T/writing"
sample 'NR % 6 == 1 || /^pwrite/' "$T/writing" "$T/calls"
before=$tap_n
while read -r call nth; do
	full "$call" "$nth" </dev/null >"$T/wrong"
	is "a full disk in $call $nth" "$(cat "$T/wrong")" ""
done <"$T/calls"
ok "there were calls that write" test "$tap_n" -gt $((before + 3))

# A batch that is only in part on disk.
start_over
compile 10:01:00 -q
for cut in 1 30 400; do
	start_over
	compile 10:01:00 -q
	rm -rf "$publish"
	cp -a "$T/publish.0" "$publish"
	rm -f "$state/qil.snap"
	cp -a "$T/state.0/qil.snap" "$state/qil.snap"
	truncate -s "-$cut" "$state/hits/qil/journal"
	finish >"$T/wrong"
	sum | diff "$T/want" - >>"$T/wrong"
	is "with $cut bytes of its end missing" "$(cat "$T/wrong")" ""
	like "  which the log tells" "$(cat "$state/log")" 'unfinished batch'
done

# A journal that is damaged is told of, and nothing is published.
start_over
printf x | dd of="$state/hits/qil/journal" bs=1 seek=60 conv=notrunc 2>/dev/null
is_exit "a damaged checkpoint" 4 compile 10:01:00 -q
like "is told of" "$(cat "$T/err")" 'journal.*damaged.*moved away'
rm -r "$state/hits"
is_exit "without it hits are read from the spool" 0 compile 10:01:00 -q

done_testing
