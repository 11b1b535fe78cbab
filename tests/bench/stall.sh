# How long a resolver lets who asks it wait while it takes a new zone of a quick
# list of a million hosts, with the examples of feedmill-resolvers(7).
# shellcheck shell=sh disable=SC2154

# make_zones: a list, and a minute later the same with one host more.
make_zones() {
	feed_site 'database qil { change = none source-rate = 0
	    protected-lines = 1000000 quick { first = 12h }
	    formats = { rbldnsd, bind, unbound, rpz } }'
	now=$(date +%s)
	"$gen" addresses "${LIVE:-$((records / 10))}" | awk -v now="$now" '{
		print $1, strftime("%Y-%m-%dT%H:%M:00Z",
		    now - 120 - NR * 7919 % 36000, 1)
	}' | put qil/traps/day.rec
	"$feedc" compile -q -c "$conf" --now "@$((now - 60))"
	mkdir "$T/old" "$T/new" "$T/zones"
	cp "$publish"/text/qil.* "$T/old"
	echo "192.0.2.7 $(date -u -d "@$((now - 60))" +%FT%TZ)" |
	    put qil/traps/new.rec
	"$feedc" compile -q -c "$conf" --now "@$now"
	cp "$publish"/text/qil.* "$T/new"
}

# example NAME: one of the examples, for the zone that is here.
example() {
	sed "s|rblplus\.example\.net|qil.bl.example|
	    s|rbl\.rpz\.example\.net|qil.bl.example|
	    s|/var/lib/[a-z]*/[a-z]*\.|$T/zones/qil.|" \
	    "$TOP/examples/subscriber/$1"
}

# controlled: a configuration of unbound or NSD with a socket to be told by.
controlled() {
	sed "s|control-enable: no|control-enable: yes\\n\\tcontrol-interface: \\
$T/control.sock|"
}

# zone FORMAT VERSION: puts it in its place, as feedsub does.
zone() {
	cp "$T/$2/qil.$1" "$T/zones/.new"
	mv "$T/zones/.new" "$T/zones/qil.$1"
}

# stalls NAME FORMAT HOOK COMMAND...: starts a server and measures it.
stalls() {
	name=$1 format=$2 hook=$3
	shift 3
	zone "$format" old
	run_bg "$@" >"$T/$name.log" 2>&1
	server=$!
	for _ in 1 2 3 4 5; do
		! wait_for sh -c "dig -p $port @127.0.0.1 +time=1 +tries=1 \
		    2.0.0.127.qil.bl.example | grep -q 'status: NOERROR'" ||
		    break
	done
	cp "$T/new/qil.$format" "$T/zones/.new"
	tests/bench/stall "$port" qil.bl.example 192.0.2.7 sh -c "
	    mv $T/zones/.new $T/zones/qil.$format; $hook >$T/told" >"$T/stall"
	read -r longest until bad <"$T/stall"
	peak=$(awk '/^VmHWM/ { print $2 / 1024 }' "/proc/$server/status")
	kill "$server"
	wait "$server" || :
	printf '%-34s %12s %12s %12s  %s\n' "stall-$name-ms" "$longest" - - \
	    "new after $until s, $bad answers wrong, peak $peak MB"
}

(
	TMPDIR=$(realpath "$work")
	# shellcheck source=tests/feed.sh
	. tests/feed.sh
	. tests/servers.sh
	trap 'set +e; tap_clean' EXIT
	chmod 755 "$T" "$work"
	make_zones
	user="-u $(id -un | sed s/root/nobody/)"
	for f in "" -f; do
		port=$(free_port)
		# shellcheck disable=SC2086
		stalls "rbldnsd$f" rbldnsd "kill -HUP \$(cat $T/rbldnsd.pid)" \
		    rbldnsd -n $user $f -c 600 -p "$T/rbldnsd.pid" \
		    -b "127.0.0.1/$port" -w "$T/zones" \
		    qil.bl.example:combined:qil.rbldnsd
	done
	port=$(free_port)
	{
		unbound_conf "$port" | controlled
		example unbound-zone.conf
	} >"$T/unbound.conf"
	stalls unbound zone "unbound-control -c $T/unbound.conf \
	    auth_zone_reload qil.bl.example" unbound -d -c "$T/unbound.conf"
	port=$(free_port)
	{
		nsd_conf "$port" | controlled
		example nsd.conf
	} >"$T/nsd.conf"
	stalls nsd zone "nsd-control -c $T/nsd.conf reload qil.bl.example" \
	    nsd -d -c "$T/nsd.conf"
	port=$(free_port)
	{
		knot_conf "$port"
		example knot.conf
	} >"$T/knot.conf"
	stalls knot zone "knotc -s $T/knot.sock zone-reload qil.bl.example" \
	    knotd -c "$T/knot.conf"
	port=$(free_port)
	{
		named_conf "$port" "recursion no; minimal-responses yes;"
		example named-zone.conf
	} >"$T/named.conf"
	stalls named zone "kill -HUP \$(cat $T/named.pid)" \
	    named -g -c "$T/named.conf" -n 1
)
