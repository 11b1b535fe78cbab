# feedds and an edge of examples/edge in front of them, for stories.
# shellcheck shell=sh disable=SC2154,SC2034
# shellcheck source=tests/follow.sh
. tests/follow.sh
# shellcheck source=tests/servers.sh
. tests/servers.sh

# edge_site HOSTS: a tree with so many hosts in the rbl.
edge_site() {
	grown=$1
	feed_site 'database rbl {} database qil {}'
	key root
	roots 1 root
	delegate rbl 1 feed
	delegate qil 1 feed
	catalog 1 09:00:00 root
	hosts 1 "$grown" | put rbl/traps/a.rec
	echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
	compile 10:00:00 -q
}

# publish TIME: some hosts more.
publish() {
	grown=$((grown + 10))
	hosts 1 $grown | put rbl/traps/a.rec
	compile "$1" -q
}

# feedd_conf NAME [LINE...]: of a feedd on its port, with more lines.
feedd_conf() {
	port=$(cat "$T/$1.port")
	said=$1
	shift
	cat >"$T/$said.feedd.conf" <<-END
		listen = "127.0.0.1:$port"
		tree = "$publish"
		root = "$T/root.pub"
		proxy = "127.0.0.1"
		access-log = "$T/$said.asked"
	END
	printf '%s\n' "$@" >>"$T/$said.feedd.conf"
}

# start NAME [COMMAND...]: its feedd, by a command; its pid in $T/NAME.feedd.
start() {
	one=$1
	shift
	run_bg "$@" "$B/feedd" -c "$T/$one.feedd.conf" 2>>"$T/$one.feedd.said"
	echo $! >"$T/$one.feedd"
	wait_for curl -s "http://127.0.0.1:$(cat "$T/$one.port")/v1/rbl/head"
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

# asked NAME PATH [METHOD]: how many requests it has had for it; lines come with
# time.
asked() {
	mark=$(date +%s%N)
	curl -s "http://127.0.0.1:$(cat "$T/$1.port")/mark.$mark" \
	    >"$T/.mark"
	wait_for grep -q "GET /mark.$mark " "$T/$1.asked" >&2
	grep -c "\"${3:-GET} $2 " "$T/$1.asked"
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
	    ${tokens:+s|# \(include /etc/nginx/feedmill\)|\1|}
	    s|/etc/nginx|$T|
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

# edge_ports: free ones for all, and $url of the edge.
edge_ports() {
	for name in one two edge; do free_port >"$T/$name.port"; done
	url=http://127.0.0.1:$(cat "$T/edge.port")
	rm -f "$T"/*.asked
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

# ask NUMBER PATH [FROM [TOKEN]]: asks so often, in the background: $many.
ask() {
	run_bg "$TOP/tests/ask_many" "$(cat "$T/edge.port")" "$2" "$1" \
	    "${3:-}" "${4:-}" >"$T/many"
	many=$!
	wait_for grep -q '^asked' "$T/many"
}
