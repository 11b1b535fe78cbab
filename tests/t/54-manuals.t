#!/bin/sh
# What the manuals show can be done as it stands there.
. tests/feed.sh

# shown FILE PATTERN: the indented text of a manual that has the pattern.
shown() {
	awk -v pattern="$2" '
	/^\.Bd/ { inside = 1; text = ""; next }
	/^\.Ed/ { if (inside && text ~ pattern) printf "%s", text; inside = 0 }
	inside { text = text $0 "\n" }' "$1"
}

echo 198.51.100.7 >"$T/allow.txt"
shown compiler/feedmill.conf.5 guessers |
    sed "s|/etc/feedmill/allow.txt|$T/allow.txt|" >"$T/shown.conf"
is_exit "the configuration of feedmill.conf(5) is good" 0 \
    "$feedc" compile -t -c "$T/shown.conf"
is "with what is built in" "$(cat "$T/out")" \
    "$T/shown.conf: good, 7 databases"

shown formats/feed.5 T-4711 >"$T/shown.rec"
is_exit "the records of feed(5) are good" 0 "$feedc" check "$T/shown.rec"
is "all four" "$(cat "$T/out")" "4 records in 1 files, 0 bad lines"

feed_site 'database rbl { }'
put rbl/traps/shown.rec <<END
192.0.2.7 2026-11-20T00:00:00Z kind=source
END
compile 00:00:00 -q
shown formats/feed.5 'sed 4q' >"$T/shown.sh"
cp "$publish/rbl/head" "$T"
is_exit "a head is verified as feed(5) says" 0 \
    sh -e -c "cd '$T' && . ./shown.sh"
like "and is by this key" "$(cat "$T/out")" "db=rbl epoch=1 .* head"

# Catalogs: the description in feedkey(1), and the one to start from.
mkdir "$T/roots"
shown keys/feedkey.1 'valid-for = 180d' >"$T/roots/shown.conf"
cp examples/catalog.conf "$T/roots"
cd "$T/roots" || exit 1
for n in alice bob carol feed-2026; do
	"$feedkey" generate --no-passphrase -s $n.key -p $n.pub >out
done
now=2026-11-22T00:00:00Z
is_exit "a catalog is made as feedkey(1) says" 0 \
    "$feedkey" catalog make shown.conf -o shown --now $now
is_exit "and from the example" 0 \
    "$feedkey" catalog make catalog.conf -o catalog --now $now
cd "$TOP" || exit 1
shown keys/feedkey.1 '^feedkey catalog make catalog.conf -o catalog\n' |
    sed "s|^feedkey catalog make|& --force --now $now|
	s|^feedkey catalog check|& --now $now|
	s|^feedkey|$feedkey|" >"$T/shown.sh"
is_exit "a ceremony goes as feedkey(1) says" 0 \
    sh -e -c "cd '$T/roots' && . ../shown.sh"
like "and its catalog is good" "$(tail -n 1 "$T/out")" "^catalog: good"
shown formats/feed.5 '5,8p' >"$T/shown.sh"
for n in alice bob; do
	sed "s/root.pub/$n.pub/" "$T/shown.sh" >"$T/$n.sh"
done
is_exit "a catalog is verified as feed(5) says" 0 sh -c "cd '$T/roots' && {
    sh -e ../alice.sh || sh -e ../bob.sh; }"

# Subscribers: the configuration to start from, and those of feedsub.conf(5).
feedsub=$B/feedsub
for n in example-root alice bob; do
	"$feedkey" generate --no-passphrase -s "$T/$n.key" -p "$T/$n.pub" \
	    >"$T/out"
done
cp examples/feedsub.conf "$T/1.conf"
shown subscriber/feedsub.conf.5 RWQf6LRCGA9i53 >"$T/2.conf"
shown subscriber/feedsub.conf.5 rndc >"$T/3.conf"
for n in 1 2 3; do
	sed "s|/etc/feedmill/\([a-z-]*\.pub\)|$T/\1|g" "$T/$n.conf" \
	    >"$T/sub.conf"
	is_exit "a configuration of feedsub.conf(5) is good: $n" 0 \
	    "$feedsub" -t -c "$T/sub.conf"
	is "as it says" "$(cat "$T/out")" "$T/sub.conf: good, 1 feed"
done
sed "s|/usr/local/bin/feedsub|$feedsub|" examples/systemd/feedsub.service \
    >"$T/feedsub.service"
if command -v systemd-analyze >"$T/which"; then
	is_exit "systemd finds nothing wrong with the service" 0 \
	    systemd-analyze verify --man=no "$T/feedsub.service"
	is "and says nothing" "$(cat "$T/err")" ""
else
	skip "systemd is not installed"
fi
done_testing
