# From a hit's arrival to a resolver's answer, with all that is real: rsync in,
# feedc run, feedd, feedsub --follow, rbldnsd.  A quick list of a million, with
# builds every second and 1,000 hits between two, then on the minute; and what
# it costs the compiler and the subscriber.
# shellcheck shell=sh disable=SC2154,SC2034

# fill COUNT AGE: so many that were hit within the last hours, in a tree that
# has been built every second for so many; and the hits to come: one of five is
# of a host that is not listed yet.
fill() {
	"$gen" addresses $(($1 + 100000)) >"$T/addresses"
	head -n "$1" "$T/addresses" | awk -v now="$(($(date +%s) - $2))" '{
		print $1, strftime("%Y-%m-%dT%H:%M:00Z",
		    now - 60 - NR * 7919 % 36000, 1)
	}' | put qil/traps/day.rec
	"$B/tests/bench/age" "$conf" qil "$2" "$spool/qil/traps/age.rec"
	awk -v known="$1" 'NR <= known { old[NR] = $1; next }
	    { print; for (i = 0; i < 4; i++) {
		mix = (mix * 69069 + 12345) % 4294967296
		print old[1 + mix % known]
	    } }' "$T/addresses" >"$T/others"
}

# used PID...: seconds of CPU of each, with those of children it waited for.
used() {
	for pid in "$@"; do
		awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, "")
		    print ($12 + $13 + $14 + $15) / hz }' "/proc/$pid/stat"
	done
}

# peak_of PID: bytes that it had at most, without its program's files.
peak_of() {
	files=$(awk '/^RssFile:/ { print $2 * 1024 }' "/proc/$1/status")
	awk -v files="$files" '/^VmHWM:/ { print $2 * 1024 - files }' \
	    "/proc/$1/status"
}

# measured NAME TICKS INTERVAL LINES FIRST: hops, and what feedc and feedsub
# used of the CPU meanwhile and how long it took; prints them.
measured() {
	used "$feedc_pid" "$feedsub_pid" >"$T/before"
	began=$(date +%s)
	hops "$@"
	seconds=$(($(date +%s) - began))
	used "$feedc_pid" "$feedsub_pid" | paste "$T/before" - |
	    awk '{ print $2 - $1 }' >"$T/used"
	{ read -r feedc_cpu && read -r feedsub_cpu; } <"$T/used"
	while read -r hop middle p99 most; do
		printf '%-34s %12s %12s %12s  %s\n' "freshness-$1-$hop-s" \
		    "$p99" - - "of 99 in 100; middle $middle, most $most"
	done <"$T/$1"
}

# milliseconds NAME HOP: of 99 in 100.
milliseconds() {
	awk -v hop="$2" '$1 == hop { printf "%.0f", $3 * 1000 }' "$T/$1"
}

# every_second: with an rbldnsd that is told, and with one that looks itself.
every_second() {
	serve -f -c 600
	echo "kill -HUP \$(cat $T/rbldnsd.pid)" >"$T/hook"
	measured told "$ticks" 1 1000 0
	figure freshness-tick-answer-ms "$(milliseconds told tick-answer)" - \
	    1000 "99 in 100 of $ticks ticks of a second, $count live"
	figure freshness-second-ms "$(milliseconds told arrival-answer)" - \
	    2000 "the same from the arrival of the file"
	figure second-core-percent "$(product "$feedc_cpu" "100 / $seconds")" \
	    - 50 "feedc run with $age seconds behind it"
	figure follow-second-cpu-ms \
	    "$(product "$feedsub_cpu" "1000 / $seconds")" - 250 \
	    "feedsub --follow, each second's delta"
	peak_of "$feedsub_pid" >"$T/peak"
	figure follow-second-peak-bytes "$(product "$(cat "$T/peak")" \
	    "1 / $count")" - 40 "an address, at the peak of feedsub --follow"
	true >"$T/hook"
	serve -f -c 1
	measured looks "$ticks" 1 1000 250
	figure freshness-looks-answer-ms "$(milliseconds looks tick-answer)" - \
	    2000 "from the tick, with rbldnsd looking each second itself"
}

# every_minute: on the minute.
every_minute() {
	sed -i 's/interval = 1s/interval = 1m/' "$conf"
	kill -HUP "$feedc_pid"
	measured minute 3 60 20000 500
	figure freshness-minute-ms "$(milliseconds minute arrival-answer)" - \
	    61000 "from the arrival of the file, on the minute"
}

(
	TMPDIR=$(realpath "$work")
	# shellcheck source=tests/follow.sh
	. tests/follow.sh
	. tests/servers.sh
	. tests/fresh.sh
	trap 'set +e; tap_clean' EXIT
	count=${LIVE:-$((records / 10))}
	ticks=${TICKS:-100}
	age=${AGE:-1000}
	site
	fill "$count" "$age"
	intake
	start
	every_second
	every_minute
)
