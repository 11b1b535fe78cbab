#!/bin/sh
# feedd and peers that come and go, say little, read little or do neither: each
# is let go in time, with all that it held, and others are served meanwhile.
# Time flies in this story, so that a minute is soon over.
. tests/hostile.sh
. tests/faketime.sh

hostile_site 200000
echo 'connections = 300' >>"$T/feedd.conf"
serve
many=3000
[ -z "${LONG:-}" ] || many=100000
before=$(descriptors)
head="GET /v1/rbl/head HTTP/1.1$end"
object="GET /v1/rbl/o/$snap HTTP/1.1$end"
wait="GET /v1/rbl/wait/1.$serial HTTP/1.1$end"

as_before() { [ "$(descriptors)" -le "$before" ]; }

# Come and go.
for then in close reset; do
	is "$many come and hang up: $then" "$(attack $((many / 4)) \
	    addresses=200 then=$then '' GET "$object" "$wait")" \
	    "none $((many / 4)) "
	is "  or have something first" "$(attack $((many / 4)) \
	    addresses=200 bytes=30 then=read "$head")" "200 $((many / 4)) "
	ok "  others are served" served
	ok "  those have gone" wait_for alone
	ok "  with their descriptors" wait_for as_before
done
stop

# flies FACTOR: as serve, for whom a second lasts but a part of one.
flies() {
	preloads "$feedd"
	serve_by env LD_PRELOAD="$preload" FAKETIME="+0 x$1" \
	    FAKETIME_DONT_RESET=1
}
flies 20

# Who says little, or half, or nothing: time is over after a minute.  Others
# may be too slow, too, where two seconds are that.
attack_slow() {
	run_bg "$hostile" "$port" "$@" >"$T/attack"
	enemy=$!
}
are_late() { [ "$(metric slow_total)" -ge "$1" ]; }
attack_slow 50 at_once=50 drip=100 then=half times=0 \
    "GET /v1/rbl/head HTTP/1.1\r\nHost: x\|\r\nA: 1"
ok "others are served while 50 dribble a request" wait_for served
ok "those are not waited for" wait_for are_late 50
ok "others are served" wait_for served
kill $enemy 2>/dev/null
# What lies in the system's buffers feedd has sent; and then they are silent.
attack_slow 50 at_once=50 sip=1000 then=half buffer=2048 "$object"
ok "others are served while 50 sip a reply" wait_for served
ok "those are not waited for" wait_for alone
kill $enemy 2>/dev/null
attack_on 50 at_once=50 then=hold buffer=2048 "$object"
ok "others are served while 50 do not read at all" wait_for served
ok "those are gone" wait_for alone
kill $enemy 2>/dev/null
attack_on 50 at_once=50 then=hold '' 'GET /v1/rbl/he'
ok "others are served while 50 are silent" wait_for served
ok "those are gone" wait_for alone
attack_on 50 at_once=50 then=hold "$wait"
ok "others are served while 50 wait" wait_for served
ok "those are answered when that was enough, and take no answer" \
    wait_for is_metric 'requests_total{path="wait",status="204"}' 50
ok "those are gone" wait_for alone
stop

# No room.
serve
attack_on 300 at_once=300 then=hold "" "GET /v1/rbl/he"
ok "all places are taken by some who say nothing: others are served" served
pressed() { [ "$(metric pressed_total)" -gt 0 ]; }
ok "some are ended for that" wait_for pressed
kill $enemy 2>/dev/null
ok "and gone with the rest" wait_for alone
stop
done_testing
