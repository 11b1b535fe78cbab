#!/bin/sh
# Several feeds in one feedsub --follow: what one of them waits for, a server
# that is mute, a disk that does not answer or names that nobody resolves, keeps
# no other from its news, and nobody from ending it.
. tests/follow.sh
. tests/servers.sh

export ASAN_OPTIONS=detect_leaks=0
signed_site 'database rbl {}' rbl
hosts 1 100 | put rbl/traps/a.rec
compile 10:00:00 -q
cp -a "$publish" "$T/disk"

# feed NAME URL: describes one more feed in $subconf, which has more patience
# than this story.
feed() {
	cat >>"$subconf" <<-END
		feed $1 {
			root = { "$T/root.pub" }
			source = "$2"
			interval = 1s
			connect-timeout = 10m
			stall-timeout = 10m
			origin = "bl.example"
			database rbl { output rbldnsd { file = "$zones/$1" } }
		}
	END
}

# serve [COMMAND...]: starts a service: $service, or what it was started by.
serve() {
	run_bg "$@" "$feedsub" -c "$subconf" --follow \
	    --now 2026-11-21T10:00:10Z >>"$T/said" 2>>"$T/complaints"
	service=$!
}

# has FEED: it holds what is published.
has() {
	[ "$(sed -n 's/^serial: //p' "$sub/$1/rbl.head")" = "$(published rbl)" ]
}

ends() {
	kill "$service"
	wait "$service"
	is "  SIGTERM in the middle of it all" $? 0
}

# A server that takes requests and never answers.
run_mute

no_feeds mute
feed mute "http://127.0.0.1:$port"
feed good "file://$publish"
serve
ok "a server is asked, and mute" wait_for test -s "$T/came"
ok "the feed behind it comes" wait_for has good
hosts 1 110 | put rbl/traps/a.rec
compile 10:00:20 -q
ok "  and its news, while that is waited for" wait_for has good
is "  which is nobody's failure yet" "$(cat "$T/complaints")" ""
feed more "file://$publish"
rm "$T/came"
kill -HUP "$service"
ok "a reload waits for none of it" wait_for has more
ok "  and the mute one is asked anew" wait_for test -s "$T/came"
ends

# A file that is no file: nobody waits for a writer.
mkfifo "$T/fifo"
mkdir "$T/pipe"
mv "$T/fifo" "$T/pipe/catalog"
no_feeds pipes
feed pipes "file://$T/pipe"
is_exit "a pipe in place of a file" 20 follow 10:00:30
like "  is told" "$(cat "$T/err")" 'catalog: is not a regular file'

# A disk that does not answer: who opens the folder is held up by strace.
no_feeds far
feed far "file://$T/disk"
feed good "file://$publish"
serve strace -f -qq -o "$T/trace" -P "$T/disk" \
    -e inject=open,openat:delay_enter=1000000000:when=1
ok "a feed comes beside a disk that is asked" wait_for has good
hosts 1 120 | put rbl/traps/a.rec
compile 10:00:40 -q
ok "  and its news" wait_for has good
is "  and nothing of the far one" "$(ls "$zones")" good
far=$(pgrep -P "$service" feedsub)
kill -KILL "$service" "$far"

# A name server that hears and says nothing.
cat >"$T/dns" <<'END'
use IO::Socket::INET;
my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:53", Proto => "udp")
    or die;
open my $ready, ">", $ARGV[0];
close $ready;
while ($s->recv(my $question, 1000)) {
	open my $f, ">", $ARGV[1];
	print $f "came\n";
	close $f;
}
END
echo 'nameserver 127.0.0.1' >"$T/resolv.conf"
no_feeds nameless
feed nameless "http://nobody.example.org"
feed good "file://$publish"
if unshare -n -m sh -c "mount --bind '$T/resolv.conf' /etc/resolv.conf &&
    ip link set lo up" 2>"$T/why"; then
	cat >"$T/apart" <<-END
		mount --bind "$T/resolv.conf" /etc/resolv.conf
		ip link set lo up
		perl "$T/dns" "$T/dns.ready" "$T/dns.came" &
		while ! [ -e "$T/dns.ready" ]; do sleep 0.05; done
		"\$@"
		echo \$? >"$T/code"
		kill \$!
	END
	RES_OPTIONS='timeout:30 attempts:5' serve unshare -n -m sh "$T/apart"
	ok "a name server is asked, and mute" wait_for test -s "$T/dns.came"
	ok "  the feed beside it comes" wait_for has good
	pkill -P "$service" -f "^$feedsub"
	ok "  SIGTERM in the middle of it all" wait_for test -s "$T/code"
	is "  ends it well" "$(cat "$T/code")" 0
else
	skip "no namespaces here: $(head -n 1 "$T/why")"
fi
done_testing
