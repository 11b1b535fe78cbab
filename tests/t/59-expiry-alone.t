#!/bin/sh
# feedsub --follow without a network, for whom time flies: the entries of a
# quick list leave its zone within a minute of their end, and not before.
. tests/follow.sh
. tests/faketime.sh
export LC_ALL=C TZ=UTC
preloads "$feedsub"
# The hook's shell and its programs would have both, too, and hang.
[ "$preload" = "$faketime" ] || skip_all "sanitized: no hook can fake time"

start=29920920 # minutes: 2026-11-21T10:00:00Z
minutes=8
"$B/tests/tool_history" hits $start $minutes >"$T/hits"
# ADDRESS END: what the first build lists, until so many seconds after it.
"$B/tests/tool_history" want $start $minutes |
    awk -v start=$start '$1 == start { split($3, t, /[T:Z]/)
	print $2, (t[2] * 60 + t[3] - 600) * 60 }' >"$T/want"
last=$(awk -v end=$((minutes * 60)) '$2 <= end && $2 > last { last = $2 }
    END { print last }' "$T/want")

signed_site 'database qil { } source desk { removes = all }' qil
for source in traps desk; do
	awk -v tick="$start" -v source=$source '$1 == tick && $2 == source {
		print $3, $4 }' "$T/hits" | put "qil/$source/a.rec"
done
compile 10:00:00 -q
subscriber sub "\"file://$publish\"" qil
follow 10:00:00 -q
mv "$publish" "$publish.gone"
cp -a "$sub" "$T/before"

# It looks seldom, as it does where news is waited for: no look ages its zone.
# Each zone that is written is kept, by the second that it is for.
cat >"$T/keep" <<'END'
second=$(sed -n 's/.*"written": \([0-9]*\),.*/\1/p' "$1")
cp "$FEEDSUB_FILE" "$2/$second"
END
sed -i "s|^origin|interval = 15m\\
    hook = 'sh $T/keep $sub/example/qil.outputs $T/kept'\n&|" "$subconf"

# is_kept SECONDS: a zone of that long after the start or later.
is_kept() {
	newest=$(find "$T/kept" -type f | sort | tail -n 1)
	[ $((${newest##*/} - start * 60)) -ge "$1" ]
}

# flies TIMES: a service whose clock goes so many times as fast as others.
flies() {
	rm -rf "$sub" "$T/kept"
	cp -a "$T/before" "$sub"
	mkdir "$T/kept"
	run_bg env LD_PRELOAD="$preload" FAKETIME="@2026-11-21 10:00:00 x$1" \
	    "$feedsub" -q -c "$subconf" --follow 2>"$T/complaints"
	service=$!
	for _ in 1 2 3 4 5 6 7 8; do
		! wait_for is_kept "$last" >"$T/gave-up" || break
	done
	kill $service
	wait $service
	"$B/tests/tool_addresses" "$T/kept"/* |
	    awk -v start=$start '{ print $1 - start * 60, $2 }' >"$T/have"
}

# late: which ends were not seen to within a minute.
late() {
	awk 'FILENAME ~ /want$/ { end[$1] = $2; next }
	$1 != now {
		now = $1
		if (soonest != "" && now - soonest >= 60)
			print "what ended at", soonest, "is there until", now
		soonest = ""
		for (a in end)
			if (end[a] > now && (soonest == "" || end[a] < soonest))
				soonest = end[a]
	}' "$T/want" "$T/have"
}

# wrong: zones that do not have what lasts beyond their second, and only that.
wrong() {
	cut -d ' ' -f 1 "$T/have" | uniq | while read -r now; do
		awk -v now="$now" '$2 > now { print now, $1 }' "$T/want"
	done | sort >"$T/lasts"
	sort "$T/have" | diff - "$T/lasts"
}

# A machine may be too slow for an hour in a minute.
for times in 60 20 5; do
	flies $times
	[ -n "$(late)" ] || break
done
ok "zones are written as entries end" \
    test "$(cut -d ' ' -f 1 "$T/have" | uniq | wc -l)" -gt 4
is "each has what lasts beyond its time, and only that" "$(wrong)" ""
is "none has something for a minute beyond its end" "$(late)" ""
like "while nobody can be reached" "$(cat "$T/complaints")" \
    'cannot be opened: No such file'
done_testing
