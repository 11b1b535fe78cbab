#!/bin/sh
# A disk that is full or broken at any call: publishing fails and says so, what
# was published stays and verifies, nothing is left over.
. tests/tap.sh
. tests/strace.sh

publish=$B/tests/tool_publish
export ASAN_OPTIONS=detect_leaks=0
"$publish" "$T/base" rbl 1795300000 100

cp -a "$T/base" "$T/tree"
strace -f -o "$T/trace" "$publish" "$T/tree" dul 1795307260 300000
calls_in "$T/trace" | awk '
$1 == "mkdir" { inside = 1 }
inside && ($1 ~ /^(write|fsync|renameat|mkdirat|utimensat)$/ ||
	$1 ~ /^(fchmod|ftruncate|flock)$/ || $1 == "openat" && /O_CREAT/)' \
    >"$T/every"
sample 'NR % 2 || /^(write|renameat) /' "$T/every" "$T/calls"

# Prints what is wrong after the error $3 in the call $1, its $2nd.
try() {
	rm -rf "$T/tree"
	cp -a "$T/base" "$T/tree"
	strace -f -qq -o /dev/null -e "inject=$1:error=$3:when=$2" \
	    "$publish" "$T/tree" dul 1795307260 300000 2>"$T/said" &&
	    echo "it did not fail"
	grep -q "$T/tree.*: $4" "$T/said" || cat "$T/said"
	find "$T/tree" -name '.tmp*'
	"$publish" -c "$T/tree" 2>&1 | grep -vx '[12]'
	"$publish" "$T/tree" dul 1795307320 300000 2>&1
	"$publish" -c "$T/tree" 2>&1 | grep -vx 2
	"$publish" -t "$T/tree" 2>&1 | grep -vx 4
}

while read -r call nth; do
	for error in "ENOSPC No space left" "EIO Input/output error"; do
		try "$call" "$nth" "${error%% *}" "${error#* }" \
		    </dev/null >"$T/wrong"
		ok "${error%% *} in $call $nth" test ! -s "$T/wrong"
		sed 's/^/# /' "$T/wrong"
	done
done <"$T/calls"
ok "there were calls to fail" test "$tap_n" -gt 20

# A file that stops growing in the middle of a write.
rm -rf "$T/tree"
cp -a "$T/base" "$T/tree"
is_exit "a file that may not grow is an error" 1 sh -c \
    "trap '' XFSZ; ulimit -f 64
    exec '$publish' '$T/tree' rbl 1795307260 300000"
like "which is named" "$(cat "$T/err")" "rbl/snapshot/.*: File too large"
is "the tree is as it was" "$(cd "$T/tree" && find . | sort)" \
    "$(cd "$T/base" && find . | sort)"
is_exit "and verifies" 0 "$publish" -c "$T/tree"

# A tree that is not there to be written.
is_exit "a tree below nothing is refused" 1 "$publish" "$T/no/tree" rbl 1 10
is "by name" "$(cat "$T/err")" \
    "tool_publish: $T/no/tree: No such file or directory"
echo >"$T/file"
is_exit "a tree that is a file is refused" 1 "$publish" "$T/file" rbl 1 10

done_testing
