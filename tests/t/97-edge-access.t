#!/bin/sh
# What the edges of examples/edge keep for others and what not: what is had by
# token, refusals, and 204 of those who have waited; and parts and conditions.
. tests/edge.sh
. tests/faketime.sh

edge_site 3000
for name in gold silver; do
	"$feedkey" token >"$T/made"
	head -n 1 "$T/made" >"$T/$name"
	tail -n +2 "$T/made" >"$T/$name.hash"
done

# by NAME PATH [ARG...]: what one with a token gets.
by() {
	token=$(cat "$T/$1")
	shift
	get "$@" -H "Authorization: Bearer $token"
}

# anyone PATH [ARG...]: what one without gets.
anyone() {
	get "$@" --interface "$somebody"
}

private() {
	somebody=127.0.0.5
	at_qil=1.$(published qil)
	is "without a token" "$(anyone /v1/qil/head)" 401
	is "nobody keeps that" "$(header cache-control)" no-store
	is "with one" "$(by gold /v1/qil/head)" 200
	is "it is the asker's" "$(header cache-control)" "private, max-age=1"
	is "again" "$(by gold /v1/qil/head)" 200
	is "it is asked for again" "$(asked one /v1/qil/head)" 3
	is "another token" "$(by silver /v1/qil/head)" 403
	is "and none" "$(anyone /v1/qil/head)" 401
	qil=/v1/qil/o/$(basename "$publish"/qil/snapshot/*.snap)
	is "an object" "$(by gold "$qil")" 200
	ok "is what it is" cmp "$T/body" "$publish/qil/snapshot/${qil##*/}"
	is "not for another token" "$(by silver "$qil")" 403
	is "nor for none" "$(anyone "$qil")" 401
	is "what is told" "$(by gold "/v1/qil/since/$at_qil")" 200
	is "is not for another" "$(by silver "/v1/qil/since/$at_qil")" 403
	is "nor who waits for it" "$(anyone "/v1/qil/wait/$at_qil")" 401
	is "what all may have, by token" "$(by silver "/v1/rbl/o/$rbl")" 200
	ok "is the same" cmp "$T/body" "$publish/rbl/snapshot/$rbl"
	is "and all have it" "$(anyone "/v1/rbl/o/$rbl")" 200
}

limits() {
	somebody=127.0.0.77
	n=0
	while [ "$(anyone /v1/rbl/o/none)" = 404 ]; do n=$((n + 1)); done
	is "a limit of an address is told" "$(anyone /v1/rbl/o/none)" 429
	ok "once it is reached" test "$n" -ge 9
	like "with when to come back" "$(header retry-after)" '^[0-9]+$'
	is "and kept by nobody" "$(header cache-control)" no-store
	is "others have theirs" "$(get /v1/rbl/o/none)" 404
	while [ "$(by silver /v1/rbl/head)" = 200 ]; do :; done
	is "one of a token, too" "$(by silver /v1/rbl/head)" 429
	like "with when to come back" "$(header retry-after)" '^[0-9]+$'
	is "others have what they have" "$(get /v1/rbl/head)" 200
}

# of_snap FIRST COUNT: some of its bytes; body: what came.
of_snap() {
	tail -c "+$(($1 + 1))" "$file" | head -c "$2" | od -An -tx1
}
body() {
	od -An -tx1 "$T/body"
}

parts() {
	file=$publish/rbl/snapshot/$rbl
	size=$(stat -c %s "$file")
	is "a part of what is not kept yet" "$(get "/v1/rbl/o/$rbl" -r 10-29)" \
	    206
	is "  is that" "$(body)" "$(of_snap 10 20)"
	is "  of all" "$(header content-range)" "bytes 10-29/$size"
	is "the end" "$(get "/v1/rbl/o/$rbl" -r -5)" 206
	is "  is that" "$(body)" "$(of_snap $((size - 5)) 5)"
	is "what is behind it" "$(get "/v1/rbl/o/$rbl" -r "$size-")" 416
	is "all" "$(get "/v1/rbl/o/$rbl")" 200
	ok "  is all" cmp "$T/body" "$file"
	tag=$(header etag)
	is "who has it" "$(get "/v1/rbl/o/$rbl" -H "If-None-Match: $tag")" 304
	is "  hears its tag" "$(header etag)" "$tag"
	is "who has another" "$(get "/v1/rbl/o/$rbl" -H 'If-None-Match: "x"')" \
	    200
	is "the rest of it" "$(get "/v1/rbl/o/$rbl" -r 10-29 -H \
	    "If-Range: $tag")" 206
	is "but not of another" "$(get "/v1/rbl/o/$rbl" -r 10-29 -H \
	    'If-Range: "x"')" 200
	is "its head" "$(get "/v1/rbl/o/$rbl" -I)" 200
	is "  has its size" "$(header content-length)" "$size"
	is "the head of what is not kept yet" "$(get /v1/rbl/o/"$index" -I)" 200
	is "  has its size" "$(header content-length)" \
	    "$(stat -c %s "$publish/rbl/index/$index")"
	is "  and is there" "$(get /v1/rbl/o/"$index")" 200
	ok "  as it is" cmp "$T/body" "$publish/rbl/index/$index"
	is "a head" "$(get /v1/rbl/head)" 200
	is "who has it" "$(get /v1/rbl/head -H \
	    "If-None-Match: $(header etag)")" 304
	is "another method" "$(get /v1/rbl/head -X DELETE)" 405
	is "all parts came of few requests" "$(test \
	    "$(asked one "/v1/rbl/o/$rbl")" -le 2; echo $?)" 0
}

# Who has waited for long is told to ask again, and all of them at once.
over() {
	early
	held=$(state)
	ask 20 "/v1/rbl/wait/$held"
	ok "20 wait" wait_for waits_once
	echo +60 >"$T/clock.new"
	mv "$T/clock.new" "$T/clock"
	ok "until the time is over" wait "$many"
	is "all are told" "$(tail -n +2 "$T/many")" \
	    "20 204 $(md5sum </dev/null | cut -d ' ' -f 1)"
	ok "for one request" is_one "$(asked one "/v1/rbl/wait/$held")"
}

# behind EDGE PROGRAM: all of it.
behind() {
	command -v "$2" >/dev/null || {
		skip "$2 is not installed"
		return
	}
	echo "# $1"
	edge_ports
	echo +0 >"$T/clock"
	feedd_conf one 'access public { database = rbl requests = 12 }' \
	    'access here { network = "127.0.0.1" database = rbl }' \
	    "access gold { $(cat "$T/gold.hash") }" \
	    "access silver { $(cat "$T/silver.hash") database = rbl" \
	    'requests = 12 }'
	start one env LD_PRELOAD="$preload" TZ=UTC \
	    FAKETIME_TIMESTAMP_FILE="$T/clock" FAKETIME_NO_CACHE=1
	"edge_$1"
	rbl=$(basename "$(key_snapshot rbl)")
	index=$(find "$publish/rbl/index" -type f | sort | tail -n 1)
	index=${index##*/}
	parts
	private
	limits
	over
	end one
}

preloads "$B/feedd"
behind nginx nginx
behind varnish varnishd
done_testing
