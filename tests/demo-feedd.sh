# The last part of tests/demo: news is pushed, from publish to answer.
# shellcheck shell=sh disable=SC2154

# metric TEXT: its value at feedd, 0 if there is none yet.
metric() {
	curl -s "http://127.0.0.1:$hub/metrics" >"$T/metrics"
	awk -v name="$1" '$1 == name { n = $2 } END { print n + 0 }' \
	    "$T/metrics"
}

waits() {
	[ "$(metric feedd_waiters)" -eq 2 ]
}

step "feedd: news is told to whoever waits for it"
hub=$(free_port)
cat >"$T/feedd.conf" <<END
listen = "127.0.0.1:$hub"
tree = "$T/tree"
root = "$T/root.pub"
END
show "$T/feedd.conf"
run_bg "$B/feedd" -c "$T/feedd.conf" 2>"$T/feedd.log"
wait_for curl -sf -o "$T/out" "http://127.0.0.1:$hub/v1/rss/head"

step "A subscriber follows it, and an rbldnsd that looks every second (-c 1)"
cat <<END
\$ feedsub --follow --root /tmp/demo/root.pub --state /tmp/demo/live \\
    --source http://127.0.0.1:$hub \\
    --output rbldnsd:/tmp/demo/live-{db} \\
    --origin {db}.bl.example.net rbl rss
END
run_bg "$B/feedsub" --follow --root "$T/root.pub" --state "$T/live" \
    --source "http://127.0.0.1:$hub" --output "rbldnsd:$T/live-{db}" \
    --origin "{db}.bl.example.net" rbl rss >"$T/live.log" 2>&1
wait_for waits
sed "s|$T|/tmp/demo|g" "$T/live.log"
port=$(free_port)
serves "$port" live
ask rss 192.0.2.242 -
echo "-- one request for each database is held by feedd: $(
    metric feedd_waiters) wait"

step "News: from publish to answer"
told='feedd_requests_total{path="wait",status="200"}'
before=$(metric "$told")
echo "192.0.2.242  $(stamp 1)" >"$T/records/rss/demo/hosts.rec"
run rsync -rt --delete "$T/records/rss/demo/" \
    "rsync://demo@127.0.0.1:$intake/rss-demo/"
wait_for sh -c "[ \$(date +%s) -gt $(date +%s) ]"
tests/demo-hops "$hub" rss "$T/tree/rss/head" "$(echo "$T"/live/*/rss.head)" \
    "$T/live-rss" \
    "$B/feedc" compile -q -c "$T/feedmill.conf" rss >"$T/hops" <<-END
	dig +short +time=1 +tries=1 -p $port @127.0.0.1 \
	    $(reversed 192.0.2.242).rss.bl.example.net A | grep -qx 127.0.0.2
END
cat "$T/hops"
awk 'END {
	print "-- in all " $1 " s, " ($1 < 2 ? "under" : "NOT UNDER") " two"
}' \
    "$T/hops"
ask rss 192.0.2.242 127.0.0.2
ask rss 192.0.2.241 -
echo "-- for which feedsub asked $(($(metric "$told") - before)) time"
