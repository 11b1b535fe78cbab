#!/bin/sh
# feedd: what it holds does not grow with what it has done.  Clients come and
# go, wait and are told, and there are publishes; when it has been through all
# that, more of the same takes no more memory.  LONG=1 goes on for 10 minutes.
. tests/follow.sh

settle=12
more=4
asks=250
[ -z "${LONG:-}" ] || { settle=40; more=10; asks=1000; }
load=$B/tests/tool_load
if grep -q __asan_init "$B/feedd"; then
	skip_all "what a sanitizer holds back is no memory of the daemon's"
fi
signed_site 'database rbl { change = none }' rbl
port=$(free_port)
url=http://127.0.0.1:$port
cat >"$T/feedd.conf" <<END
listen = { "127.0.0.1:$port" }
tree = "$publish"
root = { "$T/root.pub" }
END

start=$(date -ud 2026-11-21T10:00:00Z +%s)

# publish N: one more host, another goes; of the set as a whole little changes.
publish() {
	hosts "$1" $((2000 + $1)) | put rbl/traps/a.rec
	"$feedc" compile -q -c "$conf" --now "@$((start + $1 * 60))" ||
		return
	serial=$(published rbl)
}

has_waiters() {
	curl -s "$url/metrics" | grep -qx "feedd_waiters $1"
}

# What they do who stay until they are killed: its own parent may be gone
# before a shell looks who that is.
stay="while [ -e '$T/stay' ]; do sleep 0.1; done"

# round N: many ask, many wait and some of them go away, and all are told.
round() {
	for path in head "since/1.$serial" catalog \
	    "o/$(basename "$(key_snapshot rbl)")"; do
		[ "$path" = catalog ] || path=rbl/$path
		"$load" rate "$port" 50 "/v1/$path" $asks >>"$T/rates" || return
	done
	: >"$T/stay"
	run_bg "$load" park "$port" 50 "/v1/rbl/wait/1.$serial" "$stay" :
	leaves=$!
	wait_for has_waiters 50 || return
	kill $leaves
	wait $leaves
	rm "$T/stay"
	before=$serial
	publish "$1" || return
	wait_for curl -sf -m 120 -o "$T/news" "$url/v1/rbl/wait/1.$before"
}

# held: bytes of the daemon's own.
held() {
	awk '/^Private_Dirty:/ { print $2 * 1024 }' "/proc/$server/smaps_rollup"
}

publish 1
run_bg "$B/feedd" -c "$T/feedd.conf" 2>"$T/said"
server=$!
wait_for curl -sf -o "$T/out" "$url/v1/rbl/head"

# Deltas and editions of before are kept up to a number.
n=2
while [ $n -le $settle ] && round $n; do n=$((n + 1)); done
is "it is asked and told a lot" $n $((settle + 1))
first=$(held)
end=$((settle + more))
[ -z "${LONG:-}" ] || until=$(($(date +%s) + 600))
while [ $n -le $end ] && round $n; do
	n=$((n + 1))
	[ "$(date +%s)" -ge "${until:-0}" ] || end=$n
done
is "and more" $n $((end + 1))
last=$(held)
echo "# $first bytes, and $last after $((n - settle - 1)) more of" \
    "$((4 * asks)) replies"
ok "that takes no more memory" [ "$last" -le $((first + 262144)) ]
done_testing
