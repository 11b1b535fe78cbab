#!/bin/sh
# feedsub --follow while somebody is waited for: a source that never answers or
# a hook that takes its time keeps nothing from ageing, and nobody from ending
# it.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database qil {}' rbl qil
hosts 1 100 | put rbl/traps/a.rec
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
compile 10:00:00 -q

# feed NAME URL DATABASE [HOOK]: describes one more feed in $subconf.
feed() {
	cat >>"$subconf" <<-END
		feed $1 {
			root = { "$T/root.pub" }
			source = "$2"
			origin = "bl.example"
			stall-timeout = 10m
			timeout = 10m
			hook = "${4:-true}"
			database $3 { output rbldnsd {
				file = "$zones/$1"
				hook-timeout = 10m
			} }
		}
	END
}

# begin: a subscriber's configuration, without feeds.
begin() {
	sub=$T/sub
	zones=$T/zones
	subconf=$T/sub.conf
	mkdir -p "$zones"
	echo "state = \"$sub\"" >"$subconf"
}

# ends_soon NAME: SIGTERM does it.
ends_soon() {
	start=$(date +%s)
	follow_off
	is "$1: its exit code" $? 0
	ok "$1: before what is waited for" \
	    test $(($(date +%s) - start)) -lt 200
}

# aged NAME: the quick list's entry is gone from its file, which is there.
aged() {
	[ -s "$zones/$1" ] && ! grep -qx 192.0.2.1 "$zones/$1"
}

begin
feed mute "file://$publish" qil
feed good "file://$publish" qil
ok "two feeds of the same" follow 10:00:10 -q
ok "which have an entry until 10:05" grep -qx 192.0.2.1 "$zones/mute" \
    "$zones/good"
cp -a "$sub" "$T/sub.before"
cp -a "$zones" "$T/zones.before"

# A server that never answers.
run_mute
begin
feed mute "http://127.0.0.1:$port" qil
feed good "file://$publish" qil
follow_on 10:04:59
ok "one source is mute" wait_for test -s "$T/came"
ok "the other feed ages" wait_for aged good
ok "and its own one, too" wait_for aged mute
ends_soon "SIGTERM in the middle of that look"
ok "is no failure of it" sh -c "! grep -q topped '$sub/status.json' \
    '$T/complaints'"

# After a pause nothing is served that has ended.
rm -rf "$sub" "$zones" "$T/came"
cp -a "$T/sub.before" "$sub"
cp -a "$T/zones.before" "$zones"
follow_on 10:06:00
ok "ended while nothing ran: gone" wait_for aged mute
ok "from both" wait_for aged good
ok "whatever the look comes to" wait_for test -s "$T/came"
ends_soon "SIGTERM then"

# A hook that takes its time.
rm -rf "$sub" "$zones"
cp -a "$T/sub.before" "$sub"
cp -a "$T/zones.before" "$zones"
begin
feed slow "file://$publish" rbl "echo \$\$ >$T/hooked; exec sleep 1000"
feed good "file://$publish" qil
follow_on 10:04:59
ok "a hook runs" wait_for test -s "$T/hooked"
ok "and the other feed ages" wait_for aged good
ok "meanwhile" kill -0 "$(cat "$T/hooked")"
ends_soon "SIGTERM in the middle of a hook"
ok "and the hook has ended" sh -c "! kill -0 $(cat "$T/hooked") 2>&-"
begin
feed slow "file://$publish" rbl "echo again >$T/hooked"
follow 10:06:30 -q
is "it is yet to run" "$(cat "$T/hooked")" again
done_testing
