#!/bin/sh
# Several feeds wait at one feedd, which gives each what its token lets it
# have; a feedd that lags behind another; entries that end and hooks that run
# while a request is held; and SIGTERM beside SIGHUP.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database qil {} database dul {}' rbl qil dul
hosts 1 3000 | put rbl/traps/a.rec
hosts 1 9 | put dul/traps/a.rec
echo '192.0.2.1 2026-11-21T09:59:30Z' | put qil/traps/a.rec
compile 10:00:00 -q

# feedd NAME TREE [TEXT]: starts one of a tree on its port; its pid is in
# $T/NAME.feedd.
feedd() {
	[ -s "$T/$1.port" ] || free_port >"$T/$1.port"
	cat >"$T/$1.feedd.conf" <<-END
		listen = "127.0.0.1:$(cat "$T/$1.port")"
		tree = "$2"
		root = "$T/root.pub"
		status = "127.0.0.1"
		${3:-}
	END
	run_bg "$B/feedd" -c "$T/$1.feedd.conf" 2>>"$T/$1.feedd.said"
	echo $! >"$T/$1.feedd"
	wait_for curl -s "$(url "$1")/healthz"
}

url() {
	echo "http://127.0.0.1:$(cat "$T/$1.port")"
}

# waits NAME NUMBER: so many are parked there.
waits() {
	curl -s "$(url "$1")/metrics" | grep -qx "feedd_waiters $2"
}

# token NAME: makes one, $T/NAME.token, and its line in $T/NAME.line.
token() {
	"$feedkey" token >"$T/made"
	(umask 077 && head -n 1 "$T/made" >"$T/$1.token")
	tail -n +2 "$T/made" >"$T/$1.line"
}

# feed NAME SOURCES DATABASE HOOK [TEXT]: describes one more in $subconf.
feed() {
	cat >>"$subconf" <<-END
		feed $1 {
			root = { "$T/root.pub" }
			source = { $2 }
			origin = "bl.example"
			hook = "$4"
			${5:-}
			database $3 { output rbldnsd { file = "$zones/$1" } }
		}
	END
}

# has FEED DATABASE: it holds what is published.
has_newest() {
	[ "$(sed -n 's/^serial: //p' "$sub/$1/$2.head")" = \
	    "$(published "$2")" ]
}

# Tokens: who may have what.
for n in gold house poor; do token "$n"; done
feedd one "$publish" "access gold { $(cat "$T/gold.line")
	database = { rbl, qil } }
access house { $(cat "$T/house.line")
	database = dul }
access poor { $(cat "$T/poor.line")
	database = dul }"
by() {
	echo "access \"$(url one)\" { token-file = \"$T/$1.token\" }"
}
no_feeds tokens
feed a "\"$(url one)\"" rbl true "$(by gold)"
feed b "\"$(url one)\"" qil "echo \$FEEDSUB_DB >>$T/hooked" "$(by gold)"
feed c "\"$(url one)\"" dul true "$(by house)"
follow_on 10:00:05
ok "three feeds wait at one feedd" wait_for waits one 3
ok "each with its own" test -s "$zones/a" -a -s "$zones/b" -a -s "$zones/c"
is "and without complaint" "$(cat "$T/complaints")" ""
hosts 1 3010 | put rbl/traps/a.rec
hosts 1 12 | put dul/traps/a.rec
compile 10:00:10 -q
ok "what is published is there" wait_for has_newest a rbl
ok "for each of them" wait_for has_newest c dul
ok "and all wait again" wait_for waits one 3
follow_off
ok "none after it ended" wait_for waits one 0

no_feeds refused
feed a "\"$(url one)\"" rbl true "$(by poor)"
is_exit "a database that a token is not for" 22 follow 10:00:12
like "is told so" "$(cat "$T/err")" "$(url one): .*403"
no_feeds nobody
feed a "\"$(url one)\"" rbl true
is_exit "without a token nothing is had" 22 follow 10:00:12
like "which is told" "$(cat "$T/err")" "$(url one): .*401"
no_feeds wrong
printf 'fmt_%040d\n' 0 >"$T/wrong.token"
chmod 600 "$T/wrong.token"
feed a "\"$(url one)\"" rbl true "$(by wrong)"
is_exit "nor with a wrong one" 22 follow 10:00:12

# What ends while a request is held leaves its file, and its hook runs.
no_feeds tokens
rm -rf "$sub" "$zones" "$T/hooked"
mkdir "$zones"
feed b "\"$(url one)\"" qil "echo ran >>$T/hooked" "$(by gold)"
follow 10:00:15 -q
ok "an entry until 10:05" grep -qx 192.0.2.1 "$zones/b"
rm "$T/hooked"
follow_on 10:04:57
ok "a request is held" wait_for waits one 1
aged() { [ -s "$zones/b" ] && ! grep -qx 192.0.2.1 "$zones/b"; }
ok "the entry ends meanwhile" wait_for aged
ok "and the hook runs" wait_for test -s "$T/hooked"
ok "while the request is held" wait_for waits one 1
follow_off

# One that lags behind: what it tells is older than what is held.
cp -a "$publish" "$T/lagging"
hosts 1 3020 | put rbl/traps/a.rec
compile 10:05:30 -q
feedd two "$publish"
feedd lag "$T/lagging"
no_feeds lag
feed a "\"$(url two)\", \"$(url lag)\"" rbl true
follow_on 10:05:35
ok "it waits at the first" wait_for waits two 1
has_newest a rbl && newest=yes
is "with the newest" "$newest" yes
kill -KILL "$(cat "$T/two.feedd")"
ok "the first is gone" wait_for grep -q "$(url two): .*onnect" "$T/complaints"
asked_lag() {
	curl -s "$(url lag)/metrics" |
	    grep -q '^feedd_requests_total{path="[a-z]*",status="[0-9]*"} [1-9]'
}
ok "one that lags is asked" wait_for asked_lag
has_newest a rbl || newest=no
is "nothing goes back" "$newest" yes
hosts 1 3030 | put rbl/traps/a.rec
compile 10:05:40 -q
rsync -a "$publish/" "$T/lagging/"
lag_has_it() {
	curl -s "$(url lag)/v1/rbl/head" | cmp - "$publish/rbl/head"
}
ok "it has what is new" wait_for lag_has_it
kill -USR1 "$service"
ok "and then so have we" wait_for has_newest a rbl
is "it is called old at the most" "$(grep -v onnect "$T/complaints" |
    grep -vc 'is before .*, which was seen already')" 0
follow_off

# SIGTERM in the middle of a reload: the old ones go and no new ones come.
feedd two "$publish"
no_feeds reload
for n in a b c d; do feed $n "\"$(url two)\"" rbl true; done
follow_on 10:05:50
ok "four wait" wait_for waits two 4
for n in e f g h; do feed $n "\"$(url two)\"" rbl true; done
kill -HUP "$service"
kill -TERM "$service"
wait "$service"
is "SIGTERM behind SIGHUP ends it" $? 0
ok "with nobody left waiting" wait_for waits two 0
is_exit "and the state is free, and whole" 0 follow 10:05:55 -q
follow_on 10:06:00
ok "eight wait" wait_for waits two 8
sed -i '/^feed h/,$d' "$subconf"
kill -HUP "$service"
ok "one less after a reload" wait_for waits two 7
kill -HUP "$service"
ok "one that changes nothing" wait_for waits two 7
follow_off
done_testing
