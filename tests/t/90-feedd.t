#!/bin/sh
# feedd: it serves what it has checked, follows the tree, refuses what is not
# good, tells those who wait, and gives each request the answer it deserves.
. tests/follow.sh

feedd=$B/feedd
signed_site 'database rbl {} database qil {}' rbl qil
hosts 1 3000 | put rbl/traps/a.rec
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
compile 10:00:00 -q
port=$(free_port)
url=http://127.0.0.1:$port
cat >"$T/feedd.conf" <<END
listen = { "127.0.0.1:$port", "[::1]:$port" }
tree = "$publish"
root = { "$T/root.pub" }
END

is_exit "a configuration and its tree are checked" 0 \
    "$feedd" -t -c "$T/feedd.conf"
is "and said to be good" "$(cat "$T/out")" "$T/feedd.conf: good, 2 databases"

serve() {
	run_bg "$feedd" -c "$T/feedd.conf" 2>>"$T/said"
	server=$!
	wait_for curl -sf "$url/v1/rbl/head"
}

# get PATH [ARG...]: what comes from there, its head in $T/head.
get() {
	at=$1
	shift
	curl -s -m 120 --path-as-is -D "$T/head" "$@" "$url$at"
}

# status PATH [ARG...]: the status alone.
status() {
	get "$@" -o "$T/body" -w '%{http_code}'
}

# field NAME: of the last answer.
field() {
	tr -d '\r' <"$T/head" | sed -n "s/^$1: //Ip"
}

# same PATH FILE
same() {
	get "$1" -o "$T/body" && cmp "$T/body" "$publish/$2"
}

serve
ok "the catalog" same /v1/catalog catalog
is "is kept for a short while" "$(field cache-control)" "public, max-age=10"
ok "that of a version" same /v1/catalog.1 catalog.1
is "for ever" "$(field cache-control)" "public, max-age=31536000, immutable"
ok "a head" same /v1/rbl/head rbl/head
is "for a moment" "$(field cache-control)" "public, max-age=1"
index=$(basename "$publish"/rbl/index/*)
snap=$(basename "$publish"/rbl/snapshot/*.snap)
ok "an index" same "/v1/rbl/o/$index" "rbl/index/$index"
ok "a snapshot" same "/v1/rbl/o/$snap" "rbl/snapshot/$snap"
ok "its signature" same "/v1/rbl/o/$snap.minisig" "rbl/snapshot/$snap.minisig"
for path in catalog catalog.1 rbl/head "rbl/index/$index" "rbl/snapshot/$snap"
do
	ok "as in a tree: $path" same "/$path" "$path"
done
ok "IPv6 too" curl -sf "http://[::1]:$port/v1/catalog" -o "$T/body"

bytes=$(stat -c %s "$publish/rbl/snapshot/$snap")
is "HEAD" "$(status "/v1/rbl/o/$snap" -I)" 200
is "tells the size" "$(field content-length)" "$bytes"
tag=$(field etag)
like "and a tag" "$tag" '^"[0-9a-f]{32}"$'
is "which is enough for who has it" \
    "$(status "/v1/rbl/o/$snap" -H "If-None-Match: W/\"x\", $tag")" 304
is "but not another" "$(status "/v1/rbl/o/$snap" -H 'If-None-Match: "x"')" 200
is "a part" "$(status "/v1/rbl/o/$snap" -r 5-9)" 206
is "is told" "$(field content-range)" "bytes 5-9/$bytes"
ok "and is it" sh -c "tail -c +6 '$publish/rbl/snapshot/$snap' | head -c 5 |
    cmp - '$T/body'"
is "the end of something in memory" "$(status /v1/rbl/head -r -7)" 206
ok "is that" sh -c "tail -c 7 '$publish/rbl/head' | cmp - '$T/body'"
is "a part behind the end" "$(status "/v1/rbl/o/$snap" -r "$bytes-")" 416
is "says where that is" "$(field content-range)" "bytes */$bytes"
is "a part of what is another by now" \
    "$(status "/v1/rbl/o/$snap" -r 5-9 -H 'If-Range: "x"')" 200

is "nothing there" "$(status /v1/rbl/o/nothing)" 404
is "is not kept" "$(field cache-control)" no-store
is "another method" "$(status /v1/catalog -X DELETE)" 405
is "is told which" "$(field allow)" "GET, HEAD"
is "a body" "$(status /v1/catalog -X GET -d x)" 413
for path in / /v1 /v1/ /v1/rbl /v1/rbl/ /rbl/.lock /text/rbl.rbldnsd \
    /v1/rbl/../catalog /v1/rbl/%2e%2e/catalog //v1/catalog /v1//catalog \
    /v1/catalog%00 /v1/catalog.01 /v1/catalog.0 /v1/catalog.2 /v1/RBL/head \
    "/rbl/delta/$snap" "/v1/qil/o/$snap" /v1/rbl/o/head /v1/rbl/o/../head \
    /v1/rbl/since/1 /v1/rbl/since/1.01 /v1/rbl/since/1.99999999999 \
    /v1/rbl/since/-1.1 "/../..$T/root.key" "/v1/rbl/o/$T/root.key"; do
	is "no path: $path" "$(status "$path")" 404
done

# Who is where.
first=$(published rbl)
is "who is there" "$(status "/v1/rbl/since/1.$first")" 200
{
	echo 'format: feedmill bundle 1'
	echo "rbl/head $(stat -c %s "$publish/rbl/head")"
	cat "$publish/rbl/head"
} >"$T/want"
ok "gets the head alone" cmp "$T/want" "$T/body"
is "who has an older head" "$(status "/v1/rbl/wait/1.$first.1")" 200
ok "does not wait for it" cmp "$T/want" "$T/body"
is "who is far behind" "$(status /v1/rbl/since/1.5)" 410
is "which is so for a moment" "$(field cache-control)" "public, max-age=1"
like "takes the snapshot, some time soon" "$(field retry-after)" \
    '^([1-9]|[12][0-9]|30)$'

# wait for news.
run_bg curl -s -m 120 -o "$T/news" "$url/v1/rbl/wait/1.$first"
waiter=$!
has_waiters() {
	curl -s "$url/metrics" | grep -qx "feedd_waiters $1"
}
ok "one waits" wait_for has_waiters 1
hosts 1 3010 | put rbl/traps/a.rec
compile 10:01:00 -q
ok "it is told" wait "$waiter"
delta=$(basename "$publish"/rbl/delta/*)
{
	sed q "$T/want"
	for path in rbl/head "rbl/delta/$delta"; do
		echo "$path $(stat -c %s "$publish/$path")"
		cat "$publish/$path"
	done
} >"$T/want.2"
ok "what is new: the head and the delta" cmp "$T/want.2" "$T/news"
get "/v1/rbl/since/1.$first" -o "$T/body"
ok "the same is told to who asks" cmp "$T/want.2" "$T/body"
ok "a delta by its name" same "/v1/rbl/o/$delta" "rbl/delta/$delta"
ok "and of the tree" same "/rbl/delta/$delta" "rbl/delta/$delta"
ok "an index of before can still be had" get "/v1/rbl/o/$index" -f -o "$T/body"
hosts 1 3020 | put rbl/traps/a.rec
compile 10:02:00 -q
second=$(published rbl)
is_second() { get /v1/rbl/head | grep -qx "serial: $second"; }
ok "another publish" wait_for is_second
index=$(basename "$publish/rbl/index/$second".*)
{
	sed q "$T/want"
	for path in rbl/head "rbl/index/$index" "rbl/delta/$delta" \
	    "rbl/delta/$(basename "$publish"/rbl/delta/*-"$second".*)"; do
		echo "$path $(stat -c %s "$publish/$path")"
		cat "$publish/$path"
	done
} >"$T/want.3"
get "/v1/rbl/since/1.$first" -o "$T/body"
ok "two steps come with the index" cmp "$T/want.3" "$T/body"
run_bg curl -s -o "$T/none" "$url/v1/rbl/wait/1.$second"
gone=$!
ok "another waits" wait_for has_waiters 1
kill "$gone"
ok "and is let go when it goes away" wait_for has_waiters 0

# A subscriber that knows nothing of all this follows the tree as it is served.
subscriber one "\"$url\"" rbl qil
ok "feedsub follows a feedd" follow 10:02:10 -q
ok "and holds the rbl" holds rbl
ok "and the qil" holds qil
hosts 1 3030 | put rbl/traps/a.rec
compile 10:03:00 -q
third=$(published rbl)
is_third() { get /v1/rbl/head | grep -qx "serial: $third"; }
ok "one more publish" wait_for is_third
ok "feedsub takes the step" follow 10:03:10
ok "and holds it" holds rbl

# Bad publishes.
cp -R "$publish" "$T/good"
hosts 1 3040 | put rbl/traps/a.rec
compile 10:04:00 -q
fourth=$(published rbl)
is_fourth() { get /v1/rbl/head | grep -qx "serial: $fourth"; }
wait_for is_fourth
refused() {
	wait_for grep -q "$1" "$T/said" &&
	    get /v1/rbl/head | cmp - "$T/fourth"
}
cp "$publish/rbl/head" "$T/fourth"
# put_head: replaces the head from standard input.
put_head() {
	cat >"$publish/rbl/.new"
	mv "$publish/rbl/.new" "$publish/rbl/head"
}
put_head <"$T/good/rbl/head"
ok "a head from before is refused" refused 'rbl/head: .*from before'
key other
text_of "$T/fourth" | forge other | put_head
ok "one by another key" refused 'rbl/head: signed by key .* does not let sign'
sed 's/^entries: ./entries: 9/' "$T/fourth" | put_head
ok "one that is forged" refused 'rbl/head: .*signature'
text_of "$T/fourth" | sed "s/^serial: .*/serial: $((fourth + 1))/
    s/^time: .*/time: 2026-11-21T10:04:02Z/" | forge feed | put_head
ok "one without its index" refused "rbl/index/$((fourth + 1)).*No such file"
mv "$publish/catalog" "$T/catalog.good"
sed 's/^version: 1/version: 2/' "$T/catalog.good" >"$publish/catalog"
ok "a forged catalog" wait_for grep -q '^feedd: catalog: .*signed' "$T/said"
ok "the good one is served" same /v1/catalog catalog.1
mv "$T/catalog.good" "$publish/catalog"
put_head <"$T/fourth"
ok "what is good again is said to be" wait_for grep -q '^feedd: rbl: good' \
    "$T/said"
curl -s "$url/metrics" >"$T/metrics"
is "refusals are counted" "$(grep '^feedd_refused_total' "$T/metrics" |
    sort)" \
'feedd_refused_total{db="rbl",why="key"} 1
feedd_refused_total{db="rbl",why="rollback"} 1
feedd_refused_total{db="rbl",why="system"} 1
feedd_refused_total{db="rbl",why="trust"} 1'
like "and requests" "$(cat "$T/metrics")" \
    '^feedd_requests_total\{path="since",status="200"\} 3$'
like "serials are told" "$(cat "$T/metrics")" \
    "^feedd_serial\\{db=\"rbl\"\\} $fourth\$"
is "of a day long past: not healthy" "$(status /healthz)" 503
like "it says why" "$(cat "$T/body")" '^rbl: past its fresh-until$'

# Reload and stop.
cp "$T/feedd.conf" "$T/feedd.good"
echo nonsense >>"$T/feedd.conf"
kill -HUP "$server"
ok "a broken configuration changes nothing" wait_for grep -q \
    'feedd.conf:[0-9]*:.*the configuration stays as it was' "$T/said"
ok "it goes on" same /v1/catalog catalog
sed "s|root.pub|other.pub|" "$T/feedd.good" >"$T/feedd.conf"
kill -HUP "$server"
ok "nor does one whose roots have signed nothing" wait_for grep -q \
    'has no catalog that is good; the configuration stays' "$T/said"
ok "all is served as before" same /v1/rbl/head rbl/head
sed 's/^entries: ./entries: 9/' "$T/fourth" | put_head
echo 'database = { rbl }' | cat "$T/feedd.good" - >"$T/feedd.conf"
kill -HUP "$server"
is_without() { [ "$(status /v1/qil/head)" = 404 ]; }
ok "another is taken" wait_for is_without
ok "what was good stays" sh -c "curl -s '$url/v1/rbl/head' | cmp - '$T/fourth'"
put_head <"$T/fourth"
is_refusing() {
	curl -s "$url/metrics" | grep -qx "feedd_refusing{db=\"rbl\"} $1"
}
ok "and is good again" wait_for is_refusing 0
roots 1 root
delegate rbl 1 other
delegate qil 1 feed
catalog 2 10:05:00 root
ok "a catalog that takes a key away makes its head bad" wait_for is_refusing 1
ok "which is served till there is another" \
    sh -c "curl -s '$url/v1/rbl/head' | cmp - '$T/fourth'"
roots 1 root
delegate rbl 1 feed
delegate qil 1 feed
catalog 3 10:06:00 root
ok "one that gives it back makes it good" wait_for is_refusing 0
run_bg curl -s -m 120 -o "$T/news" -w '%{http_code}' \
    "$url/v1/rbl/wait/1.$fourth" >"$T/code"
waiter=$!
ok "one waits" wait_for has_waiters 1
kill -TERM "$server"
wait "$server"
is "SIGTERM ends it" "$?" 0
wait "$waiter"
is "and whoever waited was answered" "$(cat "$T/code")" 204
done_testing
