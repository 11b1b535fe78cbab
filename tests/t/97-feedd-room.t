#!/bin/sh
# feedd's room: for requests as programs and browsers make them, and for as many
# connections as are let in; how things stand is told to some beyond these.
. tests/hostile.sh

hostile_site 100
cat >>"$T/feedd.conf" <<-END
	connections = 40
	status = "127.0.0.1"
END
serve

# status ARG...: of a reply.
status() {
	curl -s -o "$T/out" -w '%{http_code}' "$@"
}

agent="Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
kinds=text/html,application/xhtml+xml,application/xml\;q=0.9,image/avif
kinds=$kinds,image/webp,image/png,image/svg+xml

# What a browser says to this host: to others without TLS it says less.
browser() {
	status -A "$agent" -H "Accept: $kinds,*/*;q=0.8" \
	    -H 'Accept-Language: en-US,en;q=0.5' \
	    -H 'Accept-Encoding: gzip, deflate, br, zstd' \
	    -H 'Connection: keep-alive' -H 'Upgrade-Insecure-Requests: 1' \
	    -H 'Sec-Fetch-Dest: document' -H 'Sec-Fetch-Mode: navigate' \
	    -H 'Sec-Fetch-Site: none' -H 'Sec-Fetch-User: ?1' \
	    -H 'Priority: u=0, i' "$@"
}

text() {
	printf "%${1}s" '' | tr ' ' x
}

is "a browser is answered" "$(browser "$url/v1/rbl/head")" 200
is "with room to spare" \
    "$(browser -H "X-Trace: $(text 250)" "$url/v1/rbl/head")" 200
is "so are programs, with more" "$(status -H "Authorization: $(text 80)" \
    -H "X-Trace: $(text 900)" "$url/metrics")" 200
is "too much is told" "$(status -H "Cookie: $(text 2000)" \
    "$url/v1/rbl/head")" 431

attack_on 40 at_once=40 then=hold "GET /v1/rbl/wait/1.$serial HTTP/1.1$end"
other() {
	curl -s -m 120 --interface 127.0.1.9 -o "$T/out" "$url/v1/rbl/head"
}
ok "all places are taken by some who wait" wait_for is_metric waiters 40
other
like "others are turned away at once" $? '^5[26]$'
is "which is counted" "$(metric turned_away_total)" 1
is "none of those who wait is" "$(metric waiters)" 40
kill $enemy
ok "once they have gone others are let in" wait_for other
stop
done_testing
