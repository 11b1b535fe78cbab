#!/bin/sh
# Fetching from a web server as people run one: an nginx, with TLS, tokens,
# proxies, and what it answers when it does not give a file.
. tests/tap.sh
. tests/servers.sh

tree=$T/tree
mkdir -p "$tree/rbl/snapshot" "$tree/many" "$T/to" "$T/auth"
echo head >"$tree/rbl/head"
head -c 3000000 /dev/urandom >"$tree/rbl/snapshot/1.snap"
for i in $(seq 60); do echo "$i" >"$tree/many/$i"; done
echo "$tree" >"$tree/page.html"
(umask 077 && echo s3cret.token >"$T/token" && echo pass >"$T/password")
printf 'reader:%s\n' "$(openssl passwd -apr1 pass)" >"$T/auth/users"
chmod 755 "$T"

port=$(free_port)
secure=$(free_port)
strict=$(free_port)
forward=$(free_port)
date=$(perl -MPOSIX -e '
	print strftime "%a, %d %b %Y %H:%M:%S GMT", gmtime(time + 3600)')
tls_ca
tls_cert server IP:127.0.0.1
tls_cert client DNS:client
tls="ssl_certificate $T/server.pem; ssl_certificate_key $T/server.key;"
nginx_conf web "$port" "$tree" '
	gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;
	if ($http_user_agent !~ ^feedsub/[0-9.]+$) { return 400; }
	location /s401/ { return 401; }
	location /s403/ { return 403; }
	location /s410/ { return 410; }
	location /s407/ { return 407; }
	location /s500/ { return 500; }
	location /s204/ { return 204; }
	location /s429/ { return 429; }
	location /s301/ { return 301 https://feed.example.net$uri; }
	location /later/ { add_header Retry-After 120 always; return 429; }
	location /busy/ { add_header Retry-After "'"$date"'" always;
		return 503; }
	location /past/ { return 503;
		add_header Retry-After "Sat, 01 Jan 2000 00:00:00 GMT" always; }
	location /long/ { return 503;
		add_header Retry-After 99999999999 always; }
	location /token/ {
		if ($http_authorization != "Bearer s3cret.token") {
			return 401;
		}
		try_files /rbl/head =404;
	}
	location /user/ {
		auth_basic feed;
		auth_basic_user_file '"$T/auth/users"';
		try_files /rbl/head =404;
	}' "server {
		listen 127.0.0.1:$secure ssl;
		root $tree;
		$tls
	}
	server {
		listen 127.0.0.1:$strict ssl;
		root $tree;
		$tls
		ssl_client_certificate $T/ca.pem;
		ssl_verify_client on;
	}
	server {
		listen 127.0.0.1:$forward;
		location / { proxy_pass http://\$http_host\$request_uri; }
	}" >"$T/web.conf"
run_nginx web
web=http://127.0.0.1:$port

get() {
	"$B/tests/tool_fetch" connect_seconds=60 stall_seconds=60 \
	    "to=$T/to" "$@"
}

# fails NAME CODE PATTERN [ARG...]: it fails so; the pattern is of the line.
fails() {
	name=$1 code=$2 pattern=$3
	shift 3
	rm -f "$T/to"/*
	is_exit "$name" "$code" get "$@"
	like "  with a reason" "$(cat "$T/err")" "$pattern"
	is "  and nothing comes" "$(ls "$T/to")" ""
}

# again PATTERN: for so many seconds the source wants to be left alone.
again() {
	like "  and when to ask again" \
	    "$(sed -n 's/^tool_fetch: again in //p' "$T/err")" "^$1\$"
}

is_exit "files come" 0 get "$web" rbl/head:5:exact \
    rbl/snapshot/1.snap:3000000:exact rbl/none s410/x none/head:0
is_file "as they are, though the server would pack them" \
    "$T/to/1.snap" "$tree/rbl/snapshot/1.snap"
is "or are missing" "$(sed /received/d "$T/out")" "rbl/head: 5 bytes
rbl/snapshot/1.snap: 3000000 bytes
rbl/none: missing
s410/x: missing
none/head: missing"

logged web "$web"
: >"$T/web.access"
# shellcheck disable=SC2046
is_exit "many files come" 0 \
    get rounds=3 "$web/many" $(seq 60) $(seq 101 110)
logged web "$web"
sed '$d' "$T/web.access" >"$T/access"
is "over one connection, those that are missing too" \
    "$(awk '{ n[$1]++ } END { for (c in n) print n[c] }' "$T/access")" 210
is "  with one request each" "$(awk '{ print $2, $4 }' "$T/access" |
    sort | uniq -c | tr -s ' ')" " 180 GET 200
 30 GET 404"
is_exit "the address may be one with a path" 0 get "$web/rbl" head

echo "# other answers"
fails "401" 22 "^tool_fetch: $web: s401/x: 401: .* a token or a password" \
    "$web" s401/x
again 3600
fails "403" 22 '403: .*ask its operator$' "$web/s403" catalog
again 3600
is_exit "403 of what need not be there" 0 get "$web/s403" catalog.2
is "  is another word for that" "$(sed /received/d "$T/out")" \
    "catalog.2: missing"
fails "407" 22 '407: the proxy' "$web" s407/x
fails "500" 20 '500: the server has a problem of its own$' "$web" s500/x
again ''
fails "204" 20 '204: the server answers what was not asked$' "$web" s204/x
fails "a redirect" 20 \
    "301: .*sends to 'https://feed.example.net/s301/x', where" "$web" s301/x
fails "429" 23 '429: the server is too busy$' "$web" s429/x
again ''
fails "429 with seconds" 23 '429: .* asked again in 120 seconds$' "$web" later/x
again 120
fails "503 with a date" 23 '503: .* asked again in 3[0-9]* seconds$' \
    "$web" busy/x
again 3[56][0-9][0-9]
fails "503 with a time that is over" 20 '503: the server is too busy' \
    "$web" past/x
fails "503 for ever" 23 '503: ' "$web" long/x
again '[0-9]{1,10}'
fails "what fails last" 20 's500/x: 500: ' "$web" rbl/head s500/x rbl/none
is_exit "a page" 0 get "$web" page.html
like "  is said to be one" "$(cat "$T/out")" 'bytes, a web page'

echo "# who asks"
is_exit "a token is sent" 0 get "token_file=$T/token" "$web" token/x
fails "a request without one" 22 '401: ' "$web" token/x
is_exit "a user and a password are sent" 0 \
    get "password_file=$T/password" "http://reader@127.0.0.1:$port" user/x
fails "a user without a password" 22 '401: ' \
    "http://reader@127.0.0.1:$port" user/x
fails "a password in the url" 2 'a password is shown' \
    "http://reader:pass@127.0.0.1:$port" user/x
chmod 644 "$T/token"
fails "a token that others can read" 5 'mode 644 lets others at a secret' \
    "token_file=$T/token" "$web" token/x
chmod 600 "$T/token"
for token in 'one\ntwo\n' 'one\n2' 'one\n\n\n' '\none\n' 'o\tn\n'; do
	printf %b "$token" >"$T/token"
	fails "a token of more than a line ($token)" 3 'a secret in one line' \
	    "token_file=$T/token" "$web" token/x
done
: >"$T/token"
fails "a token of none" 3 'want a secret in one line' \
    "token_file=$T/token" "$web" token/x
fails "a token that is not there" 1 'No such file' \
    "token_file=$T/none" "$web" token/x

echo "# TLS"
fails "a server that nobody vouches for" 20 'certificate' \
    "https://127.0.0.1:$secure" rbl/head
is_exit "one that its authority vouches for" 0 \
    get "ca_file=$T/ca.pem" "https://127.0.0.1:$secure" rbl/head
fails "one by another name" 20 'certificate subject name' \
    "ca_file=$T/ca.pem" "https://localhost:$secure" rbl/head
fails "an authority that is not there" 1 'none.pem: No such file' \
    "ca_file=$T/none.pem" "https://127.0.0.1:$secure" rbl/head
fails "no TLS where it is wanted" 20 'rbl/head: .*wrong version number' \
    "ca_file=$T/ca.pem" "https://127.0.0.1:$port" rbl/head
fails "a client without a certificate" 20 '400: ' \
    "ca_file=$T/ca.pem" "https://127.0.0.1:$strict" rbl/head
is_exit "a client with one" 0 get "ca_file=$T/ca.pem" \
    "cert_file=$T/client.pem" "key_file=$T/client.key" \
    "https://127.0.0.1:$strict" rbl/head
fails "a key that is not there" 1 'none: No such file' \
    "cert_file=$T/client.pem" "key_file=$T/none" \
    "https://127.0.0.1:$strict" rbl/head
openssl ec -aes128 -passout pass:x -in "$T/client.key" -out "$T/locked.key" \
    2>/dev/null
fails "a key that wants a passphrase" 20 'key' "ca_file=$T/ca.pem" \
    "cert_file=$T/client.pem" "key_file=$T/locked.key" \
    "https://127.0.0.1:$strict" rbl/head
# on a terminal, which it could be asked for on
is_exit "nor is anybody asked for it" 20 timeout 120 script -qec \
    "$B/tests/tool_fetch ca_file=$T/ca.pem cert_file=$T/client.pem \
	key_file=$T/locked.key https://127.0.0.1:$strict rbl/head" /dev/null

echo "# proxies"
unset no_proxy NO_PROXY
# through COMMAND...: it uses the proxy.
through() {
	before=$(wc -l <"$T/web.access")
	"$@" || return
	logged web "$web"
	after=$(wc -l <"$T/web.access")
	[ $((after - before)) -eq 3 ]
}
ok "one from the environment" through \
    env "http_proxy=http://127.0.0.1:$forward" \
    "$B/tests/tool_fetch" "$web" rbl/head
ok "one that is configured" \
    through get "proxy=http://127.0.0.1:$forward" "$web" rbl/head
is_exit "none for some hosts" 1 through env no_proxy=127.0.0.1 \
    "http_proxy=http://127.0.0.1:$forward" \
    "$B/tests/tool_fetch" "$web" rbl/head
is_exit "none if it is configured as empty" 1 through env \
    "http_proxy=http://127.0.0.1:$forward" \
    "$B/tests/tool_fetch" proxy= "$web" rbl/head
proxy=$(free_port)
run_bg tests/proxy_http "$proxy" "$T/proxy.pid" >"$T/proxied"
wait_for test -s "$T/proxy.pid"
is_exit "TLS passes through one" 0 get "ca_file=$T/ca.pem" \
    "proxy=http://127.0.0.1:$proxy" "https://127.0.0.1:$secure" rbl/head
is "  that was asked" "$(cat "$T/proxied")" "127.0.0.1:$secure"
fails "one that does not connect" 20 'rbl/head: .*502' \
    "proxy=http://127.0.0.1:$proxy" https://127.0.0.1:1 rbl/head
stop_server proxy
fails "one that is not there" 20 'rbl/head: .*Failed to connect' \
    "proxy=http://127.0.0.1:$proxy" "$web" rbl/head

stop_server web
fails "a server that is not there" 20 \
    "^tool_fetch: $web: rbl/head: Failed to connect" "$web" rbl/head
fails "a host that is not there" 20 'rbl/head: .*[Rr]esolv' \
    connect_seconds=5 http://none.invalid rbl/head
fails "a url that is none" 2 'want http://' ftp://127.0.0.1 rbl/head

done_testing
