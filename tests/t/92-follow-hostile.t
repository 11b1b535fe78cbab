#!/bin/sh
# feedsub --follow among sources that tell what is not so, or tell nothing, or
# answer too soon, late or never: each is refused with its own message, what is
# held stays in service, and files are fetched instead.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database qil {}' rbl qil
key other
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q
subscriber sub "\"file://$publish\"" rbl
follow 10:00:10 -q
cp -a "$sub" "$T/sub.0"
cp "$publish/rbl/head" "$T/head.0"
hosts 3 3003 | put rbl/traps/a.rec
compile 10:00:20 -q
delta=$(basename "$publish"/rbl/delta/*)

# bundle PATH[=FILE]...: these files of the tree, or others in their place.
bundle() {
	echo 'format: feedmill bundle 1'
	for part in "$@"; do
		file=$publish/$part
		[ "${part#*=}" = "$part" ] || file=${part#*=}
		echo "${part%%=*} $(stat -c %s "$file")"
		cat "$file"
	done
}

# reply STATUS [HEADER]: a whole reply with what is on standard input.
reply() {
	cat >"$T/body"
	printf 'HTTP/1.1 %s\r\nContent-Length: %s\r\n%s\r\n' "$1" \
	    "$(stat -c %s "$T/body")" "${2:+$2
}"
	cat "$T/body"
}

# teller NAME: a source that tells as $T/NAME says, $url.
teller() {
	mkdir -p "$T/$1"
	port=$(free_port)
	url=http://127.0.0.1:$port
	run_bg tests/tell_http "$port" "$T/$1" "$publish"
	wait_for test -s "$T/$1/pid"
	: >"$T/$1/log"
}

# asked NAME PATTERN: how many requests it had.
asked() {
	grep -c "$2" "$T/$1/log"
}

# anew [SOURCES]: who holds what was before, and asks these sources.
anew() {
	rm -rf "$sub"
	cp -a "$T/sub.0" "$sub"
	subscriber sub "${1:-\"$url\"}" rbl
	: >"$T/said"
	: >"$T/complaints"
}

# serve: starts a service, $service.
serve() {
	follow_on 10:00:30
}

stop() {
	follow_off
	is "  it ends well" "$?" 0
}

is_waited() { [ "$(asked "$1" /wait/)" -ge "${2:-1}" ]; }
complains() { grep -Eq "$1" "$T/complaints"; }

# What is told at once, and when it is asked what is new.
teller mean
bundle rbl/head "rbl/delta/$delta" >"$T/good"
anew
reply '200 OK' <"$T/good" >"$T/mean/since"
serve
ok "what is good" wait_for holds rbl
ok "  is told in one" wait_for is_waited mean
is "  with the catalog" "$(sort "$T/mean/log" | sed 's/[0-9.]*$//' |
    tr '\n' ' ')" "catalog v1/rbl/since/ v1/rbl/wait/ "
stop

sed '$s/.$/x/' "$publish/rbl/delta/$delta" >"$T/delta.bad"
printf x | dd of="$T/delta.bad" bs=1 seek=20 conv=notrunc 2>/dev/null
text_of "$publish/rbl/head" | forge other >"$T/head.other"
sed 's/^entries: ./entries: 9/' "$publish/rbl/head" >"$T/head.forged"
compile 10:00:21 -q
cp "$publish/rbl/head" "$T/head.now"

# lie NAME PATTERN: what is told so in $T/told is refused.
lie() {
	anew
	reply '200 OK' <"$T/told" >"$T/mean/since"
	serve
	ok "$1: files come instead" wait_for holds rbl
	ok "  and why" wait_for complains "^feedsub: $url.*$2"
	stop
	is "  once" "$(grep -c . "$T/complaints")" 1
}

head -c "$(($(stat -c %s "$T/good") - 10))" "$T/good" >"$T/told"
lie "a bundle that is cut" 'part 2: it has fewer bytes than it says'
bundle qil/head >"$T/told"
lie "one of another database" "begins with 'qil/head', want rbl/head first"
bundle "rbl/head=$publish/qil/head" >"$T/told"
lie "another one's head" 'rbl/head: '
bundle "rbl/head=$T/head.other" >"$T/told"
lie "a head by another key" 'rbl/head: signed by key'
bundle "rbl/head=$T/head.forged" "rbl/delta/$delta" >"$T/told"
lie "one that is forged" 'rbl/head: .*signature'
bundle rbl/head "rbl/delta/$delta=$T/delta.bad" >"$T/told"
lie "another delta" "rbl/delta/$delta: "
bundle rbl/head "rbl/delta/$delta=/dev/null" >"$T/told"
lie "an empty one" "rbl/delta/$delta: "
{ bundle rbl/head "rbl/delta/$delta" && echo more; } >"$T/told"
lie "more behind it" 'part 3: want'
head -c 1000000 /dev/zero >"$T/told"
lie "what is too much" 'has 1000000 bytes|more than'

# A head from before what is held is no step forward.
cp -a "$T/sub.0" "$T/sub.keep"
serve_to_now() {
	subscriber sub "\"file://$publish\"" rbl
	follow 10:00:30 -q
	rm -rf "$T/sub.0"
	cp -a "$sub" "$T/sub.0"
}
rm -rf "$sub"
cp -a "$T/sub.0" "$sub"
serve_to_now
hosts 4 3004 | put rbl/traps/a.rec
compile 10:00:31 -q
bundle "rbl/head=$T/head.0" >"$T/told"
lie "a head from before" 'rbl/head: serial .* before'

# Endless, though it said nothing of how much.
anew
printf 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' \
    >"$T/mean/since.flood"
serve
ok "without end: files come instead" wait_for holds rbl
ok "  and why" wait_for complains 'since/.* more than [0-9]+ bytes'
rm "$T/mean/since.flood"
stop

# plain NAME STATUS [HEADER]: so it is no teller, and that is all right.
plain() {
	anew
	echo '<html>' | reply "$2" "${3:-}" >"$T/mean/since.always"
	: >"$T/mean/log"
	serve
	ok "$1: files come" wait_for holds rbl
	ok "  which is told" wait_for grep -q 'from http' "$T/said"
	stop
	is "  and nothing else" "$(cat "$T/complaints")" ""
	is "  it was asked once" "$(asked mean /since/) $(asked mean /wait/)" \
	    "1 0"
	rm "$T/mean/since.always"
}

plain "no such path" '404 Not Found'
plain "no such method" '405 Not Allowed'
plain "no such thing" '501 Not Implemented'
plain "not let in there alone" '403 Forbidden'
plain "not now" '503 Later' 'Retry-After: 300'
plain "a page" '200 OK' 'Content-Type: text/html'
plain "no bundle" '200 OK'

# The same when it comes of a request that was held.
anew
rm -f "$T/mean/log"
serve
ok "it waits" wait_for is_waited mean
hosts 5 3005 | put rbl/traps/a.rec
compile 10:00:40 -q
bundle qil/head | reply '200 OK' >"$T/next"
mv "$T/next" "$T/mean/wait"
ok "a lie to one who waits" wait_for complains \
    "wait/.*: begins with 'qil/head', want rbl/head first"
ok "  and files come" wait_for holds rbl
stop

anew
echo | reply '410 Gone' 'Retry-After: 1' >"$T/mean/since"
: >"$T/mean/log"
serve
ok "410: it comes back" wait_for holds rbl
is "  for files" "$(grep -c 'rbl/head' "$T/mean/log")" 1
is "  and then" "$(sed 's/[0-9.]*$//; /delta\|index/d' "$T/mean/log" |
    head -n 4 | tr '\n' ' ')" "catalog v1/rbl/since/ catalog rbl/head "
stop
is "  of which nobody complains" "$(cat "$T/complaints")" ""

# Nothing, at once: it is asked again, but not at that pace.
anew
printf 'HTTP/1.1 204 Nothing\r\n\r\n' >"$T/mean/wait.always"
: >"$T/mean/log"
serve
ok "204 at once" wait_for is_waited mean
hosts 6 3006 | put rbl/traps/a.rec
compile 10:00:50 -q
kill -USR1 "$service"
ok "  it goes on" wait_for holds rbl
# at once, after 5 s, after 15 s, after 35 s
ok "  with few requests" test "$(asked mean /wait/)" -lt 5
rm "$T/mean/wait.always"
stop

# An error says nothing of how well it tells: it is asked again soon.
anew
: >"$T/mean/log"
reply '502 Bad Gateway' </dev/null >"$T/mean/wait"
serve
ok "502 to one who waits" wait_for is_waited mean
ok "  it waits again" wait_for is_waited mean 2
stop

# What it is left alone for is said, and the next one asked.
teller sulky
: >"$T/sulky/all.always"
out() {
	anew "\"$url\", \"file://$publish\""
	reply "$2" "${3:-}" </dev/null >"$T/sulky/all.always"
	: >"$T/sulky/log"
	serve
	ok "$1: another is asked" wait_for holds rbl
	ok "  and why" wait_for complains "$url: .*$4"
	stop
	is "  it was asked once" "$(asked sulky .)" 1
	like "  and is left alone" "$(cat "$sub/example/sources")" \
	    "^2026-11-21T$5.* 1\\+ $url"
}
out "who asks" '401 Unauthorized' 'WWW-Authenticate: Bearer' '401: ' 11:0
out "not to you" '403 Forbidden' '' '403: ' 11:0
out "too often" '429 Slow down' 'Retry-After: 600' '429: .* 600 seconds' 10:1
rm "$T/sulky/all.always"

# So it is when it says that to one who waits.
anew "\"$url\", \"file://$publish\""
: >"$T/sulky/log"
serve
ok "it waits" wait_for is_waited sulky
hosts 7 3007 | put rbl/traps/a.rec
compile 10:01:00 -q
reply '429 Slow down' 'Retry-After: 600' </dev/null >"$T/next"
mv "$T/next" "$T/sulky/wait"
ok "too many who wait: another is asked" wait_for holds rbl
ok "  and why" wait_for complains '/wait/.*429: .* 600 seconds'
is "  it was not asked again" "$(tail -n 1 "$T/sulky/log" |
    grep -c /wait/)" 1
stop

# A request that is cut after a while is sent again, and nothing else.
anew
: >"$T/sulky/log"
serve
ok "it waits" wait_for is_waited sulky
sleep 5.1
: >"$T/next"
mv "$T/next" "$T/sulky/wait"
ok "cut: it is sent again" wait_for is_waited sulky 2
is "  and nothing else" "$(tail -n 2 "$T/sulky/log" | grep -c /wait/)" 2
stop
done_testing
