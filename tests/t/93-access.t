#!/bin/sh
# feedd's access: who has what, by token, network and address; what others are
# told; and how much anybody may have at a time.
. tests/follow.sh

feedd=$B/feedd
signed_site 'database rbl {} database qil {} database dul {}' rbl qil dul
hosts 1 3000 | put rbl/traps/a.rec
hosts 1 9 | put dul/traps/a.rec
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
compile 10:00:00 -q
serial=$(published rbl)
snap=$(basename "$publish"/rbl/snapshot/*.snap)
port=$(free_port)
url=http://127.0.0.1:$port
there=127.0.0.9

# token NAME [ARG...]: makes one: $T/NAME.token and its line in $T/NAME.line.
token() {
	name=$1
	shift
	"$feedkey" token "$@" >"$T/made"
	head -n 1 "$T/made" >"$T/$name.token"
	tail -n +2 "$T/made" >"$T/$name.line"
}

serve() {
	run_bg "$feedd" -c "$T/feedd.conf" 2>>"$T/said"
	server=$!
	wait_for curl -s "$url/healthz"
}

# reload: another configuration is taken once something of it is seen.
reload() {
	kill -HUP "$server"
	wait_for "$@"
}

# get PATH [ARG...]: what somebody elsewhere gets, its head in $T/head.
get() {
	at=$1
	shift
	curl -s -m 120 --interface "$there" -D "$T/head" -o "$T/body" "$@" \
	    "$url$at"
}

# status PATH [ARG...], by TOKEN PATH [ARG...]: the status alone.
status() {
	get "$@" -w '%{http_code}'
}
by() {
	token=$(cat "$T/$1.token")
	shift
	status "$@" -H "Authorization: Bearer $token"
}

# field NAME: of the last answer.
field() {
	tr -d '\r' <"$T/head" | sed -n "s/^$1: //Ip"
}

# told: all of the last answer but its date.
told() {
	sed '/^Date:/d' "$T/head"
	cat "$T/body"
}

token alice gold alice
token bob gold bob
token carol gold carol --until 2026-01-01T00:00:00Z
token house
token tied
token stranger
cat "$T/alice.line" "$T/bob.line" "$T/carol.line" >"$T/tokens"
# conf_of REQUESTS: the accesses, of which gold has so many.
conf_of() {
	{
		cat <<-END
			listen = { "127.0.0.1:$port", "[::1]:$port" }
			tree = "$publish"
			root = { "$T/root.pub" }
			tokens = "$T/tokens"
			status = "127.0.0.1"
			access public { database = rbl }
			access gold {
				database = { rbl, qil }
				requests = $1
				waits = 1
			}
			access house {
				$(cat "$T/house.line")
				network = "127.0.0.7"
			}
			access tied {
				$(cat "$T/tied.line")
				token-network = "127.0.0.7"
				bytes = 4K
			}
		END
	} >"$T/feedd.conf"
}

conf_of 1000
is_exit "a configuration with accesses is good" 0 "$feedd" -t \
    -c "$T/feedd.conf"
serve

awk '/^.Bd/ { text = ""; next }
    /^.Ed/ && text ~ /example-isp/ { printf "%s", text }
    { text = text $0 "\n" }' feedd/feedd.conf.5 |
    sed "s|/etc/feedmill|$T|" >"$T/shown"
sed -n 1,3p "$T/feedd.conf" | cat - "$T/shown" >"$T/shown.conf"
is_exit "accesses are as feedd.conf(5) shows them" 0 "$feedd" -t \
    -c "$T/shown.conf"
like "which it does" "$(cat "$T/shown")" "^tokens = \"$T/tokens"

# What is open to all.
is "what is open is open" "$(status /v1/rbl/head)" 200
is "for all caches" "$(field cache-control)" "public, max-age=1"
is "whoever asks" "$(field vary)" ""
is "with a token, too" "$(by alice "/v1/rbl/o/$snap")" 200
is "the same" "$(field cache-control)" "public, max-age=31536000, immutable"
is "what is not is not" "$(status /v1/qil/head)" 401
is "but for those with a token" "$(field www-authenticate)" \
    'Bearer realm="feedmill"'
is "nobody keeps that" "$(field cache-control)" no-store
is "the catalog is open" "$(status /v1/catalog)" 200
is "what the catalog does not name is not there" \
    "$(status /v1/secret/head)" 404

# Tokens.
is "a token" "$(by alice /v1/qil/head)" 200
is "is for private caches" "$(field cache-control)" "private, max-age=1"
is "by token" "$(field vary)" Authorization
is "who has it already" "$(by alice /v1/qil/head \
    -H "If-None-Match: $(field etag)")" 304
is "keeps it private" "$(field cache-control)" "private, max-age=1"
is "so is what is told" \
    "$(by alice "/v1/qil/since/1.$(published qil)")" 200
is "since some serial" "$(field cache-control)" "private, max-age=1"
is "what is told of what is open" "$(by alice "/v1/rbl/since/1.$serial")" 200
is "is open" "$(field cache-control)" "public, max-age=1"
is "an object" "$(by alice "/qil/snapshot/$(basename \
    "$publish"/qil/snapshot/*.snap)")" 200
is "private for ever" "$(field cache-control)" \
    "private, max-age=31536000, immutable"
is "another's token" "$(by bob /v1/qil/head)" 200
is "that of a section" "$(by house /v1/dul/head)" 200
is "in small letters" "$(status /v1/qil/head \
    -H "authorization: bearer $(cat "$T/alice.token")")" 200
is "a stranger's" "$(by stranger /v1/qil/head)" 401
is "is said to be none" "$(field www-authenticate)" 'Bearer realm="feedmill",'\
' error="invalid_token", error_description="no such token"'
is "also where all is open" "$(by stranger /v1/rbl/head)" 401
is "something else" "$(status /v1/qil/head -H 'Authorization: Bearer x')" 401
is "another scheme is no token" "$(status /v1/qil/head -u user:pass)" 401
is "for which one is asked" "$(field www-authenticate)" \
    'Bearer realm="feedmill"'
is "one that is over" "$(by carol /v1/qil/head)" 401
like "is said to be" "$(field www-authenticate)" 'invalid_token.*is over'
is "one that is used elsewhere" "$(by tied /v1/rbl/head)" 403
like "is good there" "$(field www-authenticate)" insufficient_scope
there=127.0.0.7
is "from where it is to be used" "$(by tied /v1/rbl/head)" 200
is "a network needs none" "$(status /v1/dul/head)" 200
is "and keeps that to itself" "$(field cache-control)" "private, max-age=1"
there=127.0.0.9

# What is not for one is the same whatever there is.
is "a database of others" "$(by alice /v1/dul/head)" 403
told >"$T/want"
for path in "/v1/dul/o/$(basename "$publish"/dul/index/*)" /v1/dul/o/nothing \
    "/v1/dul/since/1.$(published dul)" /v1/dul/wait/1.1 /dul/head; do
	by alice "$path" >"$T/status"
	told >"$T/have"
	ok "the same of $path" cmp "$T/want" "$T/have"
done
is "one that is not there" "$(by alice /v1/none/head)" 404
told >"$T/want"
for path in /v1/none/o/x /v1/none/wait/1.1 /v1/rbl/o/nothing /nothing; do
	by alice "$path" >"$T/status"
	told >"$T/have"
	ok "the same of $path" cmp "$T/want" "$T/have"
done

# Limits, and what is told of them.
is "limits" "$(by alice /v1/limits)" 200
like "are told" "$(cat "$T/body")" '^\{"access":"gold","databases":\["qil",'\
'"rbl"\],"requests":\{"per-minute":1000,"left":[0-9]+\},"bytes":null,'\
'"waits":\{"at-once":1,"now":0\},"until":null\}$'
is "as JSON" "$(field content-type)" application/json
is "to whom they are for" "$(field cache-control)" no-store
get /v1/limits
like "also of an address" "$(cat "$T/body")" \
    '"access":"public","databases":\["rbl"\],"requests":\{"per-minute":300,'
run_bg curl -s -m 120 -o "$T/waited" -H \
    "Authorization: Bearer $(cat "$T/alice.token")" \
    "$url/v1/rbl/wait/1.$serial"
waiter=$!
has_waiters() {
	curl -s "$url/metrics" | grep -qx "feedd_waiters $1"
}
ok "one waits" wait_for has_waiters 1
is "another does not" "$(by alice "/v1/rbl/wait/1.$serial")" 429
like "but later" "$(field retry-after)" '^[0-9]+$'
is "who waits goes on" "$(by alice "/v1/rbl/since/1.$serial")" 200
kill "$waiter"
ok "it goes" wait_for has_waiters 0
there=127.0.0.7
is "a token with few bytes" "$(by tied "/v1/rbl/o/$snap" -o "$T/body")" 200
is "has had them" "$(by tied /v1/rbl/head)" 429
ok "until there are more" test "$(field retry-after)" -ge 1
is "nobody keeps that" "$(field cache-control)" no-store
there=127.0.0.9

# Another configuration: what was taken stays taken.  Two are back in a minute.
conf_of 2
is_two() { by bob /v1/limits -o "$T/body" >"$T/status" &&
    grep -q '"per-minute":2,' "$T/body"; }
ok "fewer requests" reload is_two
# spend NAME: takes what there is.
spend() {
	for _ in 1 2; do by "$1" /v1/rbl/head >"$T/status"; done
}
spend alice
is "are soon taken" "$(by alice /v1/rbl/head)" 429
like "until some of a minute is over" "$(field retry-after)" \
    '^[1-9][0-9]?$'
is "also of other methods" "$(by alice /v1/rbl/head -X DELETE)" 429
is "and of bodies" "$(by alice /v1/rbl/head -X GET -d x)" 429
by bob /v1/rbl/head -X DELETE >"$T/status"
by bob /v1/rbl/head -X GET -d x >"$T/status"
is "which count like others" "$(by bob /v1/rbl/head)" 429
ok "others have theirs" test "$(status /v1/rbl/head)" = 200
sed -i 's/ gold bob/ gold robert/' "$T/tokens"
"$feedkey" token gold dora >"$T/made"
head -n 1 "$T/made" >"$T/dora.token"
tail -n +2 "$T/made" >>"$T/tokens"
spend alice
is_dora() { [ "$(by dora /v1/qil/head)" = 200 ]; }
ok "a token more" reload is_dora
is "who stays has had hers" "$(by alice /v1/rbl/head)" 429
echo "$(cat "$T/stranger.token") gold eve" >>"$T/tokens"
kill -HUP "$server"
ok "a token in place of its hash is refused" wait_for grep -q \
    'tokens:5: this is a token itself' "$T/said"
is "and all stays" "$(by dora /v1/qil/head)" 200
ok "and is not told" sh -c "! grep -qFf '$T/stranger.token' '$T/said'"
sed -i '/eve/d; /dora/d' "$T/tokens"
no_dora() { [ "$(by dora /v1/qil/head)" = 401 ]; }
ok "a token less" reload no_dora

# Wrong ones at speed.
there=127.0.0.8
tries=0
while code=$(by stranger /v1/rbl/head); [ "$code" = 401 ]; do
	tries=$((tries + 1))
	[ $tries -lt 1000 ] || break
done
ok "wrong tokens are told so some time" test $tries -ge 30
is "and then to wait" "$code" 429
like "a little" "$(field retry-after)" '^[12]$'
is "who has a good one need not" "$(by house /v1/rbl/head)" 200

# Figures.
is "figures are not for all" "$(status /metrics)" 404
told >"$T/have"
status /nothing >"$T/status"
told >"$T/want"
ok "they are as if not there" cmp "$T/want" "$T/have"
is "nor whether all is well" "$(by house /healthz)" 404
curl -s "$url/metrics" >"$T/metrics"
for why in unknown token expired network database nothing requests bytes \
    waits guesses; do
	like "refusals are counted: $why" "$(cat "$T/metrics")" \
	    "^feedd_access_refused_total\\{why=\"$why\"\\} [1-9]"
done
like "and requests of an access" "$(cat "$T/metrics")" \
    '^feedd_access_requests_total\{access="gold"\} [1-9]'
like "and statuses" "$(cat "$T/metrics")" 'path="head",status="429"\} [1-9]'
ok "nobody is named" sh -c "! grep -E 'alice|bob|fmt_|127.0.0' '$T/metrics'"
if has promtool; then
	ok "promtool finds nothing" promtool check metrics <"$T/metrics"
fi

# Behind a proxy, with nothing for anybody else.
cat >"$T/more" <<END
proxy = "127.0.0.5"
access one { network = "192.0.2.1" database = rbl }
END
sed -n 1,3p "$T/feedd.conf" | cat - "$T/more" >"$T/conf.new"
mv "$T/conf.new" "$T/feedd.conf"
is_closed() { [ "$(status /v1/rbl/head)" = 401 ]; }
ok "nothing is open any more" reload is_closed
told >"$T/want"
for path in /v1/none/head /v1/catalog /v1/limits /v1/rbl/o/x /catalog.1; do
	status "$path" >"$T/status"
	told >"$T/have"
	ok "which is all that is told: $path" cmp "$T/want" "$T/have"
done
is "nobody is believed where he comes from" "$(status /v1/rbl/head \
    -H 'X-Forwarded-For: 192.0.2.1')" 401
there=127.0.0.5
is "but a proxy" "$(status /v1/rbl/head \
    -H 'X-Forwarded-For: 198.51.100.1, 192.0.2.1')" 200
is "of the last one" "$(status /v1/rbl/head \
    -H 'X-Forwarded-For: 192.0.2.1, 198.51.100.1')" 401
is "whatever lines are before his" "$(status /v1/rbl/head \
    -H 'X-Forwarded-For: 192.0.2.1' -H 'X-Forwarded-For: 198.51.100.1')" 401
is "which count if they are of a proxy, too" "$(status /v1/rbl/head \
    -H 'X-Forwarded-For: 198.51.100.1' -H 'X-Forwarded-For: 192.0.2.1' \
    -H 'X-Forwarded-For: 127.0.0.5')" 200
is "but not behind what is no address" "$(status /v1/rbl/head \
    -H 'X-Forwarded-For: 192.0.2.1' -H 'X-Forwarded-For: x')" 401
fields=
for i in $(seq 24); do fields="$fields -H X-$i:$(printf '%030d' "$i")"; done
# shellcheck disable=SC2086
is "what proxies pass on has room" "$(status /v1/rbl/head $fields \
    -H 'X-Forwarded-For: 192.0.2.1')" 200
is "the catalog, too" "$(status /v1/catalog \
    -H 'X-Forwarded-For: 192.0.2.1')" 200
is "is not for all then" "$(field cache-control)" "private, max-age=10"

# Connections of an address.
sed -n 1,3p "$T/feedd.conf" | cat - >"$T/conf.new"
echo 'access public { connections = 3 requests = none }' >>"$T/conf.new"
mv "$T/conf.new" "$T/feedd.conf"
there=127.0.0.9
is_open() { [ "$(status /v1/dul/head)" = 200 ]; }
ok "all is open" reload is_open
cat >"$T/many" <<'END'
use IO::Socket::INET;
my ($port, $n) = @ARGV;
my @all = map { IO::Socket::INET->new(PeerAddr => "127.0.0.1",
    PeerPort => $port, LocalAddr => "127.0.0.4") or die } 1 .. $n;
$SIG{PIPE} = "IGNORE";
for my $s (@all) {
	syswrite $s, "GET /v1/rbl/head HTTP/1.1\r\nHost: x\r\n\r\n";
	my $n = sysread $s, my $reply, 65536;
	print $n ? substr($reply, 9, 3) : "none", " ";
}
END
is "of an address some are served, some told, more not let in" \
    "$(perl "$T/many" "$port" 9)" \
    "200 200 200 429 429 429 429 none none "
free_again() { [ "$(perl "$T/many" "$port" 1)" = "200 " ]; }
ok "when they have gone there is room" wait_for free_again

# feedsub brings its token.
token feedsub
{
	sed -n 1,3p "$T/feedd.conf"
	echo "access sub { $(cat "$T/feedsub.line")"
	echo 'database = rbl }'
} >"$T/conf.new"
mv "$T/conf.new" "$T/feedd.conf"
ok "one access" reload is_closed
chmod 600 "$T/feedsub.token"
subscriber one "\"$url\"" rbl
sed -i "s|^origin|access \"$url\" { token-file = \"$T/feedsub.token\" }\\n&|" \
    "$subconf"
ok "feedsub follows by its token" follow 10:00:10 -q
ok "and holds the rbl" holds rbl
# Who waits while the configuration changes.
# change LINE...: the configuration, from then on.
change() {
	sed -n 1,3p "$T/feedd.conf" >"$T/conf.new"
	printf '%s\n' "$@" 'status = "127.0.0.1"' >>"$T/conf.new"
	mv "$T/conf.new" "$T/feedd.conf"
}
# park DB: one waits, $parked; the status that it gets goes to $T/parked.
park() {
	run_bg curl -s -m 120 --interface "$there" -o "$T/news" -D "$T/head" \
	    -w '%{http_code}' "$url/v1/$1/wait/1.$(published "$1")" \
	    >"$T/parked"
	parked=$!
	wait_for has_waiters 1
}
change 'access public { requests = none }'
ok "all is open again" reload is_open
ok "one waits for what will not be served" park dul
change 'access public { requests = none }' 'database = { rbl, qil }'
kill -HUP "$server"
wait "$parked"
is "it is told when that is so" "$(cat "$T/parked")" 404
ok "one waits for what will not be open" park rbl
change 'access public { database = qil requests = none }' \
    "access house { $(cat "$T/house.line") }"
ok "it is not open any more" reload is_closed
hosts 1 3010 | put rbl/traps/a.rec
compile 10:01:00 -q
wait "$parked"
is "and nothing of it is told" "$(cat "$T/parked")" 401

kill -TERM "$server"
wait "$server"
is "it ends well" "$?" 0
done_testing
