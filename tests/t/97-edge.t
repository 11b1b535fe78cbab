#!/bin/sh
# The edges of examples/edge before two feedds: what many wait for is asked for
# once, objects come once, and with the origin away what is there is served and
# marked.
. tests/edge.sh

edge_site 3000

# feedd NAME: starts one of all kinds of access.
feedd() {
	feedd_conf "$1" 'access public { }' \
	    "access gold { token = \"$(echo gold | sha256sum |
		cut -c1-64)\" }" \
	    'access local { network = "127.0.0.0/8" }'
	start "$1"
}

files() {
	snap=$(basename "$(key_snapshot rbl)")
	is "an object" "$(get "/v1/rbl/o/$snap")" 200
	is "again" "$(get "/v1/rbl/o/$snap")" 200
	ok "is what it is" cmp "$T/body" "$publish/rbl/snapshot/$snap"
	is "from the edge" "$(header x-cache-status)" HIT
	is "for ever" "$(header cache-control)" \
	    "public, max-age=31536000, immutable"
	is "a part of it" "$(get "/v1/rbl/o/$snap" -r 10-29)" 206
	is "as it is wanted" "$(od -An -tx1 "$T/body")" \
	    "$(tail -c +11 "$publish/rbl/snapshot/$snap" | head -c 20 |
		od -An -tx1)"
	is "was asked for once" "$(asked one "/v1/rbl/o/$snap")" 1
	is "a head" "$(get /v1/rbl/head)" 200
	is "is for a moment" "$(header cache-control)" "public, max-age=1"
	is "what is not" "$(get /v1/rbl/o/none) $(get /v1/rbl/o/none)" \
	    "404 404"
	is "is asked for each time" "$(asked one /v1/rbl/o/none)" 2
	is "and kept by nobody" "$(header cache-control)" no-store
	for path in /metrics /healthz '/v1/rbl/head?x'; do
		is "not for all: $path" "$(get "$path")" 404
	done
	is "a wrong token" "$(get /v1/rbl/head -H \
	    'Authorization: Bearer feedmill_x')" 401
	is "harms nobody else" "$(get /v1/rbl/head)" 200
	is "who is behind" "$(get /v1/rbl/since/1.5.5)" 410
	like "comes some time soon" "$(header retry-after)" \
	    '^([1-9]|[12][0-9]|30)$'
}

# waiting TIME TIME: what is new is published then, and a heartbeat.
waiting() {
	early
	held=$(state)
	ask 200 "/v1/rbl/wait/$held"
	ok "200 wait" wait_for waits_once
	publish "$1"
	ok "and are answered" wait "$many"
	get "/v1/rbl/since/$held" >"$T/code"
	is "all alike" "$(tail -n +2 "$T/many")" \
	    "200 200 $(md5sum <"$T/body" | cut -d ' ' -f 1)"
	ok "with what is new" grep -aq "^serial: $(published rbl)" "$T/body"
	ok "for one request" is_one "$(asked one "/v1/rbl/wait/$held")"
	early
	held=$(state)
	ask 20 "/v1/rbl/wait/$held"
	ok "20 wait" wait_for waits_once
	compile "$2" -q
	ok "for a heartbeat, too" wait "$many"
	like "all alike" "$(tail -n +2 "$T/many")" '^20 200 [0-9a-f]*$'
	ask 5 "/v1/rbl/wait/$(state)"
	ok "which nobody gets again" wait_for waits one 1
	publish "$3"
	wait "$many"
}

# following TIME...: a subscriber behind the edge, and origins that go.
following() {
	subscriber "$edge.sub" "\"$url\"" rbl
	run_bg "$feedsub" -c "$subconf" --follow --now "2026-11-21T${1}Z" \
	    >>"$T/said" 2>>"$T/complaints"
	service=$!
	ok "a follower waits" wait_for waits one 1
	publish "$2"
	ok "and hears at once" wait_for holds rbl
	ok "and waits again" wait_for waits one 1
	end one
	ok "the other takes over" wait_for waits two 1
	publish "$3"
	ok "and tells" wait_for holds rbl
	ok "and is waited at" wait_for waits two 1
	get /v1/rbl/head >"$T/code"
	cp "$publish/rbl/head" "$T/last"
	end two
	ok "with both away a head is stale" wait_for has_status /v1/rbl/head \
	    200 STALE
	like "which is said" "$(header warning)" '^110 '
	ok "and is the last one" cmp "$T/body" "$T/last"
	is "an object" "$(get "/v1/rbl/o/$snap")" 200
	ok "is what it was" cmp "$T/body" "$publish/rbl/snapshot/$snap"
	is "what is not there" "$(get /v1/rbl/o/none | head -c 1)" 5
	is "who would wait" "$(get "/v1/rbl/wait/$(state)")" 503
	is "is to ask later" "$(header retry-after)" 30
	kill -USR1 "$service"
	ok "a look goes on" wait_for test -s "$sub/status.json"
	ok "the follower is there" kill -0 "$service"
}

back() {
	feedd one
	publish "$1"
	current() {
		get /v1/rbl/head >"$T/code" && cmp "$T/body" "$publish/rbl/head"
	}
	is_told() { [ "$(get "/v1/rbl/since/$(state)")" = 200 ]; }
	ok "the origin is back" wait_for current
	ok "and tells" wait_for is_told
	kill -USR1 "$service"
	ok "the follower takes what is new" wait_for holds rbl
	ok "and waits again" wait_for waits one 1
	kill "$service"
	wait "$service"
}

# behind EDGE HOUR: all of it.
behind() {
	edge=$1
	command -v "$2" >/dev/null || {
		skip "$2 is not installed"
		return
	}
	echo "# $1"
	edge_ports
	feedd one
	feedd two
	"edge_$edge"
	files
	waiting "$3:01:00" "$3:01:10" "$3:01:20"
	following "$3:01:25" "$3:01:30" "$3:01:40"
	back "$3:01:50"
	end one
}

behind nginx nginx 10
behind varnish varnishd 11
done_testing
