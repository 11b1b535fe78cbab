#!/bin/sh
# feedsub is killed before a system call that changes the disk, or that call
# fails for a full or broken disk, each in its turn: the zone is never missing
# nor half, what is held is the old or the new, and the next look ends with the
# same bytes as if nothing had been.  A sample, or all calls with LONG=1.
. tests/follow.sh
. tests/strace.sh

export ASAN_OPTIONS=detect_leaks=0
signed_site 'database rbl {} database dul {}' rbl dul
echo "192.0.2.0/24 2026-11-20T10:00:00Z" | put dul/isp/a.rec
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q
subscriber sub "\"file://$publish\"" rbl dul
follow 10:00:10 -q
catalog 2 10:00:20 root
hosts 10 3010 | put rbl/traps/a.rec
compile 10:01:00 -q
cp -a "$sub" "$T/sub.0"
cp -a "$zones" "$T/zones.0"

start_over() {
	rm -rf "$sub" "$zones"
	cp -a "$T/sub.0" "$sub"
	cp -a "$T/zones.0" "$zones"
}

# entries: those of the zone, with how it ends.
entries() {
	grep -v '^[#$]' "$zones/rbl" | sha256sum
}

# What there is in the end; when a zone was written is told apart.
sum() {
	(cd "$sub" && find . -type f ! -name .lock ! -name '*.outputs' \
	    ! -name status.json -exec sha256sum {} +) | sort -k 2
	(cd "$zones" && find . -type f -printf '%p\n') | sort
	entries
}

entries >"$T/old"
strace -ff -o "$T/trace" "$feedsub" -q -c "$subconf" \
    --now 2026-11-21T10:01:10Z
entries >"$T/new"
ok "the zone changes" sh -c "! cmp -s '$T/old' '$T/new'"
sum >"$T/want"

changing='write|pwrite64|rename|renameat|renameat2|fsync|fdatasync|unlink'
changing="$changing|unlinkat|mkdir|mkdirat|link|linkat|ftruncate|fchmod"
changing="$changing|utimensat|copy_file_range"
# What its threads that read a disk do changes nothing, and counts by itself.
grep -l '^execve' "$T"/trace.* >"$T/main"
mv "$(cat "$T/main")" "$T/main"
calls_in "$T/main" | awk -v changing="^($changing)\$" '
$1 ~ changing || $1 == "openat" && /O_CREAT/' >"$T/every"
sample 'NR % 4 == 1 || $1 ~ /^rename/' "$T/every" "$T/calls"

# Every file is synced before it is renamed, and its folder right after.
awk '
function bad(why) { print why ": " $0; failed = 1 }
folder && !/^(fsync|openat|close|fcntl|newfstatat|fstat|brk|mmap|munmap)\(/ {
	bad("no folder synced before"); folder = 0
}
/^fsync\(/ { fd = $0; gsub(/^fsync\(|\).*/, "", fd); synced[path[fd]] = 1
	folder = 0 }
/^openat\(/ { split($0, part, "\""); fd = $NF; path[fd] = part[2] }
/^openat\(.*O_CREAT/ { synced[part[2]] = 0; made[part[2]] = 1 }
/^write\(/ { fd = $0; gsub(/^write\(|,.*/, "", fd); synced[path[fd]] = 0 }
/^rename/ { split($0, part, "\"")
	if (made[part[2]] && !synced[part[2]]) bad("not synced")
	folder = 1; renames++ }
END { if (renames < 8) bad(renames + 0 " renames"); exit failed }' \
    "$T/main" >"$T/syncs"
is "files and folders are synced" "$(cat "$T/syncs")" ""

# What is wrong with what there is after a look that did not end well.
judge() {
	entries >"$T/now"
	cmp -s "$T/now" "$T/old" || cmp -s "$T/now" "$T/new" ||
	    echo "the zone is neither"
	tail -n 1 "$zones/rbl" | grep -q . || echo "the zone is half"
	follow 10:01:20 -q 2>&1 || echo "the next look failed"
	sum | diff "$T/want" -
	minisign -Vq -p "$T/feed.pub" -m "$sub/example/rbl.snap" 2>&1
	"$feedsub" verify -c "$subconf" --now 2026-11-21T10:01:30Z 2>&1 >&3 ||
	    echo "what is held is not good"
	find "$sub" "$zones" -name '.*' ! -name .lock
}

killed() {
	start_over
	strace -f -qq -o "$T/trace" -e "inject=$1:signal=KILL:when=$2" \
	    "$feedsub" -q -c "$subconf" --now 2026-11-21T10:01:10Z \
	    >"$T/killed" 2>&1
	[ $? -eq 137 ] || echo "it was not killed"
	judge
}

fails() {
	start_over
	strace -f -qq -o "$T/trace" -e "inject=$1:error=$3:when=$2" \
	    "$feedsub" -q -c "$subconf" --now 2026-11-21T10:01:10Z \
	    >"$T/said" 2>&1 && echo "it did not fail"
	grep -q "$4" "$T/said" || cat "$T/said"
	judge
}

exec 3>/dev/null
while read -r call nth; do
	killed "$call" "$nth" </dev/null >"$T/wrong"
	is "killed before $call $nth" "$(cat "$T/wrong")" ""
done <"$T/calls"
ok "there were calls to be killed at" test "$tap_n" -gt 15

grep -E '^(write|fsync|rename[a-z0-9]*|openat|mkdir|ftruncate) ' "$T/every" |
	grep -v 'status.json' >"$T/may.fail"
sample 'NR % 6 == 1' "$T/may.fail" "$T/calls"
while read -r call nth; do
	for error in "ENOSPC No space left" "EIO Input/output error"; do
		fails "$call" "$nth" "${error%% *}" "${error#* }" \
		    </dev/null >"$T/wrong"
		is "${error%% *} in $call $nth" "$(cat "$T/wrong")" ""
	done
done <"$T/calls"

# A state folder that cannot be written.
start_over
is_exit "a state on a disk that may only be read" 1 strace -qq -o "$T/trace" \
    -P "$sub/.lock" -P .lock -e inject=openat:error=EROFS \
    "$feedsub" -c "$subconf" --now 2026-11-21T10:01:10Z
is "says so" "$(cat "$T/err")" "feedsub: $sub/.lock: Read-only file system"
echo 2 >"$sub/version"
is_exit "a state of a later version" 4 follow 10:01:10
like "says so" "$(cat "$T/err")" 'of version 2, and this program knows 1'
ok "and the zone stays" cmp "$zones/rbl" "$T/zones.0/rbl"
done_testing
