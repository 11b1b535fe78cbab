#!/bin/sh
# Entries of a quick list end on their minute: through a random history of hits
# every one is in each published state from its first build to its until and in
# none after, removals apart; so at the compiler, in a subscriber's zone, in
# that of one who is cut off, and in what rbldnsd answers from both.  An hour,
# or a day with LONG=1.
. tests/follow.sh
. tests/servers.sh
. tests/faketime.sh
export LC_ALL=C TZ=UTC

start=29920920 # minutes: 2026-11-21T10:00:00Z
minutes=${LONG:+1440}
minutes=${minutes:-60}
cut=$((start + minutes / 3))
for what in hits ticks want names; do
	"$B/tests/tool_history" $what $start "$minutes" >"$T/$what"
done

# at TICK: the time of it, for --now.
at() {
	echo "@$(($1 * 60))"
}

# arrives TICK SOURCE: what there is from it for this build.
arrives() {
	awk -v tick="$1" -v source="$2" '$1 == tick && $2 == source {
		print $3, $4 }' "$T/hits" >>"$spool/qil/$2/day.rec"
}

# build TICK: what is published then, as records and as the zone of the tree.
build() {
	arrives "$1" traps
	arrives "$1" desk
	"$feedc" compile -q -c "$conf" --now "$(at "$1")" 2>>"$T/complaints"
	"$feedc" dump --now "$(at "$1")" "$(snapshot qil)" >"$T/at.records/$1"
	cp "$publish/text/qil.rbldnsd" "$T/at.text/$1"
}

# look PLACE TICK: the subscriber looks, and its zone is kept.
look() {
	again "$1"
	"$feedsub" -q -c "$subconf" --now "$(at "$2")" 2>>"$T/$1.said"
	echo "$2 $?" >>"$T/$1.codes"
	cp "$zones/qil" "$T/at.$1/$2"
}

# rbldnsd ARG...: for it the time is what $T/clock says.
rbldnsd() {
	exec env LD_PRELOAD="$faketime" FAKETIME_NO_CACHE=1 \
	    FAKETIME_TIMESTAMP_FILE="$T/clock" rbldnsd "$@"
}

# clock TICK: it is set.
clock() {
	date -d "$(at "$1")" '+%F %T' >"$T/clock.new"
	mv "$T/clock.new" "$T/clock"
}

# serve: starts rbldnsd with the zones of both subscribers.
serve() {
	port=$(free_port)
	run_rbldnsd "$port" -c 0 "near.example:combined:$T/near.zones/qil" \
	    "far.example:combined:$T/far.zones/qil" >"$T/rbldnsd" 2>&1
	echo $! >"$T/rbldnsd.pid"
}

# questions PLACE: makes, for each tick, those for all addresses that ever are
# listed, and what $T/PLACE.want says of them.
questions() {
	awk -v want="$T/$1.want" -v dir="$T/asked.$1" 'BEGIN {
		while ((getline <want) > 0)
			listed[$1, $2] = any[$2] = 1
	}
	FILENAME ~ /names$/ { name[$1] = $2; next }
	{
		file = dir "/" $1
		for (a in any)
			print name[a] "\tA\t" (($1, a) in listed ? \
			    "127.0.0.2" : "NX") >file
		close(file)
	}' "$T/names" "$T/ticks"
}

# answers PLACE TICK: rbldnsd answers from its zone as it has to.
answers() {
	"$TOP/tests/ask" "$port" "$1.example" <"$T/asked.$1/$2"
}

# ask PLACE TICK: so it is once the zone is loaded, or that is noted.
ask() {
	[ -s "$T/$1.wrong" ] || wait_for answers "$@" ||
	    { echo "at $2:" && answers "$@"; } >>"$T/$1.wrong"
}

signed_site 'database qil { valid = 3d } source desk { removes = all }' qil
mkdir -p "$spool/qil/traps" "$spool/qil/desk"
ln -s "$publish" "$T/way"
for place in near far; do
	subscriber $place "\"file://$T/way\"" qil
	sed -i "s#^origin#hook = 'test ! -s $T/rbldnsd.pid || \
	    kill -HUP \$(cat $T/rbldnsd.pid)'\n&#" "$subconf"
done
sed -i "s|$T/way|$publish|" "$T/near.conf"

# What there is to be at each place.  Whoever is cut off keeps what was.
cut -d ' ' -f 1-2 "$T/want" | sort >"$T/near.want"
awk -v cut=$cut 'FILENAME ~ /ticks$/ { time[$1] = $2; next }
    $1 <= cut { print $1, $2 }
    $1 == cut { until[$2] = $3 }
    END { for (t in time) for (a in until)
	if (t > cut && until[a] > time[t]) print t, a }
    ' "$T/ticks" "$T/want" | sort >"$T/far.want"
for place in near far; do
	mkdir "$T/at.$place" "$T/asked.$place"
	: >"$T/$place.wrong"
	questions $place
done

mkdir "$T/at.records" "$T/at.text"
while read -r tick _; do
	build "$tick"
	clock "$tick"
	for place in near far; do
		look $place "$tick"
	done
	[ -n "${port:-}" ] || serve
	ask near "$tick"
	ask far "$tick"
	[ "$tick" -ne $cut ] || rm "$T/way"
done <"$T/ticks"

# The states that were published, by themselves: who is in one is in all that
# follow, with the same until, up to that and no further, unless a removal
# comes; and where an until changes it is over.
stands() {
	awk 'FILENAME ~ /ticks$/ { tick[++n] = $1; time[$1] = $2; next }
	FILENAME ~ /hits$/ {
		if ($2 == "desk")
			removed[$1, substr($3, 2)] = 1
		next
	}
	{ until[$1, $2] = $3; all[$2] = 1 }
	$3 <= time[$1] { print $0 ": is over" }
	END {
		for (i = 1; i < n; i++) for (a in all) {
			was = until[tick[i], a]
			if (was > time[tick[i + 1]] &&
			    until[tick[i + 1], a] != was &&
			    !((tick[i + 1], a) in removed))
				print tick[i + 1], a, was " is no more"
		}
	}' "$T/ticks" "$T/hits" "$T/records.have"
}

# ends: whether many listings are to end, to be renewed, and to be removed.
ends() {
	awk -v end=$((start + minutes)) '
	FILENAME ~ /ticks$/ { time[$1] = $2; next }
	$1 > end { exit }
	($1 - 1, $2) in until { renewed += until[$1 - 1, $2] != $3 }
	{ until[$1, $2] = $3 }
	END {
		for (l in until) {
			split(l, is, SUBSEP)
			if (is[1] == end || (is[1] + 1, is[2]) in until)
				continue
			if (until[l] > time[is[1] + 1])
				removed++
			else
				ended++
		}
		print (ended > 40), (renewed > 40), (removed > 4)
	}' "$T/ticks" "$T/want"
}

states() {
	"$B/tests/tool_addresses" "$T/at.$1"/* | sort
}
for place in records text near far; do
	states $place >"$T/$place.have"
done
sort "$T/want" >"$T/records.want"
is "listings end, are renewed and removed" "$(ends)" "1 1 1"
is "the story has no complaints" "$(cat "$T/complaints" "$T/near.said")" ""
is_file "published: each state has what it has to have" \
    "$T/records.have" "$T/records.want"
is "whoever is in one is in all up to the end, and in none after" \
    "$(stands | head)" ""
is_file "the zone beside each has the same" "$T/text.have" "$T/near.want"
is_file "and that of a subscriber" "$T/near.have" "$T/near.want"
is "rbldnsd answers by it" "$(cat "$T/near.wrong")" ""
is_file "one that is cut off has what lasts of what it had" "$T/far.have" \
    "$T/far.want"
is "rbldnsd answers by that" "$(cat "$T/far.wrong")" ""
is "whoever is cut off is told, and nobody else" "$(awk -v cut=$cut '
    $2 != (FILENAME ~ /far/ && $1 > cut ? 20 : 0)' "$T/near.codes" \
    "$T/far.codes")" ""
done_testing
