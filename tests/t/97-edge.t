#!/bin/sh
# The edges of examples/edge before two feedds: what many wait for is asked for
# once, objects come once, and with the origin away what is there is served and
# marked.
. tests/follow.sh
. tests/servers.sh

feed_site 'database rbl {}'
key root
roots 1 root
delegate rbl 1 feed
catalog 1 09:00:00 root
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q
grown=3000

# publish TIME: some hosts more.
publish() {
	grown=$((grown + 10))
	hosts 1 $grown | put rbl/traps/a.rec
	compile "$1" -q
}

# feedd NAME: starts one on its port; its pid in $T/NAME.feedd.
feedd() {
	cat >"$T/$1.feedd.conf" <<-END
		listen = "127.0.0.1:$(cat "$T/$1.port")"
		tree = "$publish"
		root = "$T/root.pub"
		proxy = "127.0.0.1"
		access-log = "$T/$1.asked"
		access public { }
		access gold { token = "$(echo gold | sha256sum | cut -c1-64)" }
		access local { network = "127.0.0.0/8" }
	END
	run_bg "$B/feedd" -c "$T/$1.feedd.conf" 2>>"$T/$1.feedd.said"
	echo $! >"$T/$1.feedd"
	wait_for curl -sf "http://127.0.0.1:$(cat "$T/$1.port")/v1/rbl/head"
}

# end NAME: it dies.
end() {
	kill -KILL "$(cat "$T/$1.feedd")"
	wait "$(cat "$T/$1.feedd")" 2>/dev/null
}

# waiters NAME: how many wait there.
waiters() {
	curl -s "http://127.0.0.1:$(cat "$T/$1.port")/metrics" |
	    sed -n 's/^feedd_waiters //p'
}

waits() { [ "$(waiters "$1")" = "$2" ]; }

# asked NAME PATH: how many requests it has had for it; lines come with time.
asked() {
	mark=$(date +%s%N)
	curl -s "http://127.0.0.1:$(cat "$T/$1.port")/mark.$mark" \
	    >"$T/.mark"
	wait_for grep -q "GET /mark.$mark " "$T/$1.asked" >&2
	grep -c "\"GET $2 " "$T/$1.asked"
}

# edge_nginx, edge_varnish: the example, with the second origin, here.
edge_nginx() {
	nobody='s/^user .*//'
	[ "$(id -u)" -ne 0 ] || nobody='s/^user .*/user root;/'
	sed "$nobody; /^include/d; s|/run/nginx.pid|$T/nginx.pid|
	    s|/var/log/nginx|$T|; s|/var/cache|$T|
	    s|listen 80|listen 127.0.0.1:$(cat "$T/edge.port")|
	    /listen \[::\]/d; s|127.0.0.1:8080|127.0.0.1:$(cat "$T/one.port")|
	    s|# \(server\) 192.0.2.81:8080|\1 127.0.0.1:$(cat "$T/two.port")|
	    s|^http {|daemon off;\n&\nclient_body_temp_path $T/nginx.body;\n\
	    proxy_temp_path $T/nginx.proxy; fastcgi_temp_path $T/nginx.fcgi;\n\
	    scgi_temp_path $T/nginx.scgi; uwsgi_temp_path $T/nginx.uwsgi;|" \
	    "$TOP/examples/edge/nginx.conf" >"$T/nginx.conf"
	run_nginx nginx
}

edge_varnish() {
	two=$(cat "$T/two.port")
	sed "s|\"8080\"|\"$(cat "$T/one.port")\"|; /^# backend two/,/^# }/s/^#//
	    s|# \(.*add_backend(two)\)|\1|; s|192.0.2.81|127.0.0.1|
	    s|interval = 2s|interval = 0.2s|; s|timeout = 1s|timeout = 30s|" \
	    "$TOP/examples/edge/varnish.vcl" |
	    sed "/^ backend two/,/^ }/s|port = .*|port = \"$two\";|" \
	    >"$T/edge.vcl"
	run_bg varnishd -F -j none -n "$T/varnish" -T none -f "$T/edge.vcl" \
	    -a "127.0.0.1:$(cat "$T/edge.port")" -s malloc,64m \
	    >"$T/varnish.said" 2>&1
	wait_for curl -sf "$url/v1/catalog"
}

# get PATH [ARG...]: leaves $T/body, $T/headers; prints the status.
get() {
	at=$1
	shift
	curl -s -m 120 -o "$T/body" -D "$T/headers" -w '%{http_code}\n' "$@" \
	    "$url$at"
}

# header NAME: of the last reply.
header() {
	tr -d '\r' <"$T/headers" | sed -n "s/^$1: //Ip"
}

# has_status PATH STATUS CACHE: what is answered now.
has_status() {
	[ "$(get "$1")" = "$2" ] && [ "$(header x-cache-status)" = "$3" ]
}

# A round of waiting does not end while requests are sent, if that takes no
# longer than it should: begun is its number.
early() {
	while [ "$(($(date +%s) % 30))" -gt 20 ]; do sleep 0.5; done
	begun=$(($(date +%s) / 30))
}

# is_one NUMBER: it is that, or at the most one for each round.
is_one() {
	[ "$1" -ge 1 ] && [ "$1" -le $((1 + $(date +%s) / 30 - begun)) ]
}

waits_once() { is_one "$(waiters one)"; }

# state: where a follower of the tree's head is.
state() {
	time=$(sed -n 's/^time: //p' "$publish/rbl/head")
	echo "1.$(published rbl).$(date -ud "$time" +%s)"
}

# ask NUMBER PATH [FROM]: asks for it so often, in the background: $many.
ask() {
	run_bg "$TOP/tests/ask_many" "$(cat "$T/edge.port")" "$2" "$1" \
	    ${3:+"$3"} >"$T/many"
	many=$!
	wait_for grep -q '^asked' "$T/many"
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
	for name in one two edge; do free_port >"$T/$name.port"; done
	url=http://127.0.0.1:$(cat "$T/edge.port")
	rm -f "$T"/*.asked
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
