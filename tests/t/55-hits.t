#!/bin/sh
# Files of hits as sources send them: they grow, are renamed, packed, sent
# again, cut, taken away; a hit that was read once counts, and counts once.
. tests/feed.sh

feed_site 'database qil { protected-lines = 2 coverage-ipv4 = 0.0000003%
    source-rate = 60 }
    source desk { removes = all }'
: >"$T/allow.txt"
sed -i "s|documentation = open|& files = { $T/allow.txt }|" "$conf"
hits=$spool/qil/traps

# line HOST HH:MM:SS: a hit.
line() {
	echo "192.0.2.$1 2026-11-21T${2}Z"
}

# until ADDRESS: when its listing ends, or nothing.
ends() {
	lookup "192.0.2.$1" qil | sed -n 's/.*until 2026-11-21T\(.*\)Z$/\1/p'
}

# take TIME: a build as of then, which must not fail.
take() {
	is_exit "a build at $1" "${2:-0}" compile "$1" qil
}

# told: what the last build had to say besides its table.
told() {
	grep -v '^qil ' "$T/err" | sed 's/^feedc: //'
}

line 1 10:00:10 | put qil/traps/a.rec
take 10:01:00
is "a hit lists" "$(ends 1)" 10:06:00

rm "$hits/a.rec"
take 10:02:00
is "and goes on when its file is gone" "$(ends 1)" 10:06:00
line 1 10:00:10 | put qil/traps/b.rec
take 10:03:00
is "sent again under another name it counts no more" "$(ends 1)" 10:06:00
take 10:06:00
is "so it ends by its time" "$(ends 1)" ""

# Whole lines of a file that grows: longer than what is hashed at once.
{
	n=0
	while [ $n -lt 420 ]; do
		line 2 10:00:00
		n=$((n + 1))
	done
	line 3 10:10:20
	printf '192.0.2.4 2026-11-21T10:1'
} >"$hits/day.rec"
take 10:11:00 9
like "a source above its rate is told of" "$(told)" 'rate'
is "and what is over it waits" "$(ends 3)" ""
take 10:12:00 9
take 10:13:00
is "for the next builds, where it counts at its own time" \
    "$(ends 3)" 10:16:00
printf '0:15\n' >>"$hits/day.rec"
is "a part of a line waited" "$(ends 4)" ""
echo '# a comment' >>"$hits/day.rec"
take 10:17:00 9
like "the line that it became is bad" "$(told)" "day.rec:422:"
take 10:18:00
is "and told of once" "$(told)" ""
line 4 10:17:30 >>"$hits/day.rec"
take 10:18:10
is "what is added counts" "$(ends 4)" 10:23:00

# Renamed and packed by those who rotate logs.
mv "$hits/day.rec" "$hits/day.1.rec"
gzip -c "$hits/day.1.rec" >"$hits/.day.2.rec.gz"
mv "$hits/.day.2.rec.gz" "$hits/day.2.rec.gz"
take 10:19:00
take 10:23:00
is "a renamed and a packed copy count for nothing" "$(ends 4)" ""
line 5 10:22:50 >>"$hits/day.1.rec"
take 10:24:00
is "what is added after is read" "$(ends 5)" 10:28:00

# Cut and begun anew.
line 6 10:24:30 >"$hits/day.1.rec"
take 10:25:00
is "a file that was cut is read from its start" "$(ends 6)" 10:30:00

# Late hits.
line 7 10:23:05 | put qil/traps/late.rec
line 8 09:00:00 | put qil/traps/old.rec
take 10:26:00
is "a late hit lists if its time is not over" "$(ends 7)" 10:29:00
is "and else does not" "$(ends 8)" ""
line 8 10:26:10 | put qil/traps/old2.rec
take 10:27:00
is "but raises k" "$(ends 8)" 10:37:00

# The future.
line 9 10:28:40 | put qil/traps/soon.rec
line 10 10:30:00 | put qil/traps/far.rec
take 10:27:50 9
like "a hit too far ahead is refused" "$(told)" 'far.rec:1: .*future'
is "one that is less so waits" "$(ends 9)" ""
take 10:28:00
is "for its minute" "$(ends 9)" 10:34:00

# Removals.
printf '!192.0.2.8 2026-11-21T10:28:30Z\n' | put qil/desk/r.rec
take 10:29:00
is "a removal ends a listing" "$(ends 8)" ""
line 8 10:28:20 | put qil/traps/late8.rec
take 10:29:30
is "a late hit from before it does not list again" "$(ends 8)" ""
line 8 10:29:40 | put qil/traps/again8.rec
take 10:30:00
is "a host that is hit after is listed, and k was kept" "$(ends 8)" 10:50:00

# Protected space.
echo 192.0.2.8 >"$T/allow.txt"
take 10:31:00
is "what becomes protected is not listed" "$(ends 8)" ""
line 8 10:31:10 | put qil/traps/allowed.rec
take 10:32:00
like "nor hit" "$(told)" 'protected space'
is "ever" "$(ends 8)" ""
for n in 1 2 3; do line 8 10:32:10; done | put qil/bad/x.rec
line 20 10:32:10 | put qil/bad/y.rec
line 21 10:32:10 | put qil/traps/z.rec
take 10:33:00 9
like "a source that hits too much of it is held back" "$(told)" \
    'source bad held back.*|bad'
is "all of it" "$(ends 20)" ""
is "the others are not" "$(ends 21)" 10:38:00
rm "$spool/qil/bad/x.rec"
take 10:34:00
is "it counts when that is gone" "$(ends 20)" 10:38:00

# The world listed by one.
n=30
while [ $n -lt 50 ]; do
	line $n 10:34:10
	n=$((n + 1))
done | put qil/bad/world.rec
line 60 10:34:10 | put qil/traps/w.rec
take 10:35:00 9
like "a source that lists the world is held back" "$(told)" \
    'coverage: source bad alone'
is "all of that" "$(ends 40)" ""
is "and not the others" "$(ends 60)" 10:40:00
rm "$spool/qil/bad/world.rec"

# What cannot be read.
echo nonsense | put qil/traps/bad.rec.gz
echo 192.0.2.1 | put qil/traps/list.txt
take 10:36:00 9
like "a damaged file is told of" "$(told)" 'bad.rec.gz'
take 10:37:00
is "once" "$(told)" ""

# What became of hits whose files are gone.
explain() {
	"$feedc" explain -c "$conf" --db qil --now "2026-11-21T${1}Z" \
	    "192.0.2.$2" | sed 's/2026-11-21T//g'
}
line 70 10:37:10 | put qil/traps/x1.rec
take 10:38:00
rm "$hits/x1.rec"
line 70 10:38:20 | put qil/late/x2.rec
take 10:39:00
rm -r "$spool/qil/late"
explain 10:39:30 70 >"$T/told"
like "explain: an address whose hits' files are gone" "$(cat "$T/told")" \
    '^qil: listed, 127.0.0.2 .* until 10:43:00Z$'
is "each hit, and what it did" "$(sed 1,2d "$T/told")" \
    '  traps: 192.0.2.70 10:37:10Z
    adds the address: level 1, until 10:43:00Z
  late: 192.0.2.70 10:38:20Z
    is remembered: level 1, until 10:43:00Z'
is "what the next one goes by" "$(sed -n 2p "$T/told")" \
    "  level 1, which lists for 5 minutes; last hit 10:38:00Z; without \
another forgotten 2026-11-22T10:43:00Z"
is "as of a time before: what was known then" \
    "$(explain 10:38:30 70 | sed 1,2d)" '  traps: 192.0.2.70 10:37:10Z
    adds the address: level 1, until 10:43:00Z'
like "as of later: renewed" "$(explain 10:43:00 70)" 'until 10:53:00Z'
printf '!192.0.2.70 10:44:00Z\n' | sed 's/ 10/ 2026-11-21T10/' |
    put qil/desk/r70.rec
cp -a "$state/hits" "$T/hits.before"
is "what the next build will take is told as that" \
    "$(explain 10:44:30 70 | tail -n 2)" \
    '  a removal of all: !192.0.2.70 10:44:00Z
    ends the listing, with the next build'
ok "and nothing is changed" diff -r "$state/hits" "$T/hits.before"
take 10:45:00
rm "$spool/qil/desk/r70.rec"
is "a removal" "$(explain 10:46:00 70 | tail -n 1)" \
    '    ends the listing'
is "an address that is not known" "$(explain 10:46:00 71)" "qil: not listed"

is "nobody is left in the state's folder" \
    "$(find "$state/hits" -type f | sed 's/.*hits.//' | sort)" \
    "$(printf 'qil/.lock\nqil/journal')"

done_testing
