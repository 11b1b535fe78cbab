#!/bin/sh
# named takes the response policy zones of sets without a warning, and answers
# by them for names that have addresses on both sides of every range.
. tests/tap.sh
. tests/servers.sh

shapes="mixed masks6 nibbles both"
tools=$B/tests
chmod 777 "$T"
cd "$T" || exit 1

conf() {
	named_conf "$port" "response-policy { zone $shape.bl.example; }
	    recursive-only no qname-wait-recurse no;"
	cat <<-EOF
	zone $shape.bl.example { type primary; file "policy"; };
	zone hosts.example { type primary; file "hosts"; };
	EOF
}

named_hosts() {
	printf '$TTL 60\n@ SOA ns hm 1 1 1 1 1\n NS ns.example.\n'
	"$tools/tool_zonegen" 1 "$shape" hosts
}

for shape in $shapes; do
	port=$(free_port)
	"$tools/tool_zonegen" 1 "$shape" rpz >policy
	"$tools/tool_zonegen" 1 "$shape" ask rpz >asked || : >asked
	named_hosts >hosts
	conf >named.conf
	run_bg named -g -c named.conf -n 1 >log 2>&1
	server=$!
	wait_for grep -q 'running$' log
	wait_for sh -c "grep -q 'reload done' log || ! grep -q rpz: log"
	ok "$shape: names with listed addresses do not exist" \
	    "$TOP/tests/ask" "$port" hosts.example <asked
	is "$shape: named has no complaints" "$(grep -E 'rpz|bl\.example' log |
	    grep -Ev 'loaded serial|reload (start|done)|NXDOMAIN rewrite' |
	    head)" ""
	kill "$server"
	wait "$server" 2>/dev/null
done

done_testing
