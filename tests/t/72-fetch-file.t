#!/bin/sh
# Fetching from a folder of this machine, which somebody else fills.
. tests/tap.sh

fetch=$B/tests/tool_fetch
tree=$T/tree
url=file://$tree
mkdir -p "$tree/rbl/snapshot" "$T/to" "$T/other"
echo head >"$tree/rbl/head"
head -c 300000 /dev/urandom >"$tree/rbl/snapshot/1.snap"
echo secret >"$T/other/file"
: >"$tree/empty"

# refused NAME CODE PATTERN ARG...: it fails so, and brings nothing.
refused() {
	name=$1 code=$2 pattern=$3
	shift 3
	rm -f "$T/to"/*
	is_exit "$name is refused" "$code" "$fetch" "to=$T/to" "$@"
	like "  with a reason" "$(cat "$T/err")" "$pattern"
	is "  and nothing comes" "$(ls "$T/to")" ""
	[ "$code" = 2 ] || like "  nor is kept" "$(cat "$T/out")" '^kept 0$'
}

is_exit "files come" 0 "$fetch" "to=$T/to" "$url" rbl/head:5:exact \
    rbl/snapshot/1.snap:300000 rbl/none none/head empty:0:exact
is_file "as they are" "$T/to/1.snap" "$tree/rbl/snapshot/1.snap"
is "or are missing" "$(cat "$T/out")" "rbl/head: 5 bytes
rbl/snapshot/1.snap: 300000 bytes
rbl/none: missing
none/head: missing
empty: 0 bytes
received 0"

refused "a byte too many" 14 'rbl/head: has more than 4 bytes$' \
    "$url" rbl/head:4
refused "another size" 14 'rbl/head: has at least 5 bytes, want 4$' \
    "$url" rbl/head:4:exact
refused "a byte too few" 14 'rbl/head: has 5 bytes, want 6$' \
    "$url" rbl/head:6:exact
refused "no end" 20 'zero: is not a regular file$' file:///dev zero:1000

ln -s "$T/other/file" "$tree/link"
ln -s "$T/other" "$tree/folder"
ln -s rbl "$tree/near"
ln -s nowhere "$tree/dangling"
mkfifo "$tree/pipe"
for path in link folder/file near/head dangling; do
	refused "a symbolic link ($path)" 20 \
	    "$path: is, or is behind, a symbolic link" "$url" $path
done
refused "a pipe" 20 'pipe: is not a regular file$' "$url" pipe
refused "a folder" 20 'rbl: is not a regular file$' "$url" rbl
for path in ../other/file rbl/../../other/file /etc/passwd rbl//head . "" \
	"rbl/he ad"; do
	refused "the path \"$path\"" 2 ': no path of a tree$' "$url" "$path"
done
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 "$tree/rbl/head"
	refused "what may not be read" 20 'cannot be opened: Perm' \
	    "$url" rbl/head
	chmod 644 "$tree/rbl/head"
fi

refused "a source that is not there" 20 "^tool_fetch: $url/x: cannot be" \
    "$url/x" head
refused "a source that is no folder" 20 'cannot be opened: Not a dir' \
    "$url/rbl/head" head
ln -s tree "$T/current"
is_exit "the folder itself may be a link" 0 \
    "$fetch" "file://$T/current" rbl/head
is_exit "a url is checked" 2 "$fetch" "$url/" rbl/head

# What has no size, and never ends, though it is a regular file.
is_exit "a file that says it is empty" 14 "$fetch" file:///proc cpuinfo:50

done_testing
