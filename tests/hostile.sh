# A feedd among enemies, for stories: a site with one database, the server,
# and whether it serves others meanwhile.
# shellcheck shell=sh disable=SC2154,SC2034
# shellcheck source=tests/follow.sh
. tests/follow.sh
# shellcheck source=tests/servers.sh
. tests/servers.sh

feedd=$B/feedd
hostile=$B/tests/tool_hostile
port=$(free_port)
url=http://127.0.0.1:$port

# hostile_site HOSTS: a tree of a database rbl with so many hosts, and a
# configuration.
hostile_site() {
	signed_site 'database rbl {}' rbl
	hosts 1 "$1" | put rbl/traps/a.rec
	compile 10:00:00 -q
	snap=$(basename "$publish"/rbl/snapshot/*.snap)
	serial=$(published rbl)
	cat >"$T/feedd.conf" <<-END
		listen = "127.0.0.1:$port"
		tree = "$publish"
		root = "$T/root.pub"
	END
}

# serve_by COMMAND...: starts the server, through a command, as $server.
serve_by() {
	run_bg "$@" "$feedd" -c "$T/feedd.conf" 2>>"$T/said"
	server=$!
	wait_for curl -sf "$url/v1/rbl/head"
}

serve() {
	serve_by env
}

# attack N ARG...: clients to the end; says how often each status came.
attack() {
	"$hostile" "$port" "$@" | grep -v ready | tr '\n' ' '
}

# is_ready: it has sent all that it had, or could not.
is_ready() {
	grep -q ready "$T/attack" || ! kill -0 "$enemy"
}

# attack_on N ARG...: clients that go on until they are killed, $enemy.
attack_on() {
	: >"$T/attack"
	run_bg "$hostile" "$port" "$@" >"$T/attack"
	enemy=$!
	wait_for is_ready
}

# served: somebody else gets the snapshot.
served() {
	curl -sf -m 120 "$url/v1/rbl/o/$snap" -o "$T/body" &&
	    cmp "$T/body" "$publish/rbl/snapshot/$snap"
}

# metric NAME: its value.
metric() {
	curl -s "$url/metrics" | sed -n "s/^feedd_$1 //p"
}
is_metric() { [ "$(metric "$1")" = "$2" ]; }
alone() { is_metric connections 1; }

descriptors() {
	find "/proc/$server/fd" -type l | wc -l
}

# stop: it ends, and well.
stop() {
	kill -TERM "$server"
	wait "$server"
	is "it ends well" "$?" 0
	is "and had nothing to complain of" "$(cat "$T/said")" ""
}

end='\r\nHost: x\r\n\r\n'
