# A subscriber below $T for stories, beside the operator's site of feed.sh:
# roots, a catalog in the tree, a configuration of feedsub.
# shellcheck shell=sh disable=SC2154
# shellcheck source=tests/feed.sh
. tests/feed.sh

feedsub=$B/feedsub
sub=$T/sub
subconf=$T/feedsub.conf
zones=$T/zones

# root_key NAME: makes $T/NAME.key and $T/NAME.pub without a passphrase.
root_key() {
	"$feedkey" generate --no-passphrase -s "$T/$1.key" -p "$T/$1.pub" \
	    >>"$T/generate"
}

# catalog_conf DATABASE...: the description of a catalog by one root, in which
# the site's key speaks for these.
catalog_conf() {
	printf 'valid-for = 90d\nroot = { "%s" }\nthreshold = 1\n' "$T/root.pub"
	for db in "$@"; do
		printf 'database %s { interval = 60s\n key "%s" {' "$db" \
		    "$T/feed.pub"
		printf ' from = 2026-11-01T00:00:00Z\n'
		printf ' until = 2027-11-01T00:00:00Z } }\n'
	done
}

# catalog VERSION TIME [ROOT...]: makes that version of $T/catalog.conf, as of
# HH:MM:SS, signed by these roots ("root"), and publishes it.
catalog() {
	version=$1
	catalog_now=2026-11-21T${2}Z
	shift 2
	[ $# -gt 0 ] || set -- root
	previous=$publish/catalog.$((version - 1))
	[ "$version" -eq 1 ] || set -- --previous "$previous" "$@"
	mkdir -p "$publish"
	catalog_make "$@"
}

catalog_make() {
	before=
	[ "$1" != --previous ] || {
		before=$2
		shift 2
	}
	"$feedkey" catalog make --force --now "$catalog_now" \
	    ${before:+--previous "$before"} \
	    -o "$T/catalog.new" "$T/catalog.conf" >>"$T/generate" || return
	for root in "$@"; do
		"$feedkey" catalog sign ${before:+--previous "$before"} \
		    -s "$T/$root.key" "$T/catalog.new" >>"$T/generate" ||
		    return
	done
	cp "$T/catalog.new" "$publish/catalog.$version"
	cp "$T/catalog.new" "$publish/catalog"
}

# follow_conf SOURCES DATABASE...: a configuration of feedsub.
follow_conf() {
	sources=$1
	shift
	mkdir -p "$zones"
	printf 'state = "%s"\nfeed example {\n root = { "%s" }\n' "$sub" \
	    "$T/root.pub"
	printf ' source = { %s }\n origin = "bl.example"\n' "$sources"
	for db in "$@"; do
		printf ' database %s {\n  output rbldnsd { file = "%s" }\n }\n' \
		    "$db" "$zones/$db.rbldnsd"
	done
	echo '}'
}

# follow TIME [ARG...]: one look as of HH:MM:SS of the day.
follow() {
	at=$1
	shift
	"$feedsub" -c "$subconf" --now "2026-11-21T${at}Z" "$@"
}

# holds DATABASE: the state has the snapshot that the tree has, and stock
# minisign says so, too.
holds() {
	cmp "$(snapshot "$1")" "$sub/example/$1.snap" &&
	    minisign -V -q -p "$T/feed.pub" -m "$sub/example/$1.snap"
}
