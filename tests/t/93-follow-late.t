#!/bin/sh
# feedsub --follow at a source that keeps it busy with news, or from looking at
# all: what is late or withheld is looked for at the others all the same.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database qil {}' rbl qil
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q
compile 10:19:30 -q qil
subscriber sub "\"file://$publish\"" rbl qil
follow 10:19:40 -q

# A source that has what was published by now, and may be told to say so.
cp -a "$publish" "$T/tree"
mkdir "$T/late"
port=$(free_port)
run_bg tests/tell_http "$port" "$T/late" "$T/tree"
wait_for test -s "$T/late/pid"
: >"$T/late/log"

# serve TIME SPAN: starts a service as of HH:MM:SS looking so often: $service.
serve() {
	subscriber sub "\"http://127.0.0.1:$port\", \"file://$publish\"" rbl qil
	sed -i "s/^feed example {/&\ninterval = $2/" "$subconf"
	follow_on "$1"
}

stop() {
	follow_off
	is "  it ends well" "$?" 0
}

# waits DATABASE NUMBER: so many requests came, and were held.
waits() { [ "$(grep -c "$1/wait/" "$T/late/log")" -ge "$2" ]; }

# is_on NUMBER: it waits again, or has been at the other source.
is_on() { waits qil "$1" || holds rbl; }

# News of one database, every second, while the other one's head is late.
serve 10:19:56 4s
ok "one waits for both" wait_for waits rbl 1
ok "  one of which will be late" wait_for waits qil 1
hosts 2 3002 | put rbl/traps/a.rec
compile 10:19:57 -q
for n in $(seq 2 25); do
	{
		echo 'format: feedmill bundle 1'
		echo "qil/head $(stat -c %s "$publish/qil/head")"
		cat "$publish/qil/head"
	} >"$T/told"
	{
		printf 'HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n' \
		    "$(stat -c %s "$T/told")"
		cat "$T/told"
	} >"$T/next"
	mv "$T/next" "$T/late/qil.wait"
	wait_for is_on "$n"
	! holds rbl || break
	sleep 0.5
	compile "10:20:$((n + 10))" -q qil
done
ok "another is asked for that" holds rbl
stop

# Whoever is told to take the snapshot, years from now, does so in minutes.
printf 'HTTP/1.1 410 Gone\r\n%s\r\n%s\r\n\r\n' 'Content-Length: 0' \
    'Retry-After: 1000000000' >"$T/late/since.always"
: >"$T/late/log"
# said KEY [FILE]: what the status says of the first database.
said() {
	sed -n "s/^ *\"$1\": \([0-9]*\),/\1/p" "${2:-$sub/status.json}" |
	    head -n 1
}
noon=$(date -d 2026-11-21T12:00:00Z +%s)
is_looked() { [ "$(said looked)" -ge "$noon" ]; }
serve 12:00:00 1h
ok "410 for years" wait_for is_looked
cp "$sub/status.json" "$T/status"
ok "  is one for minutes" test $(($(said next "$T/status") -
    $(said looked "$T/status"))) -lt 335
stop
done_testing
