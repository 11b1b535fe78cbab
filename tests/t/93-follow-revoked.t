#!/bin/sh
# Whoever waits at feedd is told of a revoked key by the next head: that is by
# one it does not know, and so the catalog is looked at before its time.
. tests/follow.sh
. tests/servers.sh

feed_site 'database rbl {}'
key root
roots 1 root
delegate rbl 1 feed
catalog 1 09:00:00 root
hosts 1 100 | put rbl/traps/a.rec
compile 10:00:00 -q

port=$(free_port)
cat >"$T/feedd.conf" <<-END
	listen = "127.0.0.1:$port"
	tree = "$publish"
	root = "$T/root.pub"
	status = "127.0.0.1"
END
run_bg "$B/feedd" -c "$T/feedd.conf" 2>"$T/feedd.said"
waits() {
	curl -s "http://127.0.0.1:$port/metrics" | grep -qx "feedd_waiters $1"
}
subscriber sub "\"http://127.0.0.1:$port\"" rbl
wait_for curl -s "http://127.0.0.1:$port/healthz"
run_bg "$feedsub" -c "$subconf" --follow --now 2026-11-21T10:00:05Z \
    >"$T/said" 2>"$T/complaints"
service=$!
ok "a request is held" wait_for waits 1

cp -p "$T/feed.key" "$T/thief.key"
"$feedkey" generate --force --no-passphrase -s "$T/feed.key" -p "$T/feed.pub" \
    >>"$T/generate"
roots 1 root
delegate rbl 1 feed
catalog 2 10:00:20 root
"$feedc" accept -c "$conf" rbl key
hosts 1 110 | put rbl/traps/a.rec
compile 10:00:30 -q
ok "a head by a new key comes with its catalog" wait_for holds rbl
ok "  and the next one is waited for" wait_for waits 1
is "  without complaint" "$(cat "$T/complaints")" ""
like "  the catalog is the new one" "$(cat "$sub/example/catalog")" \
    '^version: 2$'

# What the old key signs is not believed any more, wherever it comes from.
{ text_of "$publish/rbl/head" | sed 's/10:00:30Z/10:00:31Z/'; } |
    forge thief >"$T/stolen"
cp -a "$publish" "$T/mirror"
cp "$T/stolen" "$T/mirror/rbl/head"
kill "$service"
wait "$service"
is "it ends well" $? 0
sed -i "s|http://127.0.0.1:$port|file://$T/mirror|" "$subconf"
is_exit "a head by the revoked key" 17 follow 10:00:50
done_testing
