#!/bin/sh
# A sample of what is mean, with feedd under valgrind: nothing is read that was
# not written, and nothing is lost.
. tests/hostile.sh

command -v valgrind >/dev/null || skip_all "valgrind is not installed"
! ldd "$feedd" | grep -q asan || skip_all "AddressSanitizer looks itself"
hostile_site 3000
printf 'sandbox = no\nlookup = yes\naccess-log = "%s"\n' "$T/log" \
    >>"$T/feedd.conf"
serve_by valgrind -q --error-exitcode=99 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect --log-file="$T/valgrind"
head="GET /v1/rbl/head HTTP/1.1$end"
object="GET /v1/rbl/o/$snap HTTP/1.1\r\nHost: x\r\nRange: bytes=5-70\r\n\r\n"
wait="GET /v1/rbl/wait/1.$serial HTTP/1.1$end"
attack 60 at_once=60 mutate=9 then=half "$head" "$object" "$wait" \
    "GET /v1/lookup/11.0.0.1 HTTP/1.1$end" "GET /metrics HTTP/1.1$end" \
    "POST / HTTP/1.1\r\nContent-Length: 2$end" >"$T/many"
attack 40 cut=1 then=reset "$object" >"$T/many"
attack 20 then=reset bytes=20 "$object" "$head$head" >"$T/many"
attack_on 20 at_once=20 then=hold "$wait"
hosts 1 3010 | put rbl/traps/a.rec
compile 10:01:00 -q
is_new() { curl -sf "$url/v1/rbl/head" | cmp - "$publish/rbl/head"; }
ok "what is new is served" wait_for is_new
kill "$enemy"
ok "others are served" served
kill -HUP "$server"
ok "all have gone" wait_for alone
kill -TERM "$server"
wait "$server"
is "nothing was wrong" "$?" 0
is_file "nothing was said" "$T/valgrind" /dev/null
done_testing
