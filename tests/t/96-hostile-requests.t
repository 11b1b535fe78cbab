#!/bin/sh
# feedd and what is no request, or one that is meant to hurt: spoilt by chance,
# cut anywhere, without end, for what is not there, many in one go.  Each gets
# its status or none, and others are served meanwhile.
. tests/hostile.sh

hostile_site 30000
tls_ca
tls_cert server IP:127.0.0.1
tls_port=$(free_port)
chmod 600 "$T/server.key"
cat >>"$T/feedd.conf" <<END
listen-tls = "127.0.0.1:$tls_port"
tls-certificate = "$T/server.pem"
tls-key = "$T/server.key"
access-log = "$T/access.log"
lookup = yes
END
serve
chances=900
[ -z "${LONG:-}" ] || chances=100000

statuses='100|200|206|304|400|404|405|410|411|413|414|416|417|431|501|503|505'

# only_statuses NAME HAVE: nothing else than what feedd and its library say.
only_statuses() {
	like "$1" "$2" "^(($statuses|none) [0-9]+ )+\$"
}

# By chance: half of what comes is still a request.
head="GET /v1/rbl/head HTTP/1.1$end"
object="GET /v1/rbl/o/$snap HTTP/1.1\r\nHost: x\r\nRange: bytes=5-70\r\n\r\n"
tag='"0123456789abcdef0123456789abcdef"'
for seed in 1 2; do
	only_statuses "spoilt requests, seed $seed" "$(attack $chances \
	    mutate=$seed at_once=900 then=half \
	    "$head" "$object" "$head$object" \
	    "GET /v1/rbl/since/1.$serial HTTP/1.1$end" \
	    "GET /v1/rbl/wait/1.$serial HTTP/1.1$end" \
	    "GET /v1/lookup/192.0.2.1 HTTP/1.1$end" \
	    "HEAD /v1/catalog HTTP/1.1\r\nIf-None-Match: W/$tag, $tag$end" \
	    "GET /v1/catalog HTTP/1.0\r\nAuthorization: Bearer fmt_xyz$end" \
	    "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello$head")"
	ok "  others are served" served
done
is "random bytes behind TLS get nothing" "$("$hostile" "$tls_port" 200 \
    mutate=3 then=half at_once=200 "$head" '\x16\x03\x01\x02\x00\x01' |
    sed -n 's/^none //p')" 200
ok "  others are served there" curl -sf --cacert "$T/ca.pem" -o "$T/body" \
    "https://127.0.0.1:$tls_port/v1/rbl/head"

# Cut at every byte, in every way.
for then in close reset half; do
	like "cut anywhere: $then" "$(attack 130 at_once=130 cut=1 then=$then \
	    "$object")" 'none [0-9]+ $'
done
for bytes in 1 100 9000 36000; do
	is "reset amid a reply, after $bytes bytes" "$(attack 100 then=reset \
	    bytes=$bytes "GET /v1/rbl/o/$snap HTTP/1.1$end")" "200 100 "
done
ok "all have gone" wait_for alone
ok "others are served" served

# flood NAME STATUS TEXT: it has no end; there is a last word, or it is cut.
flood() {
	like "without end: $1" "$(attack 20 at_once=20 times=0 then=read \
	    replies=0 "$3")" "^($2 [0-9]+ )?(none [0-9]+ )?\$"
	like "  which has status $2" "$(attack 1 then=read times=40 "$3")" \
	    "^$2 1 "
}
some=$(printf '%0200d' 0)
pieces='HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
flood "a path" 414 "GET /\\|$some"
flood "a field" 431 "GET / HTTP/1.1\r\nHost: x\r\nA: \\|$some"
flood "fields" 431 "GET / HTTP/1.1\r\nHost: x\r\n\\|A: $some\r\n"
flood "a method" 4.. "\\|$some"
flood "a body" 405 \
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n\\|$some"
flood "pieces of a body" 413 "GET / $pieces\\|5\r\nhello\r\n"
flood "one piece" 413 "GET / ${pieces}fffffff\r\n\\|$some"
only_statuses "without end: empty lines" "$(attack 20 times=50000 then=half \
    'GET / HTTP/1.1\|\r\n')"
ok "others are served" served

# Methods, in one letter or many; those of other protocols; ways out.
for method in POST PUT DELETE OPTIONS TRACE PATCH PROPFIND get GE GETGET \
    M-SEARCH; do
	is "another method: $method" "$(attack 1 then=read \
	    "$method /v1/catalog HTTP/1.1$end")" "405 1 "
done
like "nothing is there for those who seek a way out" "$(attack 21 then=half \
    "OPTIONS * HTTP/1.1$end" "CONNECT 127.0.0.1:22 HTTP/1.1$end" \
    "PRI * HTTP/2.0\r\n\r\nSM$end" "GET / HTTP/2.0$end" "EHLO x$end" \
    "GET / FTP/1.1$end" "GET http://127.0.0.1:22/ HTTP/1.1$end" \
    "GET /v1/\0/../catalog HTTP/1.1$end" \
    "GET ../catalog HTTP/1.1$end" "GET /../catalog HTTP/1.1$end" \
    "GET /v1/rbl/o/../../catalog HTTP/1.1$end" "GET /./catalog HTTP/1.1$end" \
    "GET /%2e%2e/catalog HTTP/1.1$end" "GET //catalog HTTP/1.1$end" \
    "GET /v1//catalog HTTP/1.1$end" "GET /catalog/ HTTP/1.1$end" \
    "GET /v1/cat\xe4log HTTP/1.1$end" "GET /rbl%2fhead HTTP/1.1$end" \
    "GET \\\\v1\\\\catalog HTTP/1.1$end" "GET /rbl/.. HTTP/1.1$end" \
    "GET /v1/catalog#/../ HTTP/1.1$end")" \
    '^((400|404|405|505|none) [0-9]+ )+$'
for path in '/v1/catalog\0' '/v1/catalog\0/../..' '/\0/v1/catalog' '\0' \
    "/v1/rbl/o/$snap\\0.snap" '/v1/rbl/head\0?x' '/v1/rbl/head?x\0' \
    '/v1/rbl/head\0HTTP/1.1' '/v1/rbl/head\0HTTP/1.1\0' \
    '/v1/rbl/wait/1.1\0.5'; do
	is "a NUL leads nowhere: $path" \
	    "$(attack 1 then=read "GET $path HTTP/1.1$end")" "400 1 "
done
for byte in 01 07 08 0b 0c 1b 1f 7f 80 ff; do
	is "nor does a byte \\x$byte" "$(attack 2 then=read \
	    "GET /v1/rbl/head\\x$byte HTTP/1.1$end" \
	    "GET /v1/\\x${byte}rbl/head HTTP/1.1$end")" "404 2 "
done

# Ranges.
ask="GET /v1/rbl/head HTTP/1.1\r\nRange: bytes="
for range in 0-0 0-4294967296 -00001; do
	is "a range: $range" "$(attack 1 then=read "$ask$range$end")" "206 1 "
done
for range in 99999- 4294967296- -0; do
	is "a range behind the end: $range" \
	    "$(attack 1 then=read "$ask$range$end")" "416 1 "
done
for range in 18446744073709551616- 0-18446744073709551616 -- --5 5 ,0-0 \
    0-18446744073709551615 0x0-1 "$(printf '0-,%.0s' $(seq 100))"; do
	is "no range: $range" "$(attack 1 then=read "$ask$range$end")" "200 1 "
done
is "ranges at speed" "$(attack 20 at_once=20 times=100 replies=100 then=read \
    "$object")" "206 2000 "

# Many in one go.
is "a thousand in one go" "$(attack 1 times=1000 replies=1000 then=read \
    "$head")" "200 1000 "
is "many in one go, and no more is said" "$(attack 50 at_once=50 times=40 \
    then=half "HEAD /v1/rbl/o/$snap HTTP/1.1$end")" "200 2000 "
three='GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n'
is "a body in the way is the last" \
    "$(attack 1 then=half "$three\r\nabc$head")" "413 1 "
is "a length and pieces" "$(attack 1 then=half \
    "${three}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n$head")" "413 1 "

# What a proxy may have read as another request; nothing behind it is one.
one='GET /v1/catalog HTTP/1.1\r\n'
host='Host: x\r\n'
for fields in "${host}Content-Length: 3\r\nContent-Length: 0" \
    "${host}Content-Length: 0\r\nContent-Length: 3" \
    "Content-Length: 0\r\n${host}content-length: 0" \
    "${host}Content-Length: 0\0 3" "Content-Length: 0\0 3\r\nHost: x" \
    "${host}Content-Length : 3" "${host}Content-Length\x09: 3" \
    "${host}Content-Length: 3\r\n 4" \
    "${host}Transfer-Encoding : chunked" "${host}A: b\r\n c" \
    "${host}A: b\r\n\x09" "${host}Host: y" "${host}A: b\r\nhost: x"; do
	is "no fields: $fields" \
	    "$(attack 1 then=half "$one$fields\r\n\r\nabc$head")" "400 1 "
done
for length in '0 3' '0, 0' +3 0x3 '' 18446744073709551616; do
	like "no length: $length" "$(attack 1 then=half \
	    "$one${host}Content-Length: $length\r\n\r\nabc$head")" \
	    '^4(00|13) [12] $'
done
for fields in "Content-Length: 0\r\nHost: x" "${host}Content-Length:0" \
    "${host}A:" "${host}A:\r\nB: " "${host}A:\x09 b\x09c : d" \
    "${host}content-length: \x09 0"; do
	is "fields: $fields" \
	    "$(attack 1 then=half "$one$fields\r\n\r\n$head")" "200 2 "
done
is "fields in lines that end without CR" "$(attack 1 then=half \
    "GET / HTTP/1.1\nHost: x\nContent-Length: 0\nA: b\n\n$head")" "200 1 404 1 "
run_bg "$hostile" "$port" 20 at_once=20 times=2000 buffer=2048 then=hold \
    "GET /v1/rbl/o/$snap HTTP/1.1$end"
are_in() { [ "$(metric connections)" -eq 21 ]; }
ok "many ask, and do not read" wait_for are_in
ok "others are served" served
kill $!
ok "they go" wait_for alone
ok "all is logged" grep -q '"GET /v1/rbl/head HTTP/1.1" 200' "$T/access.log"
is "in lines that can be told apart" \
    "$(grep -cv '^127\.0\.[01]\.1 ' "$T/access.log")" 0
stop
done_testing
