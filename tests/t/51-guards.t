#!/bin/sh
# Every guard refuses once, names its rule, and lets one build pass when told;
# what was published stays.
. tests/feed.sh

feed_site 'database rbl {} database dul {}'

# many FIRST COUNT: records of so many hosts, from 11.0.FIRST.0 on, none of
# them beside another.
many() {
	awk -v first="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++)
	    printf "11.0.%d.%d 2026-11-20T10:00:00Z\n", first + i / 128,
		i % 128 * 2 }'
}

# refused RULE TIME: a build is refused by the rule, and the head stays.
refused() {
	cp "$publish/rbl/head" "$T/head"
	is_exit "$1: the build is refused" 6 compile "$2" -q rbl
	like "$1: the rule is named" "$(cat "$T/err")" "rbl: $1: "
	ok "$1: the last head stays" cmp "$publish/rbl/head" "$T/head"
	like "$1: it is in the log" "$(tail -n 1 "$state/log")" \
	    "failed rbl: $1: "
}

# accepted RULE TIME: one build passes, and only one.
accepted() {
	is_exit "$1: it is accepted" 0 \
	    "$feedc" accept -c "$conf" rbl "$1"
	is_exit "$1: the build passes" 0 compile "$2" -q rbl
	like "$1: that is in the log" "$(cat "$state/log")" "rbl accept $1"
	ok "$1: and used up" test ! -s "$state/accepted/rbl"
}

many 0 300 | put rbl/traps/a.rec
many 20 10 | put rbl/other/b.rec
is_exit "a first build has no change to guard" 0 compile 10:00:00 -q

many 0 30 | put rbl/traps/a.rec
refused change 10:01:00
accepted change 10:02:00
many 0 300 | put rbl/traps/a.rec
"$feedc" accept -c "$conf" rbl change >"$T/out"
compile 10:03:00 -q rbl

: | put rbl/other/b.rec
refused empty 10:04:00
accepted empty 10:05:00
many 20 10 | put rbl/other/b.rec
compile 10:06:00 -q rbl
rm -r "$spool/rbl/other"
refused empty 10:07:00
is_exit "a source is retired" 0 "$feedc" retire -c "$conf" rbl other
is_exit "and not missed" 0 compile 10:08:00 -q rbl
is_exit "only a known one can be" 2 "$feedc" retire -c "$conf" rbl other
is_exit "and only when it is gone" 2 "$feedc" retire -c "$conf" rbl traps

echo '11.0.0.0/8 2026-11-20T10:00:00Z' | put rbl/traps/wide.rec
refused width 10:09:00
like "width: with source and line" "$(cat "$T/err")" 'traps/wide.rec:1'
rm "$spool/rbl/traps/wide.rec"

awk 'BEGIN { for (i = 0; i < 64; i++) for (j = 0; j < 250; j++)
    printf "%d.%d.0.0/16 2026-11-20T10:00:00Z\n", 20 + i, j }' |
    put rbl/traps/much.rec
"$feedc" accept -c "$conf" rbl change >"$T/out"
refused coverage 10:10:00
rm "$spool/rbl/traps/much.rec" "$state/accepted/rbl"

awk 'BEGIN { for (i = 0; i < 5000; i++)
    printf "10.0.%d.%d 2026-11-20T10:00:00Z\n", i / 256, i % 256 }' |
    put rbl/traps/inside.rec
is_exit "protected: the source is held back" 9 compile 10:11:00 -q rbl
like "protected: the rule is named" "$(cat "$T/err")" 'protected'
like "protected: and the first line" "$(cat "$T/err")" 'traps/inside.rec:1'
is "protected: nothing of it is listed" "$(lookup 10.0.0.1 rbl)" \
    "10.0.0.1 is not listed"
rm "$spool/rbl/traps/inside.rec"
echo '10.0.0.1 2026-11-20T10:00:00Z' | put rbl/traps/few.rec
is_exit "a few protected lines are cut out" 0 compile 10:12:00 -q rbl
like "and told of" "$(cat "$T/err")" 'traps: 1 lines meet protected'

mv "$spool/rbl" "$T/away"
refused empty 10:13:00
mv "$T/away" "$spool/rbl"
rm -r "$state/kept"
echo x | put rbl/traps/few.rec
refused empty 10:14:00
like "with no last good state a broken source is missed" "$(cat "$T/err")" \
    'traps does not read'
rm "$spool/rbl/traps/few.rec"
is_exit "mended, the states are kept again" 0 compile 10:15:00 -q rbl
ok "they are" test -d "$state/kept/rbl/traps"

"$feedkey" generate --force --no-passphrase -s "$T/feed.key" -p "$T/feed.pub" \
    >"$T/out"
refused key 10:16:00
accepted key 10:17:00
ok "key: everything is signed with the new one" \
    minisign -Vq -p "$T/feed.pub" -m "$(key_snapshot rbl)"
is_exit "key: and goes on" 0 compile 10:18:00 -q rbl

# What was used and not cleared, for a kill came between.
"$feedc" accept -c "$conf" rbl change >"$T/out"
many 0 30 | put rbl/traps/a.rec
compile 10:18:30 -q rbl
"$feedc" accept -c "$conf" rbl change >"$T/out"
cp "$state/accepted/rbl" "$T/accepted"
many 0 300 | put rbl/traps/a.rec
compile 10:19:00 -q rbl
cp "$T/accepted" "$state/accepted/rbl"
is_exit "a rule that was used is there again" 0 compile 10:19:30 -q rbl
many 0 30 | put rbl/traps/a.rec
refused change 10:20:00
echo change >"$state/accepted/rbl"
is_exit "one that does not say after what is good for the next" 0 \
    compile 10:21:00 -q rbl
rm -rf "$publish" "$state"
is_exit "a rule before anything is published" 0 \
    "$feedc" accept -c "$conf" rbl change
is "is for the first build" "$(cat "$state/accepted/rbl")" "change 0"

is_exit "a rule that is none" 2 "$feedc" accept -c "$conf" rbl size
is_exit "a database that is none" 2 "$feedc" accept -c "$conf" xyz width

done_testing
