#!/bin/sh
# unbound answers as sets of every shape have it: from local zones and from an
# rbldnsd that it is told of on both sides of every range, and by response
# policy zones for names that have such addresses.
. tests/tap.sh
. tests/servers.sh

command -v unbound >/dev/null || skip_all "unbound is not installed"
tools=$B/tests
cd "$T" || exit 1

# serves NAME SHAPE...: starts unbound with NAME.conf and asks it for
# everything of the zones SHAPE.bl.example.
serves() {
	who=$1
	shift
	is_exit "$who: unbound-checkconf is content" 0 \
	    unbound-checkconf "$who.conf"
	run_bg unbound -d -c "$who.conf" >"$who.log" 2>&1
	server=$!
	wait_for grep -q 'start of service' "$who.log"
	for shape in "$@"; do
		ok "$who: its answers for $shape are the set's" \
		    "$TOP/tests/ask" "$port" "$shape.bl.example" <"$shape.asked"
	done
	kill "$server"
	wait "$server" 2>/dev/null
	is "$who: and has no complaints" \
	    "$(grep -E 'error|warning' "$who.log" | head)" ""
}

# asked SHAPE WHAT: what to ask for.
asked() {
	"$tools/tool_zonegen" 1 "$1" ask "$2" >"$1.asked" || : >"$1.asked"
}

shapes="hosts dense values octets masks mixed nets6 masks6 both nibbles empty"
port=$(free_port)
unbound_conf "$port" >local.conf
for shape in $shapes; do
	ok "$shape: a zone is written" \
	    sh -c "$tools/tool_zonegen 1 $shape unbound >$shape"
	asked "$shape" unbound
	echo "include: \"$T/$shape\"" >>local.conf
done
cp "$TOP/tests/data/golden-zone.unbound" golden
echo "include: \"$T/golden\"" >>local.conf
# shellcheck disable=SC2086
serves local $shapes
done_testing
