#!/bin/sh
# feedd among clients that are broken or mean: each gets the answer it
# deserves or none, and the others are served meanwhile.
. tests/follow.sh

feedd=$B/feedd
signed_site 'database rbl {}' rbl
hosts 1 30000 | put rbl/traps/a.rec
compile 10:00:00 -q
port=$(free_port)
url=http://127.0.0.1:$port
cat >"$T/feedd.conf" <<END
listen = "127.0.0.1:$port"
tree = "$publish"
root = "$T/root.pub"
connections = 600
END
run_bg "$feedd" -c "$T/feedd.conf" 2>"$T/said"
server=$!
wait_for curl -sf "$url/v1/rbl/head"
snap=$(basename "$publish"/rbl/snapshot/*.snap)
serial=$(published rbl)

# raw TEXT [REPLIES]: sends it, with \r\n and the like as printf has them, and
# prints what comes until there are as many heads of replies (1), or the server
# closes; with 0 replies, until there is one, or a moment without.
cat >"$T/raw" <<'END'
use IO::Socket::INET;
my ($port, $replies) = @ARGV;
my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port)
    or die;
$SIG{PIPE} = "IGNORE";
binmode STDIN;
local $/;
my $bytes = <STDIN>;
syswrite $s, $bytes;
my $all = "";
my $mask = "";
vec($mask, fileno $s, 1) = 1;
while (select(my $r = $mask, undef, undef, $replies ? 120 : 0.5)) {
	sysread($s, my $some, 65536) or last;
	$all .= $some;
	last if (() = $all =~ /\r\n\r\n/g) >= $replies;
}
print $all;
END
raw() {
	# shellcheck disable=SC2059
	printf "$1" | perl "$T/raw" "$port" "${2:-1}"
}
# first_line TEXT
first_line() {
	raw "$1" | tr -d '\r' | head -n 1
}
served() {
	curl -sf -m 120 "$url/v1/rbl/o/$snap" -o "$T/body" &&
	    cmp "$T/body" "$publish/rbl/snapshot/$snap"
}
host='\r\nHost: x\r\n'
end="$host\r\n"

like "HTTP/1.0 is served" \
    "$(first_line 'GET /v1/catalog HTTP/1.0\r\n\r\n')" ' 200 '
like "1.1 without a host is not" \
    "$(first_line 'GET /v1/catalog HTTP/1.1\r\n\r\n')" ' 400 '
is "two requests in one go get two replies" \
    "$(raw "GET /v1/catalog HTTP/1.1${end}HEAD /v1/catalog HTTP/1.1$end" 2 |
	grep -ac '^HTTP/1.1 200')" 2
long=$(printf '%05000d' 0)
like "a path that is too long" \
    "$(first_line "GET /$long HTTP/1.1$end")" ' 414 '
like "a header that is too long" \
    "$(first_line "GET / HTTP/1.1\r\nHost: x\r\nA: $long\r\n\r\n")" ' 431 '
many=$(for i in $(seq 600); do printf 'A%s: b\\r\\n' "$i"; done)
like "headers that are too many" \
    "$(first_line "GET / HTTP/1.1\r\nHost: x\r\n$many\r\n")" ' 431 '
like "a body" "$(first_line \
    'POST /v1/catalog HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc')" \
    ' 405 '
like "a body that says no length" "$(first_line \
    "GET / HTTP/1.1${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")" \
    ' 413 '
for path in '/../../etc/passwd' '/v1/rbl/o/..%%2f..%%2fhead' '/v1\\catalog' \
    '/v1/catalog%%00' '/.lock' '/rbl/.lock' 'http://x/v1/nothing'; do
	like "no path: $path" "$(first_line "GET $path HTTP/1.1$end")" \
	    ' 40[04] '
done
for range in 'bytes=0-0,2-2' 'bytes=0-,0-,0-,0-' 'bytes=5-4' 'bytes=a-b'; do
	like "no range: $range" "$(first_line \
	    "HEAD /v1/rbl/o/$snap HTTP/1.1${host}Range: $range\r\n\r\n")" \
	    ' 200 '
done
odd=0
for text in '' '\r\n' '\000\001\002\377\r\n\r\n' 'GET\r\n\r\n' \
    'GET  HTTP/1.1\r\n\r\n' 'GET /v1/catalog\r\n\r\n' ' / HTTP/1.1\r\n\r\n' \
    'GET / HTTP/9.9\r\nHost: x\r\n\r\n' 'GET / HTTP/1.1\r\n: \r\n\r\n'; do
	raw "$text" 0 >"$T/odd"
	odd=$((odd + 1))
	ok "others are served after odd request $odd" served
done

# Those who begin and go no further, who never read, who hang up.
cat >"$T/mean" <<'END'
use IO::Socket::INET;
use Socket;
my ($port, $snap, $serial) = @ARGV;
$| = 1;
sub to {
	my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1",
	    PeerPort => $port) or die "connect: $!";
	setsockopt $s, SOL_SOCKET, SO_RCVBUF, 2048 if $_[1];
	syswrite $s, $_[0];
	return $s;
}
my $end = "\r\nHost: x\r\n\r\n";
my @held;
push @held, to("GET /v1/catalog HTT") for 1 .. 50;
push @held, to("GET /v1/rbl/o/$snap HTTP/1.1$end", 1) for 1 .. 50;
push @held, to("GET /v1/rbl/wait/1.$serial HTTP/1.1$end") for 1 .. 50;
for (1 .. 2000) {
	my $s = to(("", "GET", "GET /v1/rbl/o/$snap HTTP/1.1$end",
	    "GET /v1/rbl/wait/1.$serial HTTP/1.1$end")[$_ % 4]);
	setsockopt $s, SOL_SOCKET, SO_LINGER, pack "ii", 1, 0 if $_ % 8 < 4;
	close $s;
}
print "ready\n";
sleep 1000;
END
descriptors() {
	find "/proc/$server/fd" -type l | wc -l
}
has_waiters() {
	curl -s "$url/metrics" | grep -qx "feedd_waiters $1"
}
run_bg perl "$T/mean" "$port" "$snap" "$serial" >"$T/mean.said"
mean=$!
ok "2,150 mean ones came" wait_for grep -qx ready "$T/mean.said"
ok "others are served meanwhile" served
ok "those that wait are there still, no others" wait_for has_waiters 50
hosts 1 30010 | put rbl/traps/a.rec
compile 10:01:00 -q
is_new() { curl -s "$url/v1/rbl/head" | grep -qx "serial: $(published rbl)"; }
ok "what is new is served" wait_for is_new
ok "nobody waits any more" wait_for has_waiters 0
kill "$mean"
gone() {
	[ "$(curl -s "$url/metrics" |
	    sed -n 's/^feedd_connections //p')" -eq 1 ]
}
# who began a request and hung up is noticed after 30 seconds of silence
ok "they are gone with their connections" wait_for gone
few() { [ "$(descriptors)" -lt 30 ]; }
ok "and their descriptors" wait_for few
is "nothing was complained of" "$(cat "$T/said")" ""

# The tree goes away and comes back.
mv "$publish" "$T/away"
ok "a tree that is gone is complained of" wait_for grep -q 'No such file' \
    "$T/said"
ok "and its last good state served" curl -sf "$url/v1/rbl/o/$snap" \
    -o "$T/body"
ok "which is that" cmp "$T/body" "$T/away/rbl/snapshot/$snap"
kill -TERM "$server"
wait "$server"
is "it ends well" "$?" 0
done_testing
