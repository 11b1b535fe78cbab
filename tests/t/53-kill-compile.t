#!/bin/sh
# feedc is killed before a system call that changes the disk, each in its turn:
# the next build finishes the job, with the same bytes as if nothing had been.
# A sample of the calls, or all of them with LONG=1.
. tests/feed.sh
. tests/strace.sh

export ASAN_OPTIONS=detect_leaks=0
feed_site 'database rbl { gzip = yes } database rblplus {}'

# hosts N: so many records, for a step that is much smaller than a snapshot.
hosts() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) {
		a = i * 10368889 % 2 ^ 24
		printf "11.%d.%d.%d 2026-11-20T10:00:00Z\n", a / 65536,
		    a / 256 % 256, a % 256
	} }'
}

hosts 4000 | put rbl/traps/a.rec
put rbl/desk/r.rec <<'END'
192.0.2.8 2026-11-20T10:00:00Z
END
compile 10:00:00 -q
hosts 4005 | put rbl/traps/a.rec
cp -a "$state" "$T/state.0"
cp -a "$publish" "$T/publish.0"

start_over() {
	rm -rf "$state" "$publish"
	cp -a "$T/state.0" "$state"
	cp -a "$T/publish.0" "$publish"
}

# What there is in the end, times and all; the lock aside, and how long builds
# took.
sum() {
	(cd "$T" && find publish -type f ! -name .lock -printf '%p %T@ ' \
	    -exec sh -c 'sha256sum <"$1"' sh {} \; &&
	    find state -type f ! -path 'state/builds/*' -printf '%p %s\n') |
	    sort
}

compile 10:01:00 -q
compile 10:02:00 -q
sum >"$T/want"
is "there is a step and no second snapshot" \
    "$(find "$publish/rbl" -name '*.snap' -o -name '*.delta' |
	sed 's/.*\.//' | sort)" "$(printf 'delta\nsnap')"

changing='write|rename|renameat|renameat2|fsync|unlink|unlinkat|mkdir|mkdirat'
changing="$changing|link|linkat|copy_file_range|utimensat|rmdir"
start_over
strace -f -o "$T/trace" "$feedc" compile -q -j1 -c "$conf" \
    --now 2026-11-21T10:01:00Z
calls_in "$T/trace" | grep -E "^($changing) " >"$T/every"
sample 'NR % 5 == 1' "$T/every" "$T/calls"

# All that is kept of a source is synced before it gets the source's name.
sed -E 's/^[0-9]+ +//' "$T/trace" | awk -F'"' '
/^openat\(/ { fd = $NF; sub(/.*= /, "", fd); path[fd] = $2 }
/^(mkdir|openat\(.*O_CREAT)/ && /\/\.new-/ { left[$2] = 1 }
/^link\(.*\/\.new-/ { left[$4] = 1 }
/^fsync\(/ { delete left[path[substr($0, 7) + 0]] }
/^rename\(.*\/\.new-/ { renames++; for (p in left) print p " is not synced" }
END { if (!renames) print "no renames" }' >"$T/syncs"
is "what is kept is synced before it is in place" "$(cat "$T/syncs")" ""

try() {
	start_over
	strace -f -qq -o "$T/trace" -e "inject=$1:signal=KILL:when=$2" \
	    "$feedc" compile -q -j1 -c "$conf" --now 2026-11-21T10:01:00Z \
	    >"$T/killed" 2>&1
	[ $? -eq 137 ] || echo "it was not killed"
	compile 10:01:00 -q 2>&1
	compile 10:02:00 -q 2>&1
	sum | diff "$T/want" -
}

while read -r call nth; do
	try "$call" "$nth" </dev/null >"$T/wrong"
	is "killed before $call $nth" "$(cat "$T/wrong")" ""
done <"$T/calls"
ok "there were calls to be killed at" test "$tap_n" -gt 15

done_testing
