# The second half of tests/demo: subscribers follow what was published there.
# shellcheck shell=sh disable=SC2154

# show FILE: its text, indented, with the paths of a tutorial.
show() {
	sed "s|$T|/tmp/demo|g; s|^|    |" "$1"
}

# refused CODE COMMAND...: a command that has to fail so.
refused() {
	want=$1
	shift
	code=0
	"$@" || code=$?
	echo "exit code $code"
	[ "$code" -eq "$want" ] || {
		echo "         WRONG: must be $want"
		touch "$T/wrong"
	}
}

# subscribe URL STATE: a subscriber that has no configuration.
subscribe() {
	cat <<-END
		\$ feedsub --root /tmp/demo/root.pub --state /tmp/demo/$2 \\
		    --source $1 \\
		    --output rbldnsd:/tmp/demo/$2-{db} \\
		    --origin {db}.bl.example.net rbl rss
	END
	tidily "$B/feedsub" --root "$T/root.pub" --state "$T/$2" \
	    --source "$1" --output "rbldnsd:$T/$2-{db}" \
	    --origin "{db}.bl.example.net" rbl rss
}

# serves PORT PREFIX: an rbldnsd on what a subscriber writes.
serves() {
	zones=
	for db in rbl rss; do
		zones="$zones $db.bl.example.net:combined:$2-$db"
	done
	# shellcheck disable=SC2086
	run_rbldnsd "$1" -c 1 -w "$T" $zones >"$T/$2.log" 2>&1
	wait_for dig +time=1 +tries=1 -p "$1" @127.0.0.1 rbl.bl.example.net SOA
}

# both ADDRESS WANT: what both subscribers' servers say of rss.
both() {
	for port in "$dns1" "$dns2"; do
		wait_for is_answer "$1" "$2" || :
		ask rss "$1" "$2"
	done
}

is_answer() {
	answer=$(dig +short -p "$port" @127.0.0.1 \
	    "$(reversed "$1").rss.bl.example.net" A)
	[ "${answer:--}" = "$2" ]
}

step "Roots: whom subscribers believe, offline, apart from the key that signs"
run "$B/feedkey" generate --no-passphrase -s "$T/root.key" -p "$T/root.pub"
{
	printf 'valid-for = 90d\nthreshold = 1\nroot = { %s }\n' "$T/root.pub"
	for db in rbl dul rss ops nml qil rblplus; do
		printf 'database %s {\n  interval = 5m\n  key %s {' $db \
		    "$T/feed.pub"
		printf '\n    from = %s\n    until = %s\n  }\n}\n' \
		    "$(stamp 86400)" "$(stamp -8640000)"
	done
} >"$T/catalog.conf"
sed 10q "$T/catalog.conf" >"$T/catalog.part"
show "$T/catalog.part"
echo "    and so on"
run "$B/feedkey" catalog make "$T/catalog.conf" -o "$T/catalog"
run "$B/feedkey" catalog sign -s "$T/root.key" "$T/catalog"
run "$B/feedc" catalog -c "$T/feedmill.conf" "$T/catalog"

step "A web server: a stock nginx serves the tree as files"
web=$(free_port)
mkdir -p "$T/lies"
chmod -R a+rX "$T/tree" "$T/lies"
chmod 755 "$T"
nginx_conf nginx "$web" "$T/tree" \
    "location /lies/ { root $T; }" >"$T/nginx.conf"
run_nginx nginx
echo "http://127.0.0.1:$web serves /tmp/demo/tree"

step "Subscribe: a root key and a URL in, answers out"
subscribe "http://127.0.0.1:$web" one

step "And one with a configuration, over rsync"
cat >"$T/feedsub.conf" <<END
state = "$T/two"
feed example {
	root = "$T/root.pub"
	source = "rsync://127.0.0.1:$outlet/feed"
	origin = "bl.example.net"
	database rbl {
		output rbldnsd { file = "$T/two-rbl" }
	}
	database rss {
		output rbldnsd {
			file = "$T/two-rss"
			hook = 'echo \$FEEDSUB_DB \$FEEDSUB_SERIAL >>$T/ran'
		}
	}
}
END
show "$T/feedsub.conf"
run "$B/feedsub" -c "$T/feedsub.conf"
run cat "$T/ran"
run "$B/feedsub" status -c "$T/feedsub.conf"

step "Their stock resolvers answer"
dns1=$(free_port)
serves "$dns1" one
dns2=$(free_port)
serves "$dns2" two
echo "-- that of each: 192.0.2.240 is an open relay"
both 192.0.2.240 127.0.0.2
both 192.0.2.241 -

step "News: that relay is closed, another one is found"
old=$(mktemp -d "$T/old.XXXXXX")
cp -R "$T/tree/." "$old"
echo "192.0.2.241  $(stamp 60)" >"$T/records/rss/demo/hosts.rec"
run rsync -rt --delete "$T/records/rss/demo/" \
    "rsync://demo@127.0.0.1:$intake/rss-demo/"
wait_for sh -c "[ \$(date +%s) -gt $(date +%s) ]"
run "$B/feedc" compile -c "$T/feedmill.conf" rss
chmod -R a+rX "$T/tree"
snap=$(find "$T/tree/rss/snapshot" -name '*.snap' -printf '%s\n' | tail -n 1)
delta=$(find "$T/tree/rss/delta" -type f -printf '%f %s\n' | sort | tail -n 1)
echo "the whole set is ${snap:-of} bytes, the step to it ${delta##* } bytes"
subscribe "http://127.0.0.1:$web" one
run "$B/feedsub" -c "$T/feedsub.conf"
run cat "$T/ran"
both 192.0.2.240 -
both 192.0.2.241 127.0.0.2
run "$B/feedsub" lookup -c "$T/feedsub.conf" 192.0.2.241

step "A mirror that lies: it says that fewer are listed"
cp -R "$T/tree" "$T/lies/altered"
sed -i 's/^entries: .*/entries: 1/' "$T/lies/altered/rss/head"
refused 5 subscribe "http://127.0.0.1:$web/lies/altered" one

step "One that hides the news: it plays back what was true before"
cp -R "$old" "$T/lies/replayed"
chmod -R a+rX "$T/lies"
refused 10 subscribe "http://127.0.0.1:$web/lies/replayed" one

step "One that swaps what was signed for something else"
cp -R "$T/tree" "$T/lies/swapped"
for object in "$T"/lies/swapped/rss/snapshot/*.snap; do
	printf X | dd of="$object" bs=1 seek=60 conv=notrunc status=none
done
chmod -R a+rX "$T/lies"
refused 19 subscribe "http://127.0.0.1:$web/lies/swapped" three

step "Nobody was fooled: the last good state is in service"
both 192.0.2.241 127.0.0.2
run "$B/feedsub" verify -c "$T/feedsub.conf"
run minisign -Vq -p "$T/feed.pub" -m "$T/two/example/rss.snap" ||
    touch "$T/wrong"
