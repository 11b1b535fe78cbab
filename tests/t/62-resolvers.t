#!/bin/sh
# The examples of feedmill-resolvers(7) do what they say, on both sides of
# every range: resolvers that serve a zone themselves, that ask rbldnsd, and
# that hide by a response policy zone the names of listed addresses.  What is
# not installed is skipped.
#
# shellcheck disable=SC1091,SC2094,SC2153
. tests/tap.sh
. tests/servers.sh

chmod 777 "$T"
cd "$T" || exit 1
zonegen=$B/tests/tool_zonegen
mkdir zones
for shape in feed nibbles; do
	"$zonegen" 1 $shape rbldnsd >zones/$shape.rbldnsd
	for server in rbldnsd bind unbound; do
		"$zonegen" 1 $shape ask $server >$shape.$server || :
	done
done
ln -s feed.rbldnsd zones/rblplus
ln -s nibbles.rbldnsd zones/qil
"$zonegen" 1 feed bind >zones/rblplus.zone
"$zonegen" 1 feed unbound >zones/rbl.unbound
"$zonegen" 1 feed rpz >zones/rbl.rpz
"$zonegen" 1 feed ask rpz >hosts.rpz || :
{
	printf '$TTL 60\n@ SOA ns.example. hm.example. 1 1 1 1 1\n'
	printf ' NS ns.example.\n'
	"$zonegen" 1 feed hosts
} >zones/hosts

# example NAME: one of the examples, for the zones that are here.
example() {
	sed "s|rblplus\.example\.net|feed.bl.example|
	    s|qil\.example\.net|nibbles.bl.example|
	    s|rbl\.rpz\.example\.net|feed.bl.example|
	    s|/var/lib/[a-z]*/|$T/zones/|; s|/etc/powerdns/|$T/zones/|
	    s|\(127\.0\.0\.1[^0-9]*\)5300|\1$rbldnsd|g
	    s/-u rbldns /-u $(id -un | sed s/root/nobody/) /" \
	    "$TOP/examples/subscriber/$1"
}

# asks NAME PROGRAM ARG... -- ZONE QUESTIONS...: starts a server and asks it.
asks() {
	who=$1
	shift
	set -- "$@" end
	command=
	while [ "$1" != -- ]; do
		command="$command $1"
		shift
	done
	shift
	# shellcheck disable=SC2086
	run_bg $command >"$who.log" 2>&1
	server=$!
	wait_for sh -c "dig -p $port @127.0.0.1 +time=1 +tries=1 $1 SOA |
	    grep -q 'status: NOERROR'"
	while [ $# -gt 1 ]; do
		ok "$who: answers from $1 are the set's" \
		    "$TOP/tests/ask" "$port" "$1" <"$2"
		shift 2
	done
	kill $server
	wait $server 2>/dev/null
	is "$who: has no complaints of them" "$(grep -iE 'error|warn|fail' \
	    "$who.log" | grep -E 'bl\.example|zones/' | head)" ""
}

rbldnsd=$(free_port)
example rbldnsd.default >rbldnsd.default
. ./rbldnsd.default
# shellcheck disable=SC2086
run_bg rbldnsd -n ${RBLDNSD#zones} >rbldnsd.log 2>&1
wait_for dig -p "$rbldnsd" @127.0.0.1 +time=1 +tries=1 feed.bl.example SOA

if has unbound; then
	port=$(free_port)
	{ unbound_conf "$port" && example unbound-stub.conf; } >stub.conf
	asks unbound-stub unbound -d -c stub.conf -- \
	    feed.bl.example feed.rbldnsd nibbles.bl.example nibbles.rbldnsd
	{ unbound_conf "$port" && example unbound-zone.conf; } >zone.conf
	asks unbound-zone unbound -d -c zone.conf -- feed.bl.example feed.bind
	{ unbound_conf "$port" && example unbound-local.conf; } >local.conf
	asks unbound-local unbound -d -c local.conf -- \
	    feed.bl.example feed.unbound
	{
		unbound_conf "$port" && example unbound-rpz.conf
		printf 'auth-zone:\n\tname: hosts.example\n'
		printf '\tzonefile: zones/hosts\n\tfor-downstream: no\n'
	} >rpz.conf
	asks unbound-rpz unbound -d -c rpz.conf -- hosts.example hosts.rpz
fi

if has named; then
	port=$(free_port)
	{
		named_conf "$port" "recursion no; minimal-responses yes;"
		example named-zone.conf
	} >named-zone.conf
	asks named-zone named -g -c named-zone.conf -n 1 -- \
	    feed.bl.example feed.bind
	{
		named_conf "$port" 'validate-except { "bl.example"; };'
		example named-forward.conf
	} >named-forward.conf
	asks named-forward named -g -c named-forward.conf -n 1 -- \
	    feed.bl.example feed.rbldnsd
	{
		named_conf "$port" "$(example named-rpz.conf |
		    sed '1,/^options/d; /^}/,$d; s/;$/ recursive-only no;/')"
		example named-rpz.conf | sed '/^options/,/^}/d'
		echo 'zone hosts.example {'
		echo '	type primary; file "zones/hosts"; };'
	} >named-rpz.conf
	asks named-rpz named -g -c named-rpz.conf -n 1 -- \
	    hosts.example hosts.rpz
fi

if has nsd; then
	port=$(free_port)
	{ nsd_conf "$port" && example nsd.conf; } >nsd.conf
	asks nsd nsd -d -c nsd.conf -- feed.bl.example feed.bind
fi

if has knotd; then
	port=$(free_port)
	{ knot_conf "$port" && example knot.conf; } >knot.conf
	asks knot knotd -c knot.conf -- feed.bl.example feed.bind
fi

if has pdns_recursor; then
	port=$(free_port)
	example recursor.lua >zones/recursor.lua
	{
		example recursor.conf
		cat <<-END
			auth-zones=hosts.example=$T/zones/hosts
			local-address=127.0.0.1
			local-port=$port
			socket-dir=$T
			threads=1
			daemon=no
			setuid=
			setgid=
			security-poll-suffix=
			hint-file=no
		END
	} >recursor.conf
	asks recursor pdns_recursor --config-dir="$T" -- \
	    feed.bl.example feed.rbldnsd nibbles.bl.example nibbles.rbldnsd \
	    hosts.example hosts.rpz
fi

if has dnsdist; then
	port=$(free_port)
	{
		echo "setLocal('127.0.0.1:$port')"
		example dnsdist.conf
	} >dnsdist.conf
	asks dnsdist dnsdist --supervised -C dnsdist.conf -- \
	    feed.bl.example feed.rbldnsd nibbles.bl.example nibbles.rbldnsd
fi
done_testing
