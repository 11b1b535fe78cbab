# How soon feedd answers after its start, with 7 databases and 5 million
# entries; and how soon it answers lookups.
# shellcheck shell=sh disable=SC2154,SC2086

# milliseconds: of a clock.
milliseconds() {
	echo $(($(date +%s%N) / 1000000))
}

# start_site: the tree, and what feedd is told.
start_site() {
	dbs='rbl dul rss ops nml one two'
	feed_site "$(printf 'database %s { change = none }\n' $dbs)"
	key root
	roots 1 root
	for db in $dbs; do delegate "$db" 1 feed; done
	catalog 1 00:00:00 root
	hosts 1 715000 >"$T/hosts"
	for db in $dbs; do put "$db/traps/hosts.rec" <"$T/hosts"; done
	compile 10:00:00 -q
	port=$(free_port)
	cat >"$T/feedd.conf" <<-END
		listen = "127.0.0.1:$port"
		tree = "$publish"
		root = "$T/root.pub"
	END
}

# start_once: sets answers and lookups to the milliseconds until these.
start_once() {
	began=$(milliseconds)
	run_bg "$B/feedd" -c "$T/feedd.conf" 2>>"$T/said"
	feedd_pid=$!
	until curl -sf -o "$T/out" "http://127.0.0.1:$port/v1/rbl/head"; do
		sleep 0.01
	done
	answers=$(($(milliseconds) - began))
	wait_for curl -sf -o "$T/out" \
	    "http://127.0.0.1:$port/v1/lookup/127.0.0.2"
	lookups=$(($(milliseconds) - began))
	kill "$feedd_pid"
	wait "$feedd_pid"
}

(
	TMPDIR=$(realpath "$work")
	# shellcheck source=tests/follow.sh
	. tests/follow.sh
	trap 'set +e; tap_clean' EXIT
	start_site
	start_once
	start_once
	figure feedd-start-ms "$answers" - 1000 \
	    "until it serves 7 databases; $lookups until lookups in 5 million"
)
