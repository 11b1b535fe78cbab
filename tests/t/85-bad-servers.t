#!/bin/sh
# Servers that answer, but not with a feed: each is told as such, left alone
# for a while, and what is held stays in service.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {}' rbl
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q
subscriber sub "\"file://$publish\"" rbl
follow 10:00:10 -q
hosts 3 3003 | put rbl/traps/a.rec
compile 10:01:00 -q
cp -a "$sub" "$T/sub.0"
all_held rbl >"$T/held"

port=$(free_port)
echo '<html><body>Welcome to this hotel.</body></html>' >"$T/page.html"
nginx_conf web "$port" "$T" "
	types { text/html html; }
	location /hotel/ { try_files /none /page.html; }
	location ~ ^/at/([0-9]+)/ {
		if (\$uri ~ ^/at/403/) { return 403; }
		if (\$uri ~ ^/at/500/) { return 500; }
		if (\$uri ~ ^/at/301/) { return 301 http://127.0.0.2/; }
		error_page 429 503 = @later;
		if (\$uri ~ ^/at/429/) { return 429; }
		return 503;
	}
	location /at/busy/ { add_header Retry-After 600 always; return 503; }
	location @later { add_header Retry-After 600 always; return 429; }
	location ~ ^/no-delta/rbl/delta/ { return 403; }
	location ~ ^/no-delta/(.*)\$ { alias $publish/\$1; }
" >"$T/web.conf"
run_nginx web

# refused NAME CODE PATTERN SOURCE...: a look fails so, and nothing changes.
refused() {
	name=$1 code=$2 pattern=$3
	shift 3
	rm -rf "$sub"
	cp -a "$T/sub.0" "$sub"
	subscriber sub "$*" rbl
	is_exit "$name" "$code" follow 10:01:10
	like "  told as such" "$(cat "$T/err")" "$pattern"
	is "  what is held stays" "$(all_held rbl | diff "$T/held" -)" ""
}

# again_at TIME: the source is asked again only then.
again_at() {
	is_exit "  it is left alone" 20 follow "$1"
	like "  and that is told" "$(cat "$T/err")" 'left alone, .*until'
	is_exit "  and asked all the same if somebody insists" "$code" \
	    follow "$1" --force
	is "  which is another look" "$(grep -c 'left alone' "$T/err")" 0
}

web=http://127.0.0.1:$port
refused "a page for everything" 18 'web page' "\"$web/hotel\""
refused "403" 22 "$web/at/403: .*403" "\"$web/at/403\""
again_at 10:02:00
refused "500" 20 "$web/at/500: .*500" "\"$web/at/500\""
refused "429, and when to come again" 23 "429" "\"$web/at/429\""
again_at 10:11:00
refused "503, and when to come again" 23 "at/busy: .*503.* in 600 seconds" \
    "\"$web/at/busy\""
again_at 10:11:00
refused "a redirect elsewhere" 20 'redirect|301' "\"$web/at/301\""
refused "404 for all" 16 'catalog: is not there' "\"$web/none\""
refused "403 for a delta alone: there is none" 16 \
    'rbl/delta/.*: is not there' "\"$web/no-delta\""
refused "nobody there" 20 'refused|connect' "\"http://127.0.0.1:1\""
refused "no such folder" 20 'cannot be opened: No such' "\"file://$T/none\""
refused "an rsync daemon that is not there" 20 'rsync' \
    "\"rsync://127.0.0.1:1/feed\""

# A connection that is reset after each number of bytes of an answer.
hostile=$(free_port)
run_bg tests/hostile_http "$hostile" "$T/hostile.pid"
wait_for test -s "$T/hostile.pid"
bytes=0
while [ "$bytes" -lt 80 ]; do
	rm -rf "$sub"
	cp -a "$T/sub.0" "$sub"
	subscriber sub "\"http://127.0.0.1:$hostile/reset/$bytes\"" rbl
	follow 10:01:10 >"$T/out" 2>"$T/err"
	echo "$? $(all_held rbl | diff "$T/held" -)"
	bytes=$((bytes + 1))
done >"$T/resets"
is "resets at every byte of an answer" "$(sort "$T/resets" | uniq -c |
    tr -s ' ')" " 80 20 "
kill "$(cat "$T/hostile.pid")"

# Where the configuration sends a secret.
echo secret >"$T/token"
chmod 600 "$T/token"
for url in http://mirror.example https://mirror.example http://127.0.0.1; do
	subscriber sub "\"$url\"" rbl
	sed -i "s|^source.*|&\naccess \"$url\" { token-file = \"$T/token\" }|" \
	    "$subconf"
	is_exit "a token for $url" 0 "$feedsub" -t -c "$subconf"
	cat "$T/err" >>"$T/tokens"
done
is "it is warned of one that all can read" "$(grep -c . "$T/tokens")" 1
like "  and no other" "$(cat "$T/tokens")" \
    '^feedsub: http://mirror.example: .*the token'

# What this machine lacks is no fault of a source.
rm -rf "$sub"
cp -a "$T/sub.0" "$sub"
subscriber sub "\"rsync://127.0.0.1:1/feed\"" rbl
sed -i "s|^source|rsync-program = \"$T/none\"\n&|" "$subconf"
is_exit "no rsync" 1 follow 10:01:10
is_exit "  may be there the next second" 1 follow 10:01:11
like "  as far as is told" "$(cat "$T/err")" 'none: cannot be run'

# Nor is the way to all of them.
subscriber sub "\"http://127.0.0.1:1\", \"http://127.0.0.1:2\"" rbl
for i in 1 2; do
	echo "2026-11-21T10:01:00Z 9 http://127.0.0.1:$i"
done >"$sub/example/sources"
is_exit "nobody is reached" 20 follow 10:01:10
is "  and all are asked again before long" "$(awk \
    '$1 <= "2026-11-21T10:04:10Z" && $2 == 10' "$sub/example/sources" |
    wc -l)" 2

# Behind each of them there may be a good one.
rm -rf "$sub"
cp -a "$T/sub.0" "$sub"
subscriber sub "\"$web/at/503\", \"$web/no-delta\", \"file://$publish\"" rbl
is_exit "two bad sources and a good one" 0 follow 10:01:10
ok "what is published is held" holds rbl
is "the others are told of" "$(grep -c '^feedsub: http' "$T/err")" 2
logged web "$web"
: >"$T/web.access"
is_exit "the next look" 0 follow 10:01:10
logged web "$web"
is "spares them" "$(sed '$d' "$T/web.access")" ""
is "and says nothing of them" "$(cat "$T/err")" ""
done_testing
