#!/bin/sh
# mirror.sh URL DIR: makes DIR a mirror of a published tree, for example of
# rsync://feed.example.net/feed.  Run it from cron as often as the feed's
# interval.  A reader of DIR never sees a head whose objects or whose catalog
# are not there: first the heads are fetched aside, then the catalog, then the
# objects and the catalogs of all versions; then the catalog is put in place,
# then the heads, and at last what is gone from the feed is removed.
set -eu

if [ $# -ne 2 ]; then
	echo "usage: mirror.sh URL DIR" >&2
	exit 2
fi
url=${1%/}
dir=${2%/}
heads=$dir/.heads

mkdir -p "$dir" "$heads"
exec 9>"$dir/.lock"
if ! flock -n 9; then
	echo "mirror.sh: another one is at work on $dir" >&2
	exit 8
fi

# Times are those of the feed, on all mirrors alike.  Heads are small and what
# all depends on, so they are always taken.
fetch() {
	rsync -rt --timeout=300 --delay-updates --exclude='.*' "$@"
}

fetch -I --delete --prune-empty-dirs --include='/*/' --include='/*/head' \
    --exclude='*' "$url/" "$heads/"
fetch -I --include='/catalog' --exclude='*' "$url/" "$heads/"
# An object that vanishes meanwhile (24) is one that no head here needs.
fetch --exclude='/*/head' --exclude='/catalog' "$url/" "$dir/" ||
    { code=$? && [ "$code" -eq 24 ] || exit "$code"; }
if [ -f "$heads/catalog" ]; then
	mv "$heads/catalog" "$dir/catalog"
fi
(cd "$heads" && find . -type f) | while read -r head; do
	mkdir -p "$dir/$(dirname "$head")"
	mv "$heads/$head" "$dir/$head"
done
fetch --existing --ignore-existing --delete "$url/" "$dir/"
