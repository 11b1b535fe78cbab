#!/bin/sh
# The edge of examples/edge/nginx-tokens.conf: tokens are feedd's to judge, each
# time, and what they open comes from the edge, once for all who may.
. tests/edge.sh

command -v nginx >/dev/null || skip_all "nginx is not installed"
edge_site 3000
for name in gold other silver edge; do
	"$feedkey" token >"$T/made"
	head -n 1 "$T/made" >"$T/$name"
	tail -n +2 "$T/made" >"$T/$name.hash"
done
chmod 600 "$T/gold"
sed "s|feedmill_\.\.\.|$(cat "$T/edge")|" \
    "$TOP/examples/edge/nginx-tokens.conf" >"$T/feedmill-tokens.conf"
edge_ports
feedd_conf one "access gold { $(cat "$T/gold.hash") }" \
    "access other { $(cat "$T/other.hash") }" \
    "access silver { $(cat "$T/silver.hash") database = rbl requests = 20 }" \
    "access edge { $(cat "$T/edge.hash") }"
start one
tokens=yes
edge_nginx

# by NAME PATH [ARG...]: what one with a token gets.
by() {
	token=$(cat "$T/$1")
	shift
	get "$@" -H "Authorization: Bearer $token"
}

qil=/v1/qil/o/$(basename "$publish"/qil/snapshot/*.snap)
file=$publish/qil/snapshot/${qil##*/}

is "without a token" "$(get /v1/qil/head)" 401
is "with a wrong one" "$(get /v1/qil/head -H \
    'Authorization: Bearer feedmill_x')" 401
like "  which is said" "$(header www-authenticate)" invalid_token
is "with one" "$(by gold /v1/qil/head)" 200
ok "  it is there" cmp "$T/body" "$publish/qil/head"
like "  for nobody else" "$(header cache-control)" '^private'
is "with one that is not for it" "$(by silver /v1/qil/head)" 403
is "an object" "$(by gold "$qil")" 200
is "  the first time" "$(header x-cache-status)" MISS
is "another token" "$(by other "$qil")" 200
is "  has it from the edge" "$(header x-cache-status)" HIT
ok "  as it is" cmp "$T/body" "$file"
like "  for nobody else" "$(header cache-control)" '^private'
is "by the tree's own path" "$(by gold "/qil/snapshot/${qil##*/}")" 200
ok "  it is the same" cmp "$T/body" "$file"
is "  asked for once" "$(asked one "$qil")" 1
is "one that is not for it has nothing" "$(by silver "$qil")" 403
is "nor has who has none" "$(get "$qil")" 401
is "nor one that is wrong" "$(get "$qil" -H \
    'Authorization: Bearer feedmill_x')" 401
for path in "/v1/rbl/../qil/o/${qil##*/}" "/v1/rbl/o/../../qil/head" \
    "/v1/rbl/o/..%2f..%2fqil%2fhead" "/v1/rbl/%2e%2e/qil/head" \
    "//v1/qil/head" "/by-token/object/rbl" "/by-token/check"; do
	like "nor leads a way around: $path" "$(by silver "$path" \
	    --path-as-is)" '^(403|404)$'
	like "nor another's: $path" "$(by gold "$path" --path-as-is)" \
	    '^40[04]$'
done
is "a part" "$(by gold "$qil" -r 10-29)" 206
is "  is that" "$(od -An -tx1 "$T/body")" \
    "$(tail -c +11 "$file" | head -c 20 | od -An -tx1)"
is "its head" "$(by gold "$qil" -I)" 200
is "  has its size" "$(header content-length)" "$(stat -c %s "$file")"
is "who has it" "$(by gold "$qil" -H "If-None-Match: $(header etag)")" 304
is "a database that is none" "$(by gold /v1/none/head)" 404
is "the catalog" "$(by gold /v1/catalog)" 200
is "who is behind" "$(by gold /v1/rbl/since/1.5.5)" 410
like "  comes some time soon" "$(header retry-after)" '^([1-9]|[12][0-9]|30)$'

# Those who wait.
early
held=$(state)
ask 20 "/v1/rbl/wait/$held" '' "$(cat "$T/gold")"
all=$many
ok "20 wait" wait_for waits_once
is "one that is not let in does not" "$(get /v1/rbl/wait/1.1)" 401
publish 10:01:00
ok "and are answered" wait "$all"
like "all alike" "$(tail -n +2 "$T/many")" '^20 200 [0-9a-f]*$'
ok "for one request" is_one "$(asked one "/v1/rbl/wait/$held")"

# A subscriber.
subscriber sub "\"$url\"" rbl
sed -i "s|^origin|access \"$url\" { token-file = \"$T/gold\" }\\n&|" "$subconf"
run_bg "$feedsub" -c "$subconf" --follow --now 2026-11-21T10:01:10Z \
    >>"$T/said" 2>>"$T/complaints"
service=$!
ok "a follower waits" wait_for waits one 1
publish 10:01:20
ok "and hears" wait_for holds rbl
ok "and waits again" wait_for waits one 1
kill "$service"
wait "$service"

while [ "$(by silver /v1/rbl/head)" = 200 ]; do :; done
is "a limit is told" "$(by silver /v1/rbl/head)" 429
like "  with when to come back" "$(header retry-after)" '^[1-9][0-9]*$'
is "  others have theirs" "$(by gold /v1/rbl/head)" 200
end one
is "without who judges there is nothing" "$(by gold "$qil")" 503
is "  for now" "$(header retry-after)" 30
done_testing
