# What feedd serves and whom it lets wait, beside a stock nginx: sending files
# with sendfile, and with nchan letting wait.  Both on one core in turn, those
# who ask on the other, over loopback.
# shellcheck shell=sh disable=SC2154,SC2086,SC2034,SC2002,SC3045

# best OLD NEW: the lesser of them.
best() {
	awk -v a="${1:-$2}" -v b="$2" 'BEGIN { print a < b ? a : b }'
}

# cpu SCHEDSTAT: microseconds that a process has run.
cpu() {
	awk '{ print int($1 / 1000) }' "$1"
}

# memory FILE: bytes of the smaps_rollup in it.
memory() {
	awk '/^Pss:/ { n += $2 } END { print n * 1024 }' "$1"
}

# wait_with NAME PORT PATH PIDS READY NEWS: many wait there, and there is news.
# Adds a line to $T/NAME.told: first, middle and last had it, and bytes; and one
# to $T/NAME.held: of memory for each.
wait_with() {
	for pid in $4; do cat "/proc/$pid/smaps_rollup"; done >"$T/before"
	$there "$load" park "$2" "$waiters" "$3" "$5
	    cat /proc/${4##* }/schedstat >$T/ran
	    for pid in $4; do cat /proc/\$pid/smaps_rollup; done >$T/after" \
	    "$6" >>"$T/$1.told"
	ran=$(($(cpu "/proc/${4##* }/schedstat") - $(cpu "$T/ran")))
	{
		product "($(memory "$T/after") - $(memory "$T/before"))" \
		    "1 / $waiters"
		echo " $ran"
	} >>"$T/$1.held"
}

# until_line URL LINE: the text of a wait for it.
until_line() {
	echo "until curl -s '$1' | grep -qx '$2'; do sleep 0.1; done;"
}

# wait_ours N: for that publish.
wait_ours() {
	cp "$T/head.$1" "$T/tree/rbl/.head"
	wait_with ours "$feedd_port" "/v1/rbl/wait/1.$serial" "$feedd_pid" \
	    "$(until_line "$feedd_url/metrics" "feedd_waiters $waiters")" \
	    "mv $T/tree/rbl/.head $T/tree/rbl/head"
	curl -sf -o "$T/news" "$feedd_url/v1/rbl/since/1.$serial"
	serial=$(sed -n 's/^serial: //p' "$T/tree/rbl/head")
}

# wait_peer: for as many bytes.
wait_peer() {
	curl -s -o "$T/out" -X DELETE "$peer_url/news"
	wait_with peer "$peer_port" /wait "$peer_pid $(pgrep -P "$peer_pid")" \
	    "$(until_line "$peer_url/status" "subscribers: $waiters")" \
	    "curl -sf -o $T/out --data-binary @$T/news $peer_url/news"
}

# column N FILE: the least there.
column() {
	awk -v n="$1" 'NR == 1 || $n < least { least = $n }
	    END { print least }' "$2"
}

# waits: the best of three; memory only grows with the first.
waits() {
	serial=${serials##* }
	for n in $(seq 3 $last); do
		wait_ours "$n"
		wait_peer
	done
	peer=$(column 3 "$T/peer.told")
	figure feedd-news-ms "$(column 3 "$T/ours.told")" "$peer" "$peer" \
	    "until the last of $waiters has $(wc -c <"$T/news") bytes; CPU: $(
	    column 2 "$T/ours.held") us, peer (nchan): $(
	    column 2 "$T/peer.held")"
	read -r peer _ <"$T/peer.held"
	read -r ours _ <"$T/ours.held"
	figure feedd-waiter-bytes "$ours" "$peer" "$(product "$peer" .25)" \
	    "memory of one of $waiters who wait; peer: nchan"
}

# rate NAME COUNT PATH: replies of the same bytes, in turn; the best of five.
rate() {
	curl -sf -o "$T/files/$1" "$feedd_url$3"
	ours=
	peer=
	for _ in 1 2 3 4 5; do
		for side in ours peer; do
			case $side in
			ours) set -- "$1" "$2" "$3" "$feedd_port" "$3" ;;
			peer) set -- "$1" "$2" "$3" "$peer_port" "/$1" ;;
			esac
			$there "$load" rate "$4" 64 "$5" "$2" >"$T/rate"
			read -r us _ bytes <"$T/rate"
			eval "$side=\$(best \"\$$side\" $us)"
		done
	done
	figure "feedd-$1-us" "$ours" "$peer" "$(product "$peer" 1.25)" \
	    "a reply of $bytes bytes; peer: nginx from a file"
}

rates() {
	# shellcheck disable=SC2086
	set -- $serials
	rate head 40000 /v1/rbl/head
	rate since-small 30000 "/v1/rbl/since/1.$2"
	rate since-large 10000 "/v1/rbl/since/1.$1"
	rate object-small 30000 "/v1/rbl/o/$(cd "$T/tree/rbl/delta" &&
	    echo "$2-$3".*)"
	rate object-middle 10000 "/v1/rbl/o/$(cd "$T/tree/rbl/delta" &&
	    echo "$1-$2".*)"
	rate object-large 400 "/v1/rbl/o/$(cd "$T/tree/rbl/snapshot" &&
	    echo *.snap)"
}

# slow NAME PATH: what the kernel holds for those who do not read what is there,
# at both ends, once all have been sent what they take.
slow() {
	slows=$((waiters / 5))
	"$load" slow "$feedd_port" $slows "$2" "
	    until [ \$(ss -tnH state established \
		'( sport = :$feedd_port )' | awk '\$2 > 0' | wc -l) -ge $slows ]
	    do sleep 0.1; done
	    ss -tnmH '( sport = :$feedd_port or dport = :$feedd_port )' \
		>$T/slow"
	held=$(tr ':(,)' '\n' <"$T/slow" |
	    awk '/^[rfw][0-9]+$/ { n += substr($0, 2) } END { print n }')
	figure "feedd-slow-$1-tcp-bytes" "$(product "$held" "1 / $slows")" - \
	    24576 "of the kernel for one of $slows who read nothing, both ends"
}

slow_ones() {
	slow memory "/v1/rbl/since/1.${serials%% *}"
	slow disk "/v1/rbl/o/$(cd "$T/tree/rbl/snapshot" && echo *.snap)"
}

# idle: CPU while many wait, and while they ask again after 55 seconds.
idle() {
	"$load" park "$feedd_port" "$waiters" "/v1/rbl/wait/1.$serial" "
	    $(until_line "$feedd_url/metrics" "feedd_waiters $waiters")
	    cp /proc/$feedd_pid/schedstat $T/idle.0
	    sleep 40
	    cp /proc/$feedd_pid/schedstat $T/idle.40
	    sleep 18
	    cp /proc/$feedd_pid/schedstat $T/idle.58
	" "kill $feedd_pid" >"$T/out" 2>&1 || :
	figure feedd-idle-cpu-percent "$(product \
	    "($(cpu "$T/idle.40") - $(cpu "$T/idle.0"))" '1 / 400000')" - 1 \
	    "of a core while $waiters wait"
	figure feedd-again-cpu-percent "$(product \
	    "($(cpu "$T/idle.58") - $(cpu "$T/idle.0"))" '1 / 580000')" - 4 \
	    "the same, with all of them asking again after 55 s"
}

(
	TMPDIR=$(realpath "$work")
	# shellcheck source=tests/follow.sh
	. tests/follow.sh
	. tests/servers.sh
	. tests/bench/feedd_site.sh
	# what has ended already is none of our failures
	trap 'set +e; tap_clean' EXIT
	load=$B/tests/tool_load
	# a descriptor for each
	waiters=$(($(ulimit -Hn) - 1000))
	[ "$waiters" -le 15000 ] || waiters=15000
	site
	run_feedd
	run_peer
	rates
	waits
	slow_ones
	idle
)
