# Sizes of snapshots and the speed of their code.  On lists that were made the
# targets are what those of the real lists are of the peer: xz of the gaps.
# shellcheck shell=sh disable=SC2154

# list NAME SHAPE COUNT: one more entry kind in a file of a made-up folder.
list() {
	"$gen" "$2" "$3" >>"$work/lists/current/$1.txt"
}

make_lists() {
	mkdir -p "$work/lists/current"
	list rbl-psbl-2026-07 hosts 19551
	list rbl-uceprotect1-2026-07 hosts 56349
	list rbl-datashield-2026-08 hosts 83129
	list rbl-ipsum-level1-2026-08 hosts 120430
	list rbl-firehol2019-union hosts 604627
	list cidr-datacenter-2026-08 blocks 42566
	list dul-20others-v4v6-2025-09 blocks 82633
	list dul-20others-v4v6-2025-09 blocks6 28248
	list v6-cidr-datacenter-2026-08 blocks6 8752
	list tor-all-v4v6-2026-08 hosts6 3212
	xz -0 "$work"/lists/current/*.txt
}

# share NAME: what part of the peer's size the target is on the real list.
share() {
	case ${1#snapshot-} in
	psbl-*) echo .961 ;;
	uceprotect1-* | datashield-*) echo .970 ;;
	ipsum1-*) echo .962 ;;
	firehol2019-*) echo .977 ;;
	datacenter-*) echo .690 ;;
	dul4-*) echo .486 ;;
	dul6-*) echo 1.434 ;;
	datacenter6-*) echo .528 ;;
	tor6-*) echo .827 ;;
	esac
}

lists=$data
what="a real list; peer: xz of its gaps"
if [ -z "$data" ]; then
	what="a made list; peer: xz of its gaps"
	lists=$work/lists
	make_lists
fi
"$gen" hosts $((records / 2)) >"$work/hosts"
{
	"$B/tests/bench/codec" -d "$lists"
	"$B/tests/bench/codec" -l "$work/hosts"
} >"$work/codec"
grep -v '^bench ' "$work/codec"
grep '^bench ' "$work/codec" >"$work/lines"
while IFS=' =' read -r _ name _ ours _ peer _ _ _ target _; do
	part=$(share "$name")
	[ -n "$data" ] || [ -z "$part" ] || target=$(product "$peer" "$part")
	case $name-$peer in
	*-large-*) figure "$name" "$ours" "$peer" "$target" \
	    "a made list of $((records / 2)) hosts" ;;
	*--) figure "$name" "$ours" - "$target" "the slowest of the lists" ;;
	*) figure "$name" "$ours" "$peer" "$target" "$what" ;;
	esac
done <"$work/lines"
