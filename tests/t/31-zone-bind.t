#!/bin/sh
# named, and nsd and knotd where they are installed, load the master files of
# sets of every shape without a warning and answer from them on both sides of
# every range, and for the shorter names on the way: no such data (not: no such
# name) where there is something below.
. tests/tap.sh
. tests/servers.sh

shapes="hosts dense values octets masks mixed nets6 masks6 both nibbles empty"
tools=$B/tests
chmod 777 "$T"
cd "$T" || exit 1

for shape in $shapes; do
	ok "$shape: a zone is written" \
	    sh -c "$tools/tool_zonegen 1 $shape bind >$shape"
	is_exit "$shape: named-checkzone loads it" 0 \
	    named-checkzone -i local -q "$shape.bl.example" "$shape"
	is "$shape: and says nothing" "$(cat out err)" ""
	"$tools/tool_zonegen" 1 "$shape" ask bind >"$shape.asked" ||
	    : >"$shape.asked"
done

is_exit "named-checkzone loads the golden file" 0 named-checkzone -i local \
    -q rbl.example "$TOP/tests/data/golden-zone.zone"
is "and says nothing" "$(cat out err)" ""

bind_conf() {
	named_conf "$port" "recursion no; minimal-responses yes;"
	for shape in $shapes; do
		echo "zone $shape.bl.example {"
		echo "	type primary; file \"$shape\"; };"
	done
}

nsd_zones() {
	nsd_conf "$port"
	for shape in $shapes; do
		printf 'zone:\n\tname: %s.bl.example\n\tzonefile: %s\n' \
		    "$shape" "$shape"
	done
}

knot_zones() {
	knot_conf "$port"
	cat <<-EOF
	template:
	  - id: default
	    storage: $T
	    file: "%l[0]"
	    zonefile-sync: -1
	    semantic-checks: on
	zone:
	EOF
	for shape in $shapes; do
		echo "  - domain: $shape.bl.example"
		echo "    file: $shape"
	done
}

# serves NAME COMMAND...: starts a server and asks it everything.
serves() {
	who=$1
	shift
	run_bg "$@" >"$who.log" 2>&1
	server=$!
	wait_for sh -c "dig -p $port @127.0.0.1 +time=1 +tries=1 +short \
	    empty.bl.example SOA | grep -q '^ns.example. hostmaster'"
	for shape in $shapes; do
		ok "$who: answers from $shape are the set's" \
		    "$TOP/tests/ask" "$port" "$shape.bl.example" \
		    <"$shape.asked"
	done
	kill "$server"
	wait "$server" 2>/dev/null
}

port=$(free_port)
bind_conf >named.conf
serves named named -g -c named.conf -n 1
is "named has no warnings of the zones" "$(grep -E 'bl\.example|general: warn' \
    named.log | grep -v 'loaded serial 1795305600' | head)" ""


if command -v nsd >/dev/null; then
	port=$(free_port)
	nsd_zones >nsd.conf
	serves nsd nsd -d -c nsd.conf
	is "nsd has no warnings" "$(grep -iE 'warn|error' nsd.log |
	    grep -v 'signal received')" ""
fi
if command -v knotd >/dev/null; then
	port=$(free_port)
	knot_zones >knot.conf
	serves knotd knotd -c knot.conf
	is "knotd has no warnings" "$(grep -iE 'warn|error' knotd.log |
	    head)" ""
fi

done_testing
