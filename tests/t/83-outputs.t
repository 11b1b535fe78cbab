#!/bin/sh
# What a subscriber's files are to those who load them: a real rbldnsd goes on
# answering whatever happens to them, and hooks run until they succeed.
. tests/follow.sh
. tests/servers.sh

# ago SECONDS: that time of the real clock, which rbldnsd goes by.
ago() {
	date -u -d "@$(($(date +%s) - $1))" +%Y-%m-%dT%H:%M:%SZ
}

# look [ARG...]: feedsub; as root nothing would be forbidden to it.
look() {
	run update "$@"
}

run() {
	command=$1
	shift
	set -- "$command" -c "$subconf" "$@"
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups \
		    "$feedsub" "$@"
	else
		"$feedsub" "$@"
	fi
}

# records ADDRESS...: what is listed from now on, published.
records() {
	for address in "$@"; do
		echo "$address $(ago 3600)"
	done | put rbl/a/all.rec
	"$feedc" compile -q -c "$conf"
}

# configured OUTPUT...: the subscriber's configuration, with what its outputs
# are to have besides.
configured() {
	sed "s|HOOK|${1:-true}|" >"$subconf" <<-END
		state = "$sub"
		feed example {
			root = "$T/root.pub"
			source = "file://$publish"
			origin = "bl.example"
			hook = 'HOOK'
			database rbl {
				output rbldnsd {
					file = "$zones/rbl"
					hook-timeout = ${hook_seconds:-60}s
				}
				${2:-}
			}
		}
	END
}

# answer ADDRESS: what rbldnsd says.
answer() {
	dig +short +time=5 +tries=2 -p "$port" @127.0.0.1 \
	    "$(echo "$1" | awk -F. '{ print $4 "." $3 "." $2 "." $1 }').$zone" A
}

answers() {
	[ "$(answer "$1")" = "$2" ]
}

zone=rbl.bl.example
zones=$T/zones
sub=$T/sub
subconf=$T/feedsub.conf
mkdir "$zones" "$sub"
chmod 755 "$T"
[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$zones" "$sub"
feed_site 'database rbl { change = none }'
key root
chmod 644 "$T/root.pub"
cat >"$T/catalog.conf" <<END
valid-for = 90d
root = { "$T/root.pub" }
threshold = 1
database rbl { interval = 60s
	key "$T/feed.pub" { from = $(ago 86400) until = $(ago -8640000) } }
END
records 192.0.2.7 192.0.2.8
mkdir -p "$publish"
"$feedkey" catalog make -o "$T/catalog.new" "$T/catalog.conf" >"$T/generate"
"$feedkey" catalog sign -s "$T/root.key" "$T/catalog.new" >"$T/generate"
cp "$T/catalog.new" "$publish/catalog.1"
cp "$T/catalog.new" "$publish/catalog"

# The first look, and a server on what it wrote.
configured "echo \$FEEDSUB_FEED \$FEEDSUB_DB \$FEEDSUB_FORMAT >>$sub/ran"
umask 077
is_exit "the first look" 0 look
umask 022
is "its file can be read by a server" "$(stat -c %a "$zones/rbl")" 644
is "the hook has run" "$(cat "$sub/ran")" "example rbl rbldnsd"
port=$(free_port)
run_rbldnsd "$port" -c 1 -w / "$zone:combined:$zones/rbl" >"$T/rbldnsd" 2>&1
wait_for answers 192.0.2.7 127.0.0.2
is "a listed address is answered" "$(answer 192.0.2.7)" 127.0.0.2
is "another one is not" "$(answer 192.0.2.9)" ""

# A second look without news: nothing is written, no hook runs.
before=$(stat -c %i "$zones/rbl")
is_exit "a look without news" 0 look
is "leaves the file" "$(stat -c %i "$zones/rbl")" "$before"
is "and runs no hook" "$(wc -l <"$sub/ran")" 1

sleep_past_second() {
	wait_for sh -c "[ \$(date +%s) -gt $(date +%s) ]"
}

# A removal and a new listing.
sleep_past_second
records 192.0.2.7 192.0.2.9
is_exit "a look with news" 0 look
ok "rbldnsd answers for what is new" wait_for answers 192.0.2.9 127.0.0.2
ok "and no more for what was removed" wait_for answers 192.0.2.8 ""
is "the hook has run again" "$(wc -l <"$sub/ran")" 2

# Somebody else at the file.
rm "$zones/rbl"
is_exit "a look after the file was removed" 0 look
ok "puts it back" test -s "$zones/rbl"
is_exit "verify finds it right" 0 run verify
echo '192.0.2.66' >>"$zones/rbl" 2>"$T/denied" ||
    skip "the file belongs to another user"
is_exit "verify finds a file that was changed" 19 run verify
like "and says so" "$(cat "$T/err")" "zones/rbl: was changed by others"
is_exit "a look" 0 look
ok "puts it right" sh -c "! grep 192.0.2.66 '$zones/rbl'"

# Hooks that fail and that hang.
configured "echo no such zone; test -e $sub/fixed"
sleep_past_second
records 192.0.2.7 192.0.2.10
is_exit "a hook that fails is a failure" 21 look
like "which is told with its last line" "$(cat "$T/err")" \
    'hook ".*" exited with 1: no such zone'
ok "but the file is there" wait_for answers 192.0.2.10 127.0.0.2
is_exit "it runs again at the next look" 21 look
run status >"$T/status"
like "and status tells" "$(cat "$T/status")" 'failed .* ago: .*no such zone'
: >"$sub/fixed"
is_exit "until it succeeds" 0 look
rm "$sub/fixed"
is_exit "and then no more" 0 look
hook_seconds=3
configured "echo \$\$ >$sub/pid; sleep 1000"
hook_seconds=
sleep_past_second
records 192.0.2.7 192.0.2.11
is_exit "a hook that hangs is ended" 21 look
like "which is told" "$(cat "$T/err")" 'took more than 3 s and was ended'
is_exit "and nothing of it is left" 1 pgrep -r R,S,D -g "$(cat "$sub/pid")"
ok "the file is there all the same" wait_for answers 192.0.2.11 127.0.0.2

# A folder that cannot be written to.
configured true
look -q
chmod 555 "$zones"
[ "$(id -u)" -ne 0 ] || chown 0:0 "$zones"
sleep_past_second
records 192.0.2.7 192.0.2.12
is_exit "a folder that is read-only is a failure" 1 look
like "which is told" "$(cat "$T/err")" 'zones/rbl: Permission denied'
is "what was there goes on being answered" "$(answer 192.0.2.11)" 127.0.0.2
chmod 755 "$zones"
[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$zones"
is_exit "and the next look writes" 0 look
ok "what is new" wait_for answers 192.0.2.12 127.0.0.2

# A disk that fills up.
mkdir "$T/full"
if mount -t tmpfs -o size=16k,mode=777 none "$T/full" 2>"$T/mount"; then
	configured true "output bind { file = \"$T/full/rbl\" }"
	is_exit "a small file fits a small disk" 0 look
	small=$(cat "$T/full/rbl")
	sleep_past_second
	# shellcheck disable=SC2046
	records $(seq -f 198.51.100.%.0f 1 254) $(seq -f 203.0.113.%.0f 1 2 253)
	is_exit "a larger one does not" 1 look
	like "which is told" "$(cat "$T/err")" 'full/rbl: No space left on dev'
	is "what was there stays" "$(cat "$T/full/rbl")" "$small"
	is "and nothing else" "$(find "$T/full" -type f)" "$T/full/rbl"
	ok "the other file is written" wait_for answers 203.0.113.9 127.0.0.2
	mount -o remount,size=1m "$T/full"
	is_exit "with more room" 0 look
	like "it is written, too" "$(cat "$T/full/rbl")" '198\.51\.100'
	umount "$T/full"
else
	skip "no small disk can be mounted here"
fi

# Past valid-until: 4 days for this database.
configured true
sleep_past_second
records 192.0.2.7 192.0.2.13
look -q
later=$(ago -400000)
is_exit "past valid-until a look fails" 7 look --now "$later"
is "and leaves the test entries" "$(grep '^[0-9]' "$zones/rbl" | tr '\n' ' ')" \
    "127.0.0.2 0:0:0:0:0:ffff:7f00:2 "
is_exit "as status tells" 2 run status --now "$later"
is_exit "and a monitoring check" 2 run status --check --now "$later"
like "in one line" "$(cat "$T/out")" \
    '^FEEDSUB CRITICAL: 0 of 1 .*example/rbl is past valid-until by '
sed -i 's/origin =/stale = keep origin =/' "$subconf"
is_exit "kept by configuration, whatever comes of a look" 20 look --now "$later"
like "it is all there" "$(cat "$zones/rbl")" '^192\.0\.2\.13$'
like "with no end to it" "$(cat "$zones/rbl")" \
    '^\$TIMESTAMP [0-9:-]*$'
done_testing
