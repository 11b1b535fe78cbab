#!/bin/sh
# feedd that runs short of descriptors or memory: it sends fewer files, lets
# fewer in, or ends with a message; it does not stop to serve others, and to
# look for what is new.
. tests/hostile.sh

hostile_site 200000
object="GET /v1/rbl/o/$snap HTTP/1.1$end"
wait="GET /v1/rbl/wait/1.$serial HTTP/1.1$end"
is_new() {
	curl -sf -m 120 "$url/v1/rbl/head" | cmp - "$publish/rbl/head"
}

serve_by sh -c 'ulimit -n 64; exec "$@"' -
before=$(descriptors)
attack_on 26 at_once=26 buffer=2048 then=hold "$object"
ok "many take files: others are served" wait_for is_new
is_status() {
	[ "$(curl -s -o "$T/body" -w '%{http_code}' "$url$1")" = "$2" ]
}
ok "but no such file" wait_for is_status "/v1/rbl/o/$snap" 503
hosts 1 200010 | put rbl/traps/a.rec
compile 10:01:00 -q
ok "what is new is served" wait_for is_new
kill "$enemy"
ok "they go" wait_for alone
ok "all is served again" served
attack_on 90 at_once=90 then=hold '' 'GET /v1'
ok "more than can come in say nothing: others are served" wait_for is_new
kill "$enemy"
ok "they go" wait_for alone
as_before() { [ "$(descriptors)" -le $((before + 2)) ]; }
ok "with their descriptors" wait_for as_before
stop

# Memory, which AddressSanitizer has its own ways with.
if ldd "$feedd" | grep -q asan; then
	skip "AddressSanitizer needs more memory than there is"
	done_testing
fi
serve
peak=$(sed -n 's/^VmPeak:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$server/status")
stop
limited() {
	serve_by sh -c "ulimit -v $1; exec \"\$@\"" -
}
echo 'connections = 200' >>"$T/feedd.conf"
limited $((peak + 12000))
attack_on 150 at_once=150 then=hold "$wait" 'GET /v1' "$object"
ok "enough memory for all that are let in: others are served" wait_for is_new
kill "$enemy"
ok "they go" wait_for alone
stop
sed -i 's/^connections.*/connections = 7000/' "$T/feedd.conf"
: >"$T/said"
limited $((peak + 3000))
crowd=
for _ in 1 2 3; do
	attack_on 2000 at_once=2000 then=hold "$wait"
	crowd="$crowd $enemy"
done
# shellcheck disable=SC2086
kill $crowd 2>/dev/null
# Either is good.
is_settled() { is_new || ! kill -0 "$server"; }
wait_for is_settled
if is_new; then
	ok "too little: not all are let in, and those go" wait_for alone
	kill -TERM "$server"
	wait "$server"
	is "it ends well" "$?" 0
else
	wait "$server"
	is "too little: it ends" "$?" 1
	is "and says so" "$(cat "$T/said")" "feedd: Cannot allocate memory"
fi
done_testing
