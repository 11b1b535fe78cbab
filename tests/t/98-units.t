#!/bin/sh
# The programs in what their units leave them: system calls, families of
# sockets, memory, and of the file system what may be written; emulated, so far
# as that can be done without a service manager.
. tests/follow.sh
. tests/servers.sh

command -v systemd-analyze >/dev/null || skip_all "systemd is not installed"
[ "$(id -u)" -eq 0 ] || skip_all "only root can make what units do"
unshare --mount true 2>/dev/null || skip_all "no file system of its own here"
if ldd "$B/feedd" "$B/feedc" | grep -qE 'lib[a]san|libubsan'; then
	skip_all "built with what does more than the programs do"
fi

# set_of NAME: the calls in a set of systemd's, or the one of that name.
set_of() {
	case $1 in
	@*)
		for call in $(systemd-analyze --no-pager syscall-filter "$1" |
		    sed -n 's/^    \([^# ].*\)/\1/p'); do
			set_of "$call"
		done
		;;
	*) echo "$1" ;;
	esac
}

# calls_of UNIT: those that its lines allow, each line after the other.
calls_of() {
	: >"$T/calls"
	sed -n 's/^SystemCallFilter=//p' "$1" >"$T/filters"
	while read -r line; do
		for name in ${line#\~}; do set_of "$name"; done |
		    sort -u >"$T/of"
		case $line in
		\~*) comm -23 "$T/calls" "$T/of" >"$T/calls.new" ;;
		*) sort -u "$T/calls" "$T/of" >"$T/calls.new" ;;
		esac
		mv "$T/calls.new" "$T/calls"
	done <"$T/filters"
	cat "$T/calls"
}

# families_of UNIT: their numbers.
families_of() {
	sed -n 's/^RestrictAddressFamilies=//p' "$1" |
	    sed 's/AF_UNIX/1/; s/AF_INET6/10/; s/AF_INET/2/; s/ /,/g'
}

# The inside of the box: what may be written, then all else read-only.
cat >"$T/inside" <<'END'
while [ "$1" != -- ]; do
	mount --bind "$1" "$1"
	shift
done
shift
# shellcheck disable=SC2046
for at in / $(findmnt -rno TARGET | grep -vE '^/(proc|sys|dev)'); do
	keep=
	for path in $WRITES; do [ "$at" = "$path" ] && keep=yes; done
	[ -n "$keep" ] || mount -o remount,bind,ro "$at" 2>/dev/null
done
exec "$@"
END

# box UNIT WRITES COMMAND...: the command in what the unit leaves it.
box() {
	unit=$TOP/examples/systemd/$1.service
	WRITES=$2
	export WRITES
	shift 2
	calls_of "$unit" >"$T/$(basename "$unit").calls"
	network=
	! grep -q '^PrivateNetwork=yes' "$unit" || network=--net
	# shellcheck disable=SC2086
	set -- unshare --mount --propagation private $network sh "$T/inside" \
	    $WRITES -- setpriv --bounding-set=-all --inh-caps=-all \
	    --reuid=nobody --regid=nogroup --clear-groups \
	    "$B/tests/tool_unit" "$T/$(basename "$unit").calls" \
	    "$(families_of "$unit")" "$@"
	exec "$@"
}

chmod 755 "$T"
mkdir "$T/other"
chmod 777 "$T/other"
try() {
	(box "$@") 2>&1
}
like "outside nothing is written" \
    "$(try feedc "$T/other" sh -c "echo >'$T/none'")" \
    '[Rr]ead-only|[Pp]ermission'
is "what is allowed is" "$(try feedc "$T/other" \
    sh -c "echo yes >'$T/other/file' && cat '$T/other/file'")" yes
like "no call is made that is not allowed" \
    "$(try feedc "$T/other" chroot "$T/other" true)" 'not implemented'
like "no other sockets" "$(try feedc "$T/other" perl -MIO::Socket::INET \
    -e 'IO::Socket::INET->new(Proto => "udp") or die $!')" 'not implemented'

# feedc makes a feed, by the clock of today, and then of a day.
# put_hosts LAST WHEN: so many, seen then.
put_hosts() {
	hosts 1 "$1" | sed "s/ 2026.*/ $2/" | put rbl/traps/a.rec
	chown -R nobody "$spool"
}
today=$(date -u -d -1hour +%FT%TZ)
feed_site 'database rbl { interval = 2s }'
mkdir -p "$state" "$publish"
chown nobody "$state" "$publish" "$T/feed.key"
put_hosts 3000 "$today"
is_exit "feedc compiles in its unit" 0 try feedc "$state $publish" \
    "$feedc" compile -q -c "$conf"
(box feedc "$state $publish" "$feedc" run -q -c "$conf") \
    >>"$T/run.said" 2>&1 &
runs=$!
tap_pids="$tap_pids $runs"
before=$(published rbl)
put_hosts 3010 "$today"
is_newer() { [ "$(published rbl)" -gt "$before" ]; }
ok "and as a service" wait_for is_newer
kill "$runs"
wait "$runs"
is "  it ends well" "$?" 0
rm -rf "$state" "$publish"
mkdir "$state" "$publish"
chown nobody "$state" "$publish"
key root
roots 1 root
delegate rbl 1 feed
catalog 1 09:00:00 root
put_hosts 3000 2026-11-20T10:00:00Z
is_exit "and with a catalog" 0 try feedc "$state $publish" "$feedc" compile \
    -q -c "$conf" --now 2026-11-21T10:00:00Z

# feedd serves it.
port=$(free_port)
mkdir "$T/log"
chown nobody "$T/log"
cat >"$T/feedd.conf" <<END
listen = "127.0.0.1:$port"
tree = "$publish"
root = "$T/root.pub"
access-log = "$T/log/access.log"
END
(box feedd "$T/log" "$B/feedd" -c "$T/feedd.conf") 2>"$T/feedd.said" &
server=$!
tap_pids="$tap_pids $server"
url=http://127.0.0.1:$port
ok "feedd serves in its unit" wait_for curl -sf "$url/v1/rbl/head"
like "in its own sandbox, too" "$(grep Seccomp_filters \
    "/proc/$server/status")" '[[:space:]]2$'
ok "and looks addresses up" wait_for curl -sf "$url/v1/lookup/11.0.0.1"
ok "and tells figures" curl -sf "$url/metrics" -o "$T/metrics"
ok "and writes its log" wait_for test -s "$T/log/access.log"

# feedsub follows it, and runs a hook.
subscriber sub "\"$url\"" rbl
mkdir -p "$sub"
sed -i "s|file = .*rbl\"|& hook = \"date >$zones/hook\"|" "$subconf"
chown nobody "$sub" "$zones"
(box feedsub "$sub $zones" "$feedsub" --follow -c "$subconf" \
    --now 2026-11-21T10:00:10Z) >"$T/sub.said" 2>&1 &
service=$!
tap_pids="$tap_pids $service"
ok "feedsub follows in its unit" wait_for holds rbl
ok "and runs a hook" wait_for test -s "$zones/hook"
is_waited() { curl -s "$url/metrics" | grep -qx 'feedd_waiters 1'; }
ok "and waits" wait_for is_waited
kill "$service"
wait "$service"
is "  it ends well" "$?" 0
kill "$server"
wait "$server"
is "feedd ends well" "$?" 0
is "  with nothing to say" "$(cat "$T/feedd.said")" ""
done_testing
