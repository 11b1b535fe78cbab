#!/bin/sh
# rbldnsd loads the zones of sets of every shape without a word, holds what is
# in the set and nothing else, and answers so on both sides of every range.
. tests/tap.sh
. tests/servers.sh

shapes="hosts dense values octets masks mixed nets6 hosts6 masks6 both nibbles
    empty"
tools=$B/tests
cd "$T" || exit 1
zones=

for shape in $shapes; do
	ok "$shape: a zone is written" \
	    sh -c "$tools/tool_zonegen 1 $shape rbldnsd >$shape"
	zones="$zones $shape.bl.example:combined:$shape"
	is_exit "$shape: rbldnsd loads it" 0 \
	    rbldnsd -d "$shape.bl.example:combined:$shape"
	is "$shape: and says nothing" "$(cat err)" ""
	ok "$shape: its dump is the set" "$tools/tool_zonedump" 1 "$shape" <out
done

is_exit "rbldnsd loads the golden file" 0 \
    rbldnsd -d "rbl.example:combined:$TOP/tests/data/golden-zone.rbldnsd"
is "and says nothing" "$(cat err)" ""

port=$(free_port)
# shellcheck disable=SC2086
run_rbldnsd "$port" -c 0 $zones >log 2>&1
wait_for dig -p "$port" @127.0.0.1 +time=1 +tries=1 empty.bl.example SOA
for shape in $shapes; do
	like "$shape: the zone has its SOA" "$(dig +short -p "$port" \
	    @127.0.0.1 "$shape.bl.example" SOA)" \
	    '^ns.example. hostmaster.example. 1795305600 3600 600 864000 300$'
	"$tools/tool_zonegen" 1 "$shape" ask rbldnsd >asked || : >asked
	ok "$shape: its answers are the set's" \
	    "$TOP/tests/ask" "$port" "$shape.bl.example" <asked
done
is "name servers are told" "$(dig +short -p "$port" @127.0.0.1 \
    hosts.bl.example NS | sort | tr '\n' ' ')" "ns.example. ns2.example. "

done_testing
