#!/bin/sh
# feedd when the clock is set, far and back, and tokens that are wrong or over,
# at speed: what lasts for some time lasts that long whatever the clock says,
# and what holds until some time holds until the clock says so.
. tests/hostile.sh
. tests/faketime.sh

hostile_site 3000
for name in good over; do
	"$feedkey" token >"$T/made"
	head -n 1 "$T/made" >"$T/$name"
	tail -n +2 "$T/made" >"$T/$name.hash"
done
cat >>"$T/feedd.conf" <<END
status = "127.0.0.1"
access public { requests = 1 connections = none }
access good { $(cat "$T/good.hash") }
access over { $(cat "$T/over.hash") until = 2026-11-21T12:00:00Z }
END

# clock TIME: it is set.
clock() {
	echo "@$1" >"$T/clock.new"
	mv "$T/clock.new" "$T/clock"
}
# by NAME PATH [ARG...]: the status of who shows a token.
by() {
	at=$2
	name=$1
	shift 2
	curl -s -m 120 -o "$T/body" -D "$T/head" -w '%{http_code}' "$@" \
	    -H "Authorization: Bearer $(cat "$T/$name")" "$url$at"
}
status() {
	curl -s -m 120 --interface 127.0.0.7 -o "$T/body" -D "$T/head" \
	    -w '%{http_code}' "$url$1"
}
is_health() {
	[ "$(curl -s -o "$T/health" -w '%{http_code}' "$url/healthz")" = "$1" ]
}

clock '2026-11-21 10:00:05'
preloads "$feedd"
serve_by env LD_PRELOAD="$preload" TZ=UTC FAKETIME_TIMESTAMP_FILE="$T/clock" \
    FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1
ok "all is well" is_health 200
is "a token is good until its time" "$(by over /v1/rbl/head)" 200
# again and again, while there is nothing new
waits() {
	while [ "$(curl -s -o "$T/news" -w '%{http_code}' -H \
	    "Authorization: Bearer $(cat "$T/good")" \
	    "$url/v1/rbl/wait/1.$serial")" = 204 ]; do :; done
}
run_bg waits
waiter=$!
ok "one waits" wait_for is_metric waiters 1
status /v1/rbl/head >"$T/status"
is "an address has had its request" "$(status /v1/rbl/head)" 429

for time in '2027-11-21 10:00:00' '2100-01-01 00:00:00'; do
	clock "$time"
	ok "the clock goes to $time: past fresh-until" is_health 503
	is "  which is said" "$(tail -n 1 "$T/health")" \
	    "rbl: past its fresh-until"
	is "  a token is over" "$(by over /v1/rbl/head)" 401
	is "  another is not" "$(by good /v1/rbl/head)" 200
	is "  no minute has gone by" "$(status /v1/rbl/head)" 429
	ok "  who waits waits" wait_for is_metric waiters 1
done
for time in '2026-11-21 10:00:01' '2020-02-29 00:00:00' '1970-01-02 00:00:00'
do
	clock "$time"
	ok "the clock goes back to $time: all is well" is_health 200
	is "  a token is good again" "$(by over /v1/rbl/head)" 200
	like "  a minute is a minute" "$(status /v1/rbl/head)$(tr -d '\r' \
	    <"$T/head" | sed -n 's/^Retry-After: / after /p')" \
	    '^(200|429 after [1-5]?[0-9]|429 after 60)$'
	ok "  who waits waits" wait_for is_metric waiters 1
done
if has promtool; then
	curl -s "$url/metrics" >"$T/metrics"
	ok "promtool finds nothing" promtool check metrics <"$T/metrics"
fi
hosts 1 3010 | put rbl/traps/a.rec
compile 10:01:00 -q
ok "who waits is told what is new" wait $waiter
ok "which is that" grep -q "^serial: $(published rbl)" "$T/news"
clock '2026-11-21 10:01:05'
ok "the clock goes right: all is well" is_health 200


# Tokens, from many addresses: wrong ones, ones that are over, ones that are
# none, spoilt ones; 30 wrong ones of an address are told so, the rest to wait.
clock '2026-11-22 00:00:00'
# tells COUNT ADDRESSES TOKEN: how often each status came to these requests.
tells() {
	attack "$1" addresses="$2" then=read \
	    "GET /v1/rbl/head HTTP/1.1\r\n$3$end"
}
many=3000
[ -z "${LONG:-}" ] || many=100000
wrong="Authorization: Bearer fmt_$(printf '%043d' 1)"
start=$(date +%s)
told=$(tells $many 1 "$wrong")
most=$((32 + ($(date +%s) - start) / 2))
like "wrong tokens at speed, from one" "$told" "^401 [0-9]+ 429 [0-9]+ \$"
told=${told#401 }
ok "no more than so many" test "${told%% *}" -ge 30 -a "${told%% *}" -le $most
like "from many" "$(tells $many 20000 "$wrong")" "^401 [0-9]+ (429 [0-9]+ )?\$"
like "one that is over" "$(tells $many 1 "Authorization: Bearer $(cat \
    "$T/over")")" "^(401 [0-9]+ )?(429 [0-9]+ )?\$"
is "a good one is good from there" "$(by good /v1/rbl/head \
    --interface 127.0.1.1)" 200
over="Authorization: Bearer $(cat "$T/over")"
like "spoilt ones" "$(attack $((many / 3)) at_once=500 mutate=5 then=half \
    "GET /v1/rbl/head HTTP/1.1\r\n$over$end")" \
    '^((100|200|400|401|404|405|413|429|431|501|505|none) [0-9]+ )+$'
is "a good one is good" "$(by good /v1/rbl/head)" 200
is "at speed, too" "$(tells 500 1 "Authorization: Bearer $(cat "$T/good")")" \
    "200 500 "
stop
done_testing
