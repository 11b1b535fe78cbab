#!/bin/sh
# feedsub --follow over feedd: one request a publish, held until there is one;
# one to catch up; another feedd when the first one dies, and the first again
# once it is back; and plain files where nobody tells.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {}' rbl
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q

# feedd NAME: starts one on its port, $url_NAME; its pid in $T/NAME.feedd.
feedd() {
	cat >"$T/$1.feedd.conf" <<-END
		listen = "127.0.0.1:$(cat "$T/$1.port")"
		tree = "$publish"
		root = "$T/root.pub"
	END
	run_bg "$B/feedd" -c "$T/$1.feedd.conf" 2>>"$T/$1.feedd.said"
	echo $! >"$T/$1.feedd"
	wait_for curl -sf "$(url "$1")/v1/rbl/head"
}

url() {
	echo "http://127.0.0.1:$(cat "$T/$1.port")"
}

# metric NAME TEXT: the value behind it.
metric() {
	curl -s "$(url "$1")/metrics" | sed -n "s/^feedd_$2 //p"
}

# asked NAME PATH: how many requests it answered with a file or what was told.
asked() {
	n=$(metric "$1" "requests_total{path=\"$2\",status=\"200\"}")
	echo "${n:-0}"
}

# waits NAME [NUMBER]: so many are parked there.
waits() {
	[ "$(metric "$1" waiters)" = "${2:-1}" ]
}

for name in one two; do
	free_port >"$T/$name.port"
	feedd "$name"
done
subscriber sub "\"$(url one)\", \"$(url two)\"" rbl
follow_on 10:00:05
ok "it begins, and waits" wait_for waits one
is "with a look at the first" "$(asked one catalog) $(asked one object)" "1 2"
hosts 1 3010 | put rbl/traps/a.rec
compile 10:00:10 -q
ok "what is published is there" wait_for holds rbl
ok "and it waits again" wait_for waits one
compile 10:00:12 -q
is_beat() { cmp "$sub/example/rbl.head" "$publish/rbl/head"; }
ok "a heartbeat, too" wait_for is_beat
ok "and it waits again" wait_for waits one
is "one request each" "$(asked one wait) $(asked one since)" "2 0"
is "and no other" "$(asked one catalog) $(asked one object)" "1 2"
is "the second was not needed" "$(asked two catalog)" 0
like "it said what came" "$(cat "$T/said")" \
    "serial $(published rbl), .* 1 delta, from $(url one)\$"
follow_off

for i in 1 2 3; do
	hosts "$((i * 3))" "$((3010 + i * 3))" | put rbl/traps/a.rec
	compile "10:00:2$i" -q
done
current() { curl -sf "$(url one)/v1/rbl/head" | cmp - "$publish/rbl/head"; }
wait_for current
follow_on 10:00:25
ok "three steps later" wait_for holds rbl
ok "it waits" wait_for waits one
is "all came in one" "$(asked one since) $(asked one object)" "1 2"
like "as deltas" "$(tail -n 1 "$T/said")" ' 3 deltas, from'

# The first dies; the second holds the next request.
kill -KILL "$(cat "$T/one.feedd")"
ok "the second takes over" wait_for waits two
is "which told what is new since" "$(asked two since)" 1
like "and that is told" "$(cat "$T/complaints")" \
    "^feedsub: $(url one): .*onnect"
hosts 1 3030 | put rbl/traps/a.rec
compile 10:00:40 -q
ok "it is at the newest" wait_for holds rbl
ok "and waits there" wait_for waits two
like "from the second" "$(tail -n 1 "$T/said")" "1 delta, from $(url two)\$"
follow_off

# One alone: it comes back, and is found again.
feedd one
subscriber alone "\"$(url one)\"" rbl
: >"$T/complaints"
follow_on 10:00:50
ok "with one source" wait_for waits one
kill "$(cat "$T/one.feedd")"
ok "which ends" wait_for grep -q "$(url one): .*onnect" "$T/complaints"
hosts 1 3040 | put rbl/traps/a.rec
compile 10:00:52 -q
feedd one
ok "once it is back" wait_for holds rbl
ok "it is waited at" wait_for waits one
follow_off

# Whoever does not tell is asked for files.
free_port >"$T/web.port"
nginx_conf web "$(cat "$T/web.port")" "$publish" >"$T/web.conf"
run_nginx web
subscriber web "\"$(url web)\"" rbl
follow_on 10:01:00
ok "a plain web server" wait_for grep -q ' /v1/rbl/wait/[0-9.]* 404 ' \
    "$T/web.access"
hosts 1 3050 | put rbl/traps/a.rec
compile 10:01:02 -q
follow_off
logged web "$(url web)"
: >"$T/web.access"
follow_on 10:01:05
ok "it is followed" wait_for holds rbl
ok "by files" wait_for grep -q ' /rbl/delta/.* 200 ' "$T/web.access"
is "and asked once whether it tells" "$(grep -c ' /v1/' "$T/web.access")" 1
follow_off
is "of which nobody complains" "$(grep -c "$(url web)" "$T/complaints")" 0

# Nor is anybody asked who is not to be.
sed -i "s|^source.*|&\nwait = no|" "$subconf"
logged web "$(url web)"
: >"$T/web.access"
follow_on 10:01:10
ok "without waiting" wait_for grep -q ' /rbl/head 200 ' "$T/web.access"
follow_off
is "nothing else is asked for" "$(grep -c ' /v1/' "$T/web.access")" 0
done_testing
