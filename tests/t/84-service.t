#!/bin/sh
# feedsub --follow: it looks and writes when that is due, hears signals, tells
# a service manager, stops at once, and ages entries out without a network.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database qil {}' rbl qil
hosts 1 100 | put rbl/traps/a.rec
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
compile 10:00:00 -q
subscriber file "\"file://$publish\"" rbl qil

# A socket as a service manager has it, and what comes to it.
cat >"$T/manager" <<'END'
use IO::Socket::UNIX;
$| = 1;
my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]);
print "$_\n" while defined $s->recv($_, 1000);
END
run_bg perl "$T/manager" "$T/notify" >"$T/notified"
wait_for test -S "$T/notify"

# serve TIME [ARG...]: starts a service as of HH:MM:SS, $service.
serve() {
	at=$1
	shift
	run_bg env "NOTIFY_SOCKET=$T/notify" "$feedsub" -c "$subconf" \
	    --follow --now "2026-11-21T${at}Z" "$@" >"$T/said" 2>"$T/complaints"
	service=$!
}

# stop: ends it, and leaves its exit code in $code.
stop() {
	kill -"${1:-TERM}" "$service"
	wait "$service"
	code=$?
}

serve 10:00:10
ok "a service begins with a look" wait_for test -s "$zones/qil"
ok "and says what it did" wait_for grep -q '^rbl: serial .* a snapshot' \
    "$T/said"
ok "it tells its manager that it is ready" wait_for grep -qx READY=1 \
    "$T/notified"
is_exit "a second one is refused" 8 follow 10:00:20
is "and told why" "$(cat "$T/err")" \
    "feedsub: $sub: process $service is following here"
hosts 1 101 | put rbl/traps/a.rec
compile 10:00:11 -q
kill -USR1 "$service"
ok "SIGUSR1: a look at once" wait_for holds rbl
ok "which was a delta" wait_for grep -q 'rbl: .* 1 delta' "$T/said"

hosts 1 102 | put rbl/traps/a.rec
compile 10:00:12 -q
sed "s|$zones/rbl|$zones/rbl.new|" "$subconf" >"$T/new.conf"
echo 'nonsense' >>"$subconf"
kill -HUP "$service"
ok "SIGHUP with a broken configuration" wait_for grep -q \
    'conf:[0-9]*:.*the configuration stays as it was' "$T/complaints"
ok "goes on with the old one, and looks" wait_for holds rbl
cp "$T/new.conf" "$subconf"
kill -HUP "$service"
ok "SIGHUP with another" wait_for test -s "$zones/rbl.new"
stop
is "SIGTERM ends it" "$code" 0
ok "it tells its manager" wait_for grep -qx STOPPING=1 "$T/notified"
ok "and the lock is free" follow 10:00:30 -q
is "nothing else was complained of" "$(grep -vc 'stays as it was' \
    "$T/complaints")" 0

# 192.0.2.1 is listed until 10:05; nobody can be reached.
mv "$publish" "$publish.gone"
is_exit "the source is gone" 20 follow 10:03:00 -q
ok "what is held stays" grep -qx 192.0.2.1 "$zones/qil"
serve 10:05:01
ok "its time comes" wait_for sh -c "! grep -qx 192.0.2.1 '$zones/qil'"
ok "the rest stays" test -s "$zones/rbl"
stop INT
is "SIGINT ends it, too" "$code" 0

# Sources that failed are left alone, but not if somebody asks.
serve 10:05:40
ok "another failure" wait_for grep -q "not there\|No such" "$T/complaints"
mv "$publish.gone" "$publish"
hosts 1 103 | put rbl/traps/a.rec
compile 10:05:50 -q
kill -USR1 "$service"
is_new() { [ "$(held rbl)" = "$(published rbl)" ]; }
ok "SIGUSR1 asks those that failed" wait_for is_new
stop

# A server that never answers.
run_mute
subscriber slow "\"http://127.0.0.1:$port\"" rbl
sed -i 's/^source/stall-timeout = 10m\ntimeout = 10m\n&/' "$subconf"
serve 10:05:00
ok "in the middle of a look" wait_for test -s "$T/came"
start=$(date +%s)
stop
is "SIGTERM ends that, too" "$code" 0
ok "before that would" test $(($(date +%s) - start)) -lt 200
done_testing
