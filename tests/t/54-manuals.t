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
done_testing
