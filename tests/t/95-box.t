#!/bin/sh
# feedd shuts itself in: what it gives up, TLS and certificates that are
# renewed, sockets that are passed, other users.
. tests/follow.sh
. tests/servers.sh

feedd=$B/feedd
sandbox=$B/tests/tool_sandbox
signed_site 'database rbl {}' rbl
hosts 1 3000 | put rbl/traps/a.rec
compile 10:00:00 -q
serial=$(published rbl)
port=$(free_port)
mkdir "$T/etc"
cp "$T/root.pub" "$T/etc"
tls_ca
tls_cert one DNS:localhost
tls_cert two DNS:localhost
cp "$T/one.pem" "$T/etc/tls.pem"
cp "$T/one.key" "$T/etc/tls.key"
chmod 600 "$T/etc/tls.key"
cat >"$T/etc/feedd.conf" <<END
listen-tls = "127.0.0.1:$port"
tls-certificate = "$T/etc/tls.pem"
tls-key = "$T/etc/tls.key"
tree = "$publish"
root = "$T/etc/root.pub"
END
box=$T/etc/feedd.conf
url=https://localhost:$port

# get PATH [ARG...]
get() {
	at=$1
	shift
	curl -s -m 120 --cacert "$T/ca.pem" \
	    --resolve "localhost:$port:127.0.0.1" "$@" "$url$at"
}

# What a sandbox refuses; 159: ended by the filter.
attempt() {
	"$sandbox" "$publish" "$@"
	code=$?
	[ $code -eq 0 ] || echo "$code"
} 2>"$T/attempt"
if { nm "$feedd" && ldd "$feedd"; } |
    grep -qE ' T __lsan_do_leak_check$|lib[al]san\.so'; then
	skip "built for leak checks, without the filter of system calls"
	filtered=
else
	filtered=yes
	is "no program is run" "$(attempt exec /bin/true)" 159
	is "no process is made" "$(attempt fork)" 159
	is "nothing is connected to" "$(attempt connect)" 159
	is "nothing is traced" "$(attempt ptrace)" 159
	is "nobody else is become" "$(attempt user)" 159
	like "no local socket is made" "$(attempt unix)" "not implemented"
	like "what is unknown fails" "$(attempt unknown)" "not implemented"
	like "no memory is run" "$(attempt code)" "not implemented"
	like "no limit is lifted" "$(attempt limit)" "not implemented"
fi
is "a thread is made" "$(attempt thread)" "done"
is "the tree is read" "$(attempt read "$publish/catalog")" "done"
if "$sandbox" "$publish" list "$publish" 2>&1 | grep -q landlock; then
	skip "this kernel has no landlock"
else
	denied="Permission denied"
	is "not written to" "$(attempt write "$publish/catalog")" "$denied"
	is "nor added to" "$(attempt write "$publish/new")" "$denied"
	is "nothing else is read" "$(attempt read "$T/root.key")" "$denied"
	is "or listed" "$(attempt list /)" "$denied"
	is "or written" "$(attempt write "$T/new")" "$denied"
fi

# serve [COMMAND...]: feedd, by a command, $server.
serve() {
	: >"$T/said"
	run_bg "$@" "$feedd" -c "$box" 2>"$T/said"
	server=$!
	wait_for get /v1/rbl/head -f
}
stop() {
	kill -TERM "$server"
	wait "$server"
}
of_status() {
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$server/status"
}

is_exit "a configuration with TLS is good" 0 "$feedd" -t -c "$box"
serve
is "no privileges are gained" "$(of_status NoNewPrivs)" 1
is "none are left" "$(of_status CapEff)$(of_status CapPrm)" \
    00000000000000000000000000000000
[ -z "$filtered" ] ||
	is "calls are filtered" "$(of_status Seccomp)" 2
like "no core is left" "$(grep 'core file' "/proc/$server/limits")" \
    ' 0 +0 +bytes'
is "what is served is the tree's" "$(get /v1/rbl/head | cksum)" \
    "$(cksum <"$publish/rbl/head")"

# tls ARG...: what openssl says of a handshake.
tls() {
	openssl s_client -connect "127.0.0.1:$port" -CAfile "$T/ca.pem" \
	    -servername localhost "$@" </dev/null 2>&1
}
like "TLS 1.3 is spoken" "$(tls -tls1_3)" 'TLSv1.3, Cipher is TLS_'
like "and 1.2, with forward secrecy" "$(tls -tls1_2)" 'Cipher is ECDHE-.*GCM'
like "1.1 is not" "$(tls -tls1_1 -cipher ALL:@SECLEVEL=0)" 'Cipher is .NONE.'
is_exit "another authority is not believed" 60 curl -s --resolve \
    "localhost:$port:127.0.0.1" "$url/v1/catalog"
is "HTTP gets nothing there" \
    "$(curl -s -m 120 "http://127.0.0.1:$port/v1/catalog")" ""
ok "and others are served" get /v1/rbl/head -f -o "$T/body"

# Waiters, and a certificate that is renewed meanwhile.
has_waiters() { get /metrics | grep -qx "feedd_waiters $1"; }
run_bg curl -s -m 120 --cacert "$T/ca.pem" --resolve \
    "localhost:$port:127.0.0.1" -o "$T/news" "$url/v1/rbl/wait/1.$serial"
waiter=$!
ok "one waits over TLS" wait_for has_waiters 1
shown() {
	tls | openssl x509 -noout -subject 2>/dev/null | sed 's/.*= *//'
}
is "a certificate is shown" "$(shown)" one
cp "$T/two.pem" "$T/etc/tls.pem"
kill -HUP "$server"
ok "one without its key is refused" wait_for grep -q \
    'no certificate and its key.*stays as it was' "$T/said"
is "and the old one shown" "$(shown)" one
cp "$T/two.key" "$T/etc/tls.key"
kill -HUP "$server"
is_two() { [ "$(shown)" = two ]; }
ok "a new one is shown after a reload" wait_for is_two
ok "who waited waits" has_waiters 1
hosts 1 3010 | put rbl/traps/a.rec
compile 10:01:00 -q
ok "and is told" wait "$waiter"
like "what is new" "$(head -n 1 "$T/news")" '^format: feedmill bundle 1$'
port2=$(free_port)
echo "listen = \"127.0.0.1:$port2\"" >>"$box"
kill -HUP "$server"
ok "another place is listened at" wait_for curl -sf \
    "http://127.0.0.1:$port2/v1/catalog" -o "$T/body"
stop
is "it ends well" "$?" 0
sed -i '/^listen =/d' "$box"

# What a check finds.
cp "$T/one.pem" "$T/etc/tls.pem"
is_exit "a certificate of another key is not good" 2 "$feedd" -t -c "$box"
cp "$T/two.pem" "$T/etc/tls.pem"
echo "access-log = \"$T/none/log\"" >>"$box"
is_exit "nor a log in no folder" 1 "$feedd" -t -c "$box"
sed -i '/^access-log/d' "$box"

# Keys that others can read.
chmod 644 "$T/etc/tls.key"
is_exit "a key for all is not good" 5 "$feedd" -t -c "$box"
is_exit "and refused" 5 "$feedd" -c "$box"
like "and why" "$(cat "$T/err")" 'mode 644 lets others at a secret'
chmod 640 "$T/etc/tls.key"
serve
ok "one for the group is not" get /v1/catalog -f -o "$T/body"
stop
chmod 600 "$T/etc/tls.key"

# Sockets that are passed, as a service manager does.
cat >"$T/pass" <<'END'
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX;
my ($port, $path, @command) = @ARGV;
my $tcp = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port,
    Listen => 9, ReuseAddr => 1) or die;
my $local = IO::Socket::UNIX->new(Local => $path, Listen => 9) or die;
my @fds = map { fcntl $_, 0, 10 } $tcp, $local;
POSIX::dup2($fds[$_], 3 + $_) for 0 .. 1;
@ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 2, "tls:plain");
exec @command;
END
sed -i '/^listen/d' "$box"
is_exit "without a place to listen at nothing is served" 2 "$feedd" -c "$box"
serve perl "$T/pass" "$port" "$T/local"
ok "a passed socket is served over TLS" get /v1/catalog -f -o "$T/body"
ok "and a local one without" curl -sf --unix-socket "$T/local" \
    http://localhost/v1/catalog -o "$T/body"
kill -HUP "$server"
ok "after a reload too" wait_for get /v1/catalog -f -o "$T/body"
stop

# Other users.
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$T" "$T/etc" "$publish"
	echo 'user = nobody' >>"$box"
	is_exit "a key that the user cannot read" 1 \
	    perl "$T/pass" "$port" "$T/local1" "$feedd" -c "$box"
	like "is complained of" "$(cat "$T/err")" 'tls.key: Permission denied'
	is_exit "which a check finds" 1 "$feedd" -t -c "$box"
	like "as that user" "$(cat "$T/err")" 'tls.key: Permission denied'
	chown nobody "$T/etc/tls.key"
	is_exit "one of the user's is good" 0 "$feedd" -t -c "$box"
	echo "access-log = \"$T/etc/log\"" >>"$box"
	is_exit "a log that the user cannot make is not" 1 "$feedd" -t -c "$box"
	like "by its name" "$(cat "$T/err")" '/etc/log: Permission denied'
	ok "nor is it made" test ! -e "$T/etc/log"
	sed -i '/^access-log/d' "$box"
	serve perl "$T/pass" "$port" "$T/local2"
	is "root becomes another" "$(of_status Uid)" \
	    "$(id -u nobody | sed 's/.*/&\t&\t&\t&/')"
	is "with its groups" "$(of_status Groups | tr -d ' ')" \
	    "$(id -G nobody | tr -d ' ')"
	is "without a capability" "$(of_status CapPrm)" 0000000000000000
	ok "it serves" get /v1/catalog -f -o "$T/body"
	stop
	echo "listen-tls = \"127.0.0.1:$port\"" >>"$box"
	serve setpriv --reuid=nobody --regid=nogroup --clear-groups
	ok "who is nobody serves, too" get /v1/catalog -f -o "$T/body"
	is "without a capability" "$(of_status CapPrm)" 0000000000000000
	stop
	sed -i 's/^user = .*/user = no-such-user/' "$box"
	is_exit "a user that there is not" 2 "$feedd" -c "$box"
	is_exit "is found by a check" 2 "$feedd" -t -c "$box"
else
	skip "only root becomes another"
fi
done_testing
