#!/bin/sh
# What sources of hits do wrong, and clocks and disks: a source that floods,
# sends its whole history again or half a file; a clock that goes back.
. tests/feed.sh

feed_site 'database qil { source-rate = 60 }'

# host N: an address that no other one joins.
host() {
	if [ "$1" -lt 120 ]; then
		echo "192.0.2.$((2 * $1))"
	else
		echo "198.51.100.$((2 * $1 - 240))"
	fi
}

# lines FROM TO HH:MM:SS: a hit of each host.
lines() {
	n=$1
	while [ "$n" -lt "$2" ]; do
		echo "$(host "$n") 2026-11-21T${3}Z"
		n=$((n + 1))
	done
}

# ends HOST: when its listing ends, or nothing.
ends() {
	lookup "$(host "$1")" qil | sed -n 's/.*until 2026-11-21T\(.*\)Z$/\1/p'
}

# listed: how many there are.
listed() {
	"$feedc" dump --now "2026-11-21T${1}Z" "$(snapshot qil)" |
		grep -Ec '^(192\.0\.2|198\.51\.100)\.'
}

# take TIME [CODE]: a build as of then.
take() {
	is_exit "a build at $1" "${2:-0}" compile "$1" qil
}

# told: what the last build had to say besides its table.
told() {
	grep -v '^qil ' "$T/err" | sed 's/^feedc: //'
}

# A flood of 150 in a minute, and beside it one who sends one hit.
lines 1 2 09:59:10 | put qil/calm/a.rec
take 10:00:00
lines 10 160 10:00:10 | put qil/flood/a.rec
lines 2 3 10:00:20 | put qil/calm/b.rec
lines 3 4 10:00:20 | put qil/zeal/b.rec
take 10:01:00 9
is "a flood is told of, and nobody else" "$(told)" "\
qil: source flood sent more than its rate: the rest waits for the next builds
published, but 1 sources need attention"
is "a source before it counts" "$(ends 2)" 10:06:00
is "and one after it" "$(ends 3)" 10:06:00
is "of the flood what may come in a minute" "$(listed 10:01:00)" 64
take 10:02:00 9
take 10:03:00
is "the rest comes later" "$(listed 10:03:00)" 153
is "and counts at its own time" "$(ends 159)" 10:06:00

# The whole history again, by another name, longer, packed, in another order.
cp -a "$spool/qil/flood/a.rec" "$T/history.rec"
lines 160 161 10:04:10 >>"$T/history.rec"
put qil/flood/again.rec <"$T/history.rec"
take 10:05:00
is "of a history that is sent again only what is new counts" \
    "$(ends 160)" 10:10:00
gzip -c "$T/history.rec" | put qil/flood/again.rec.gz
sort -r "$T/history.rec" | put qil/flood/other.rec
take 10:06:00 9
take 10:07:00 9
take 10:08:00
take 10:09:00
is "packed, or in another order, it changes nothing" "$(listed 10:09:00)" 1
take 10:10:00
is "nobody stays for it" "$(listed 10:10:00)" 0

# A spool whose disk is full holds half of a file.
lines 170 200 10:10:10 | gzip -c >"$T/whole.gz"
head -c 60 "$T/whole.gz" | put qil/traps/x.rec.gz
lines 200 210 10:10:10 | head -c 250 | put qil/traps/y.rec
take 10:11:00 9
like "a packed file that is cut is told of" "$(told)" 'traps/x.rec.gz'
is "whole lines of another count" "$(ends 201)" 10:16:00
is "not the one that is cut" "$(ends 209)" ""
put qil/traps/x.rec.gz <"$T/whole.gz"
lines 200 210 10:10:10 | put qil/traps/y.rec
take 10:12:00
is "what comes whole then counts: packed" "$(ends 199)" 10:16:00
is "and not" "$(ends 209)" 10:16:00
is "once" "$(listed 10:12:00)" 40

# A clock that goes back by less than an hour stands still.
lines 211 212 10:12:10 | put qil/traps/before.rec
take 10:13:00
lines 212 213 09:30:10 | put qil/traps/back.rec
take 09:31:00 7
like "with a clock that went back nothing is built" "$(told)" \
    'qil: what was published is of .*10:13:00Z and it is only .*09:31:00Z'
take 10:14:00
is "what was sent meanwhile counts later, at its time" "$(ends 212)" ""
is "and the others stay" "$(ends 211)" 10:18:00
lines 212 213 10:14:10 | put qil/traps/k.rec
take 10:15:00
is "  it has raised k" "$(ends 212)" 10:25:00

done_testing
