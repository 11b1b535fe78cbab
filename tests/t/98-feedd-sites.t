#!/bin/sh
# feedd with several trees of different roots: each is as if it were alone, to
# subscribers, by what is published, and by who has access; sites come and go
# by a reload.
. tests/follow.sh
. tests/servers.sh

feedd=$B/feedd
port=$(free_port)
url=http://127.0.0.1:$port

# operator NAME: the one that the rest is about, with keys of their own.
operator() {
	spool=$T/$1/records
	state=$T/$1/state
	publish=$T/sites/$1
	conf=$T/$1.feedmill.conf
	root=$1.root
	signer=$T/$1.feed.pub
}

# found NAME [DATABASE]: one who publishes rbl, and that.
found() {
	mkdir -p "$T/sites"
	operator "$1"
	key "$1.root"
	key "$1.feed"
	cat >"$conf" <<-END
		spool = "$spool"
		state = "$state"
		publish = "$publish"
		key = "$T/$1.feed.key"
		origin = "bl.example"
		ns = { "ns.example" }
		lookup-url = "https://bl.example/?ip=\$"
		protect { documentation = open }
		database rbl { text = "$1 has \$" }
	END
	[ -z "${2:-}" ] || echo "database $2 {}" >>"$conf"
	roots 1 "$root"
	for db in rbl ${2:-}; do delegate "$db" 1 "$1.feed"; done
	catalog 1 09:00:00 "$root"
}

# follower NAME SOURCES DATABASE...: a subscriber of the operator's.
follower() {
	subscriber "$@"
	sed -i "s|root.pub|$root.pub|" "$subconf"
}

# section NAME: of feedd.conf.
section() {
	echo "site $1 {"
	echo "	tree = \"$T/sites/$1\""
	echo "	root = \"$T/$1.root.pub\""
	echo '}'
}

# status PATH [ARG...]: what comes from there is in $T/body.
status() {
	at=$1
	shift
	curl -s -m 90 --path-as-is -o "$T/body" -w '%{http_code}' "$@" "$url$at"
}

# same PATH FILE
same() {
	curl -s -m 20 "$url$1" -o "$T/body" && cmp "$T/body" "$2"
}

# metric NAME VALUE: with its labels.
metric() {
	curl -s "$url/metrics" >"$T/metrics"
	awk -v name="$1" '$1 == name { print $2 }' "$T/metrics" | grep -qx "$2"
}

# reload WHAT: until it is said.
reload() {
	: >"$T/said"
	kill -HUP "$server"
	wait_for grep -q "$1" "$T/said"
}

AGAIN='the configuration was read again'
STAYS='the configuration stays as it was'

found isp qil
hosts 5001 6000 | put rbl/traps/a.rec
echo '192.0.2.7 2026-11-21T09:59:30Z' | put qil/traps/a.rec
compile 10:00:00 -q
found own
hosts 1 1000 | put rbl/traps/a.rec
compile 10:00:00 -q
{
	echo "listen = \"127.0.0.1:$port\""
	echo "tree = \"$T/sites/own\""
	echo "root = \"$T/own.root.pub\""
} >"$T/alone"
{
	cat "$T/alone"
	section isp
	# where those are that come later
	echo "trees = \"$T/sites\""
} >"$T/feedd.conf"

is_exit "two trees are checked" 0 "$feedd" -t -c "$T/feedd.conf"
is "both of them" "$(cat "$T/out")" \
    "$T/feedd.conf: good, 3 databases of 2 sites"
sed 's/own\.root/X/; s/isp\.root/own.root/; s/X/isp.root/' "$T/feedd.conf" \
    >"$T/crossed.conf"
is_exit "with each other's roots both are bad" 18 \
    "$feedd" -t -c "$T/crossed.conf"
like "the first" "$(cat "$T/err")" '^feedd: catalog: signed by 0'
like "and the second, by its name" "$(cat "$T/err")" \
    '^feedd: isp: catalog: signed by 0'

run_bg "$feedd" -c "$T/feedd.conf" 2>>"$T/said"
server=$!
wait_for curl -sf "$url/isp/v1/rbl/head"

# Each is below its name, and nothing else is.
own=$T/sites/own
isp=$T/sites/isp
for at in own:/v1 own: isp:/isp/v1 isp:/isp; do
	tree=$T/sites/${at%%:*}
	at=${at#*:}
	ok "catalog of $at" same "$at/catalog" "$tree/catalog"
	ok "head of $at" same "$at/rbl/head" "$tree/rbl/head"
done
name() { basename "$1"/*.snap; }
is "an object" "$(status "/isp/v1/rbl/o/$(name "$isp/rbl/snapshot")")" 200
is "is none of another tree" \
    "$(status "/v1/rbl/o/$(name "$isp/rbl/snapshot")")" 404
is "nor the other way" \
    "$(status "/isp/v1/rbl/o/$(name "$own/rbl/snapshot")")" 404
is "a database of one" "$(status /isp/v1/qil/head) $(status /v1/qil/head)" \
    "200 404"
for path in /isp /isp/ /isp/v1 /isp/healthz /isp/metrics /isp/isp/v1/catalog \
    /isp//v1/catalog /isp/v1/../v1/catalog /Isp/v1/catalog /none/v1/catalog \
    /v1/isp/v1/catalog /isp/v1/catalog/ /is/v1/catalog /ispx/rbl/head; do
	is "no path: $path" "$(status "$path")" 404
done
first=$(operator isp && published rbl)
is "who is there" "$(status "/isp/v1/rbl/since/1.$first")" 200
is "is told of this tree's head" "$(sed -n 2p "$T/body")" \
    "rbl/head $(stat -c %s "$isp/rbl/head")"
is "who is far behind" "$(status /isp/v1/rbl/since/1.5)" 410

# lists PATH ADDRESS: the databases there that list it.
lists() {
	wait_for curl -sf "$url$1/v1/lookup/$2"
	status "$1/v1/lookup/$2" >"$T/code"
	perl -MJSON::PP -e 'local $/; print join " ",
	    map { $_->{listed} ? "$_->{db}: $_->{txt}" : "$_->{db}: no" }
	    @{decode_json(<>)->{databases}}' "$T/body"
}
at=$(hosts 1 1 | cut -d ' ' -f 1)
is "a lookup" "$(lists "" "$at")" "rbl: own has $at"
is "elsewhere" "$(lists /isp "$at")" "qil: no rbl: no"
at=$(hosts 5001 5001 | cut -d ' ' -f 1)
is "and the other way" "$(lists /isp "$at")" "qil: no rbl: isp has $at"
status /isp/v1/limits >"$T/code"
like "limits are of its databases" "$(cat "$T/body")" \
    '"databases":\["qil","rbl"\]'
status /v1/limits >"$T/code"
like "each" "$(cat "$T/body")" '"databases":\["rbl"\]'

# A subscriber of each waits, and hears of what is published there alone.
# serve NAME: starts a service as of then.
serve() {
	run_bg "$feedsub" -c "$T/$1.conf" --follow \
	    --now 2026-11-21T10:00:05Z >>"$T/$1.said" 2>>"$T/$1.complaints"
	echo $! >"$T/$1.pid"
}
# cares NAME: the subscriber holds what their operator has published.
cares() {
	operator "${1%-*}"
	again "$1"
	holds rbl
}
waiters() { metric feedd_waiters "$1"; }
operator isp
follower isp-sub "\"$url/isp\"" rbl qil
operator own
follower own-sub "\"$url\"" rbl
serve isp-sub
serve own-sub
ok "subscribers of both wait" wait_for waiters 3
ok "with what there is here" wait_for cares own-sub
ok "and there" wait_for cares isp-sub
operator isp
follower crossed "\"$url\"" rbl
follow 10:00:05 -q 2>"$T/err"
like "who takes one for the other" "$(cat "$T/err")" 'signed by 0 of the 1'
is "believes nothing" "$(find "$zones" "$sub" -name 'rbl*')" ""

operator isp
hosts 5001 6010 | put rbl/traps/a.rec
compile 10:00:10 -q rbl
ok "what one publishes is there" wait_for cares isp-sub
ok "and it waits again" wait_for waiters 3
# how many requests to wait were answered with news
told() {
	curl -s "$url/metrics" |
	    sed -n 's/^feedd_requests_total{path="wait",status="200"} //p'
}
is "it was one request, and no other woke" "$(told)" 1

# What is bad in one stays there.
cp "$isp/rbl/head" "$T/good.head"
sed -i 's/^entries: ./entries: 9/' "$isp/rbl/head"
ok "a forged head is said by its site" wait_for grep -q \
    '^feedd: isp: rbl/head: ' "$T/said"
ok "and counted so" metric 'feedd_refusing{site="isp",db="rbl"}' 1
ok "alone" metric 'feedd_refusing{db="rbl"}' 0
ok "it is not served" same /isp/v1/rbl/head "$T/good.head"
operator own
hosts 1 1010 | put rbl/traps/a.rec
compile 10:00:20 -q
ok "another goes on" wait_for cares own-sub
ok "and waits" wait_for waiters 3
cp "$T/good.head" "$isp/.head"
mv "$isp/.head" "$isp/rbl/head"
ok "when it is good again that is said" wait_for grep -q \
    '^feedd: isp/rbl: good' "$T/said"
mv "$isp/catalog" "$T/catalog.isp"
cp "$own/catalog" "$isp/catalog"
ok "a catalog by other roots" wait_for metric \
    'feedd_catalog_refusing{site="isp"}' 1
ok "is no other's matter" metric feedd_catalog_refusing 0
cp "$T/catalog.isp" "$isp/.catalog"
mv "$isp/.catalog" "$isp/catalog"
ok "and is over" wait_for metric 'feedd_catalog_refusing{site="isp"}' 0

ok "a serial of each" metric 'feedd_serial{site="isp",db="rbl"}' \
    "$(operator isp && published rbl)"
ok "by its site" metric 'feedd_serial{db="rbl"}' "$(published rbl)"
if command -v promtool >"$T/found"; then
	is "promtool finds nothing" \
	    "$(promtool check metrics <"$T/metrics" 2>&1)" ""
else
	skip "promtool is not installed"
fi
is "of a day long past: not healthy" "$(status /healthz)" 503
is "none of them" "$(sort "$T/body" | tr '\n' ,)" \
"isp/qil: past its fresh-until,isp/rbl: past its fresh-until,\
rbl: past its fresh-until,"

# Access by site.
"$feedkey" token gold alice >"$T/made"
token=$(head -n 1 "$T/made")
hash=$(grep -oE '\<[0-9a-f]{64}\>' "$T/made" | head -n 1)
cp "$T/feedd.conf" "$T/open.conf"
{
	cat "$T/open.conf"
	echo 'access public { database = rbl }'
	echo "access gold { token = \"$hash\" database = isp/rbl }"
} >"$T/feedd.conf"
ok "access is given" reload "$AGAIN"
with() { status "$1" -H "Authorization: Bearer $token"; }
is "a database for all" "$(status /v1/rbl/head)" 200
is "one of a site is not" "$(status /isp/v1/rbl/head)" 401
is "nor its catalog" "$(status /isp/v1/catalog)" 401
is "nor what there is not" "$(status /none/v1/catalog)" 401
is "with a token it is" "$(with /isp/v1/rbl/head)" 200
is "in every way" "$(with "/isp/v1/rbl/since/1.$first")" 200
is "another of it is not" "$(with /isp/v1/qil/head)" 403
is "the catalog is" "$(with /isp/v1/catalog)" 200
is "what is for all is, too" "$(with /v1/rbl/head)" 200
is "another site is not" "$(with /none/v1/catalog)" 403
with /isp/v1/limits >"$T/code"
like "and it is told so" "$(cat "$T/body")" '"databases":\["rbl"\]'
sed -i 's|isp/rbl|isp/nml|' "$T/feedd.conf"
sed -i '/^site isp/a database = { rbl, qil }' "$T/feedd.conf"
ok "a database that is not served is an error" reload \
    '"isp/nml" is none of those that are served.*'"$STAYS"
cp "$T/open.conf" "$T/feedd.conf"
ok "open to all again" reload "$AGAIN"
ok "all wait as before" wait_for waiters 3

# A site comes, another goes.
found two
hosts 7001 7900 | put rbl/traps/a.rec
compile 10:00:00 -q
{
	cat "$T/open.conf"
	section two
	section none
} >"$T/feedd.conf"
key none.root
ok "one of two new ones is bad: nothing changes" reload "none.*$STAYS"
is "not even the good one" "$(status /two/v1/rbl/head)" 404
{
	cat "$T/open.conf"
	section two
} >"$T/feedd.conf"
ok "a site is added" reload "$AGAIN"
ok "and served" same /two/v1/rbl/head "$publish/rbl/head"
at=$(hosts 7001 7001 | cut -d ' ' -f 1)
is "with lookups" "$(lists /two "$at")" "rbl: two has $at"
hosts 7001 7910 | put rbl/traps/a.rec
compile 10:00:10 -q
ok "what it publishes is heard of" wait_for same /two/v1/rbl/head \
    "$publish/rbl/head"
ok "all others wait as before" wait_for waiters 3

# What waits for a site is let go with it, and what downloads is not.
kill "$(cat "$T/isp-sub.pid")"
wait "$(cat "$T/isp-sub.pid")"
ok "one has gone" wait_for waiters 1
operator isp
{
	status "/isp/v1/rbl/wait/1.$(published rbl)" >"$T/waited"
	echo ' is all' >>"$T/waited"
} &
waiter=$!
ok "somebody waits for a site" wait_for waiters 2
{
	cat "$T/alone"
	section two
} >"$T/feedd.conf"
ok "that is taken away" reload "$AGAIN"
wait "$waiter"
is "and is told that there is nothing" "$(cat "$T/waited")" "404 is all"
is "as is everybody" "$(status /isp/v1/catalog)" 404
ok "there are no figures of it" sh -c \
    "! curl -s '$url/metrics' | grep -q isp"
ok "another waits on" wait_for waiters 1
operator own
hosts 1 1020 | put rbl/traps/a.rec
compile 10:00:30 -q
ok "and hears of what is new" wait_for cares own-sub

# Another tree under a name: who waits there is told of what it has.
operator two
status "/two/v1/rbl/wait/1.$(published rbl)" >"$T/waited" &
waiter=$!
ok "somebody waits for another" wait_for waiters 2
cp -R "$T/sites/two" "$T/sites/third"
{
	cat "$T/alone"
	section two | sed 's|sites/two|sites/third|'
} >"$T/feedd.conf"
ok "which is at another place by now" reload "$AGAIN"
wait "$waiter"
is "who waited has the head" "$(cat "$T/waited")" 200
rm -rf "$T/sites/two"
is "it is served from there" "$(status "/two/v1/rbl/since/1.5")" 410

# Only sites: nothing is at /v1.
{
	head -n 1 "$T/alone"
	section isp
} >"$T/feedd.conf"
ok "none is at the top" reload "$AGAIN"
is "nothing is there" "$(status /v1/catalog) $(status /v1/rbl/head)" "404 404"
is "but the site" "$(status /isp/v1/rbl/head)" 200
kill -TERM "$server"
wait "$server"
is "it ends as it should" "$?" 0
done_testing
