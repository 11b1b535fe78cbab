#!/bin/sh
# Mail servers with the examples of feedmill-resolvers(7): Postfix and Exim say
# 550 to hosts on standing lists, 450 to those on the quick one, and nothing to
# others, even where a resolver has an answer for every name; Postfix's tables
# and SpamAssassin's rules say the same.  What is not installed is skipped.
. tests/feed.sh
. tests/servers.sh

examples=$TOP/examples/subscriber
chmod 755 "$T"

feed_site 'database rblplus { } database qil { }'
put ops/scanner/a.rec <<END
192.0.2.7 2026-11-21T10:00:00Z port=1080 proto=socks5
2001:db8::7 2026-11-21T10:00:00Z port=1080 proto=socks5
END
put rss/tester/a.rec <<END
192.0.2.7 2026-11-21T10:00:00Z
END
put qil/traps/a.rec <<END
192.0.2.9 2026-11-21T11:59:30Z
2001:db8::9 2026-11-21T11:59:30Z
END
is_exit "lists are built" 0 compile 12:00:00 -q
for db in rblplus qil; do
	for format in rbldnsd postfix; do
		"$feedc" dump --now 2026-11-21T12:00:00Z -f $format \
		    --origin $db.example.net "$(snapshot $db)" >"$T/$db.$format"
	done
	printf '$SOA 60 ns.example hm.example 1 60 60 60 60\n$NS 60 ns.example
$DATASET ip4trie:a @\n:203.0.113.80:search here\n0.0.0.0/0\n
$DATASET ip6trie:b @\n:203.0.113.80:search here\n::/0\n' >"$T/$db.liar"
done
cd "$T" || exit 1

# network WHO: in a network of nothing but the lists and the mail server, where
# the system's resolver asks 127.0.0.1, prints what WHO says to clients.
cat >network <<'END'
wait_for() {
	for _ in $(seq 2400); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.05
	done
}
. "./$1"
mount --bind resolv.conf /etc/resolv.conf
ip link set lo up
start
for lists in rbldnsd liar; do
	rbldnsd -n -u nobody -b 127.0.0.1/53 -c 0 \
	    "rblplus.example.net:combined:rblplus.$lists" \
	    "qil.example.net:combined:qil.$lists" >rbldnsd.log 2>&1 &
	rbldnsd=$!
	wait_for dig @127.0.0.1 +time=1 +tries=1 qil.example.net SOA
	for client in $(cat clients.$lists); do
		printf '%s %s %s\n' $lists $client "$(say $client)"
	done
	kill $rbldnsd
	wait $rbldnsd
done
stop
END
echo 'nameserver 127.0.0.1' >resolv.conf

# says WHO HOW: what it is to say.
says() {
	T=$T unshare -n -m -p -f --kill-child sh network "$1" \
	    >said 2>"$1.log"
	for client in 192.0.2.7 2001:db8::7; do
		like "$1, by $2: 550 to $client" "$(grep "^rbldnsd $client " \
		    said)" ' 550 5\.7\.1 .*Listed in RBL\+: .*ops, .*'$client
	done
	for client in 192.0.2.9 2001:db8::9; do
		like "$1, by $2: 450 to $client" "$(grep "^rbldnsd $client " \
		    said)" ' 450 4\.7\.1 .*Listed in Quick .*'$client
	done
	is "$1, by $2: nothing to others, or by what a liar says" \
	    "$(grep -c ' 250 ' said)" 4
}

echo 192.0.2.7 192.0.2.9 192.0.2.20 2001:db8::7 2001:db8::9 2001:db8::20 \
    >clients.rbldnsd
echo 192.0.2.30 2001:db8::30 >clients.liar
if ! unshare -n -m sh -c 'mount --bind resolv.conf /etc/resolv.conf &&
    ip link set lo up' 2>why; then
	apart=
	skip "Postfix and Exim: $(tr '\n' ' ' <why)"
else
	apart=yes
fi

cat >smtp.pl <<'END'
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $client) = @ARGV;
my $s = IO::Socket::INET->new("127.0.0.1:$port") or die "smtp: $!\n";
sub reply {
	my $line;
	do { $line = <$s> // die "smtp: it hung up\n" } while $line =~ /^...-/;
	$line =~ s/\s+$//;
	return $line;
}
my $said = reply();
$client = "IPV6:$client" if $client =~ /:/;
for ("XCLIENT ADDR=$client NAME=[UNAVAILABLE]", 'EHLO client.example',
    'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.net>') {
	print $s "$_\r\n";
	$said = reply();
}
print "$said\n";
END

cat >postfix <<'END'
start() {
	mkdir -p etc queue data
	chown postfix data
	cat >etc/master.cf <<-EOF
		127.0.0.1:25 inet n - n - - smtpd
		rewrite unix - - n - - trivial-rewrite
		proxymap unix - - n - - proxymap
		cleanup unix n - n - 0 cleanup
		anvil unix - - n - 1 anvil
		postlog unix-dgram n - n - 1 postlogd
	EOF
	cat - main.cf >etc/main.cf <<-EOF
		compatibility_level = 3.6
		queue_directory = $T/queue
		data_directory = $T/data
		maillog_file = $T/postfix.maillog
		maillog_file_prefixes = $T
		inet_interfaces = 127.0.0.1
		inet_protocols = all
		mydestination = example.net
		mynetworks = 127.0.0.1
		myhostname = mx.example.net
		local_recipient_maps =
		smtpd_authorized_xclient_hosts = 127.0.0.1
	EOF
	postfix -c "$T/etc" start-fg >&2 &
	wait_for perl -MIO::Socket::INET -e \
	    'exit !IO::Socket::INET->new("127.0.0.1:25")'
}
say() {
	perl smtp.pl 25 "$1"
}
stop() {
	postfix -c "$T/etc" stop >&2
	wait
}
END

if has postfix && [ -n "$apart" ]; then
	mkdir etc
	sed "s|/etc/postfix/|$T/etc/|" "$examples/postfix.cf" >main.cf
	cp "$examples/postfix-rbl_reply" etc/rbl_reply
	says postfix "its lists"
	sed "s|/var/lib/postfix/|$T/|" "$examples/postfix-tables.cf" >main.cf
	says postfix "its tables"
fi

exim=$(command -v exim4 || command -v exim || :)
cat >exim <<'END'
start() { :; }
say() {
	printf 'EHLO client.example\r\nMAIL FROM:<a@example.org>\r\n' >smtp
	printf 'RCPT TO:<b@example.net>\r\nQUIT\r\n' >>smtp
	"$exim" -C "$T/exim.conf" -bh "$1" <smtp 2>>exim.err | tr -d '\r' |
	    awk '/^[2-5][0-9][0-9]-/ { text = text substr($0, 5) " " }
		/^[2-5][0-9][0-9] / { n++ }
		n == 4 { print substr($0, 1, 4) text substr($0, 5); exit }
		/^[2-5][0-9][0-9] / { text = "" }'
}
stop() { :; }
END
if [ -z "$exim" ]; then
	skip "exim is not installed"
elif [ -n "$apart" ]; then
	{
		echo "primary_hostname = mx.example.net"
		echo "spool_directory = $T/spool"
		echo "log_file_path = $T/exim-%slog"
		echo "acl_smtp_rcpt = rcpt"
		echo "begin acl"
		echo "rcpt:"
		cat "$examples/exim.conf"
		echo "  accept"
	} >exim.conf
	export exim
	says exim "its ACL"
fi

# rules CLIENT: what SpamAssassin has found of a mail from there.
rules() {
	printf 'Received: from client.example ([%s]) by mx.example.net' "$1" \
	    >mail
	printf ' with SMTP id 1; Sat, 21 Nov 2026 12:00:00 +0000\n' >>mail
	printf 'From: a@example.org\nSubject: s\n\ntext\n' >>mail
	spamassassin -x -t -C "$T/rules" --siteconfigpath="$T/site" <mail \
	    2>>spamassassin.err | sed -n 's/^X-Spam-Found: //p'
}

# ask_lists LISTS: an rbldnsd on $port.
ask_lists() {
	run_rbldnsd "$port" -c 0 \
	    "rblplus.example.net:combined:$T/rblplus.$1" \
	    "qil.example.net:combined:$T/qil.$1" >rbldnsd.log 2>&1
	wait_for dig -p "$port" @127.0.0.1 +time=1 +tries=1 qil.example.net SOA
}

# ask_each LISTS COMMAND: what the command says of each client.
ask_each() {
	# shellcheck disable=SC2013
	for client in $(cat "clients.$1"); do
		echo "$client $("$2" "$client")"
	done
}

if has spamassassin; then
	mkdir rules site
	cp "$examples/spamassassin.cf" rules
	for plugin in Check DNSEval; do
		echo "loadplugin Mail::SpamAssassin::Plugin::$plugin"
	done >site/init.pre
	for lists in rbldnsd liar; do
		port=$(free_port)
		cat >site/local.cf <<-END
			dns_server [127.0.0.1]:$port
			dns_available yes
			util_rb_tld net example org
			add_header all Found _TESTS_
		END
		ask_lists $lists
		ask_each $lists rules >$lists.found
	done
	is "SpamAssassin says nothing" "$(cat spamassassin.err)" ""
	is "SpamAssassin: reads the mask, and the quick list" \
	    "$(cat rbldnsd.found)" "192.0.2.7 FEED_OPS,FEED_RSS
192.0.2.9 FEED_QIL
192.0.2.20 none
2001:db8::7 FEED_OPS
2001:db8::9 FEED_QIL
2001:db8::20 none"
	is "SpamAssassin: believes no liar" "$(cat liar.found)" \
	    "192.0.2.30 none
2001:db8::30 none"
fi

# action CLIENT: what rspamd does to a mail from there, and what it says.
action() {
	rspamc -h "127.0.0.1:$scan" --ip "$1" <mail 2>&1 |
	    sed -n 's/^Action: //p; s/^Message - smtp_message: //p' |
	    tr '\n' ' '
}

if has rspamd; then
	printf 'From: a@example.org\nSubject: s\n\ntext\n' >mail
	scan=$(free_port)
	for lists in rbldnsd liar; do
		port=$(free_port)
		cat >rspamd.conf <<-END
			options {
				filters = "";
				dns { nameserver = ["127.0.0.1:$port:1"]; }
				pidfile = "$T/rspamd.pid";
				tempdir = "$T";
			}
			logging { type = "console"; level = "error"; }
			worker "normal" {
				bind_socket = "127.0.0.1:$scan";
				count = 1;
			}
			modules { path = "/usr/share/rspamd/plugins"; }
			actions { reject = 15; }
			rbl { .include "$examples/rspamd-rbl.conf" }
			force_actions {
				.include "$examples/rspamd-force_actions.conf"
			}
		END
		ask_lists $lists
		run_bg rspamd -f -i -c "$T/rspamd.conf" --var DBDIR="$T" \
		    --var RUNDIR="$T" >rspamd.log 2>&1
		server=$!
		wait_for perl -MIO::Socket::INET -e \
		    'exit !IO::Socket::INET->new("127.0.0.1:'"$scan"'")'
		ask_each $lists action | sed 's/ *$//' >$lists.found
		kill $server
		wait $server
	done
	standing="reject 550 5.7.1 listed in rblplus.example.net"
	quick="soft reject 450 4.7.1 listed in qil.example.net for now"
	is "rspamd: 550 and 450" "$(cat rbldnsd.found)" "192.0.2.7 $standing
192.0.2.9 $quick
192.0.2.20 no action
2001:db8::7 $standing
2001:db8::9 $quick
2001:db8::20 no action"
	is "rspamd: believes no liar" "$(cat liar.found)" \
	    "192.0.2.30 no action
2001:db8::30 no action"
fi
done_testing
