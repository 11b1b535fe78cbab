# The system calls of a run, for stories that let them fail one by one.
# shellcheck shell=sh

# calls_in FILE: what strace -f -o FILE saw, as "name nth call(...) = ...".
calls_in() {
	sed -E 's/^[0-9]+ +//' "$1" | awk -F'(' '
	/^[a-z0-9_]+\(/ { print $1, ++calls[$1], $0 }'
}

# sample CONDITION ALL SOME: keeps name and nth of the calls for which awk's
# condition holds, or of all with LONG=1, and says how many they are.
sample() {
	[ -z "${LONG:-}" ] || set -- 1 "$2" "$3"
	awk "$1"' { print $1, $2 }' "$2" >"$3"
	echo "# $(wc -l <"$3") of $(wc -l <"$2") calls"
}
