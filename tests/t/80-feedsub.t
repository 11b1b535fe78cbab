#!/bin/sh
# A subscriber follows a feed over files, the web and rsync: first look, steps,
# heartbeats, far behind, another epoch; and as a service.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database dul {}' rbl dul
hosts 1 3000 | put rbl/traps/a.rec
echo "192.0.2.0/24 2026-11-20T10:00:00Z" | put dul/isp/a.rec
compile 10:00:00 -q

port=$(free_port)
nginx_conf web "$port" "$publish" >"$T/web.conf"
run_nginx web
ln -s "$publish" "$T/tree"
rsync_port=$(free_port)
rsyncd_conf outlet "$rsync_port" >"$T/outlet.conf"
rsyncd outlet

subscriber file "\"file://$publish\"" rbl dul
subscriber http "\"http://127.0.0.1:$port\"" rbl dul
subscriber rsync "\"rsync://127.0.0.1:$rsync_port/feed\"" rbl dul
ways='file http rsync'

# each NAME TIME PATTERN: all look; each says so and holds what is published.
each() {
	for way in $ways; do
		again "$way"
		is_exit "$1, $way" 0 follow "$2"
		like "  it says what it did" "$(grep '^rbl' "$T/out")" "$3"
		is "  and nothing else" "$(cat "$T/err")" ""
		ok "  rbl is held" holds rbl
		ok "  and dul" holds dul
	done
}

each "first look" 10:00:10 '3002 entries, \+3002 -0, .* bytes: a snapshot, '
each "the same again" 10:00:40 'serial 1795255200, 3002 entries, nothing new'
compile 10:01:00 -q
each "a heartbeat" 10:01:10 'nothing new'
is "its time is held" "$(sed -n 's/^time: //p' "$sub/example/rbl.head")" \
    2026-11-21T10:01:00Z
hosts 2 3010 | put rbl/traps/a.rec
compile 10:02:00 -q
each "a step" 10:02:10 ', \+10 -1, [0-9]+ bytes: 1 delta, from'
ok "it took fewer bytes than 1 of 20 of the snapshot" test "$(sed -n \
    's/.*, \([0-9]*\) bytes: 1 delta.*/\1/p' "$T/out")" -lt 150
for minute in 03 04 05 06 07; do
	hosts "$minute" "30$minute" | put rbl/traps/a.rec
	compile "10:$minute:00" -q
done
each "far behind" 10:07:10 '\+[0-9]+ -[0-9]+, [0-9]+ bytes: 5 deltas, from'
logged web "http://127.0.0.1:$port"
: >"$T/web.access"
again http
is_exit "one connection is enough" 0 follow 10:07:20
logged web "http://127.0.0.1:$port"
sed '$d' "$T/web.access" >"$T/access"
is "for all that it asks" "$(cut -d ' ' -f 1 "$T/access" | sort -u |
	wc -l)" 1
is "which is a catalog and two heads" \
    "$(cut -d ' ' -f 2,3 "$T/access" | sort)" \
    "GET /catalog
GET /dul/head
GET /rbl/head"

# Days behind: what the deltas come to is more than a snapshot.
hosts 2000 9000 | put rbl/traps/a.rec
"$feedc" accept -c "$conf" rbl change >/dev/null
compile 12:00:00 -q
hosts 1990 9100 | put rbl/traps/a.rec
compile 12:01:00 -q
each "the snapshot, where that is fewer bytes" 12:01:10 \
    'bytes: a snapshot( and 1 delta)?, from'

# A history begins anew.
sed -i 's/^database rbl {}/database rbl { epoch = 2 }/' "$conf"
roots 1 root
delegate rbl 2 feed
delegate dul 1 feed
catalog 2 12:02:00 root
compile 12:02:30 -q
each "another epoch" 12:02:40 'bytes: a snapshot, from'
is "it is held" "$(sed -n 's/^epoch: //p' "$sub/example/rbl.head")" 2

# Only one of them, and in other words.
is_exit "JSON" 0 follow 12:02:50 --json
is "tells the same" "$(jq -r '.[0].databases[] |
	"\(.name) \(.epoch) \(.serial) \(.entries) \(.holds)"' "$T/out")" \
    "rbl 2 $(published rbl) 7113 true
dul 1 $(published dul) 3 true"
is_exit "no such feed" 2 follow 12:02:50 --feed none
is_exit "quiet" 0 follow 12:02:50 -q
is "says nothing" "$(cat "$T/out" "$T/err")" ""

# What is held is damaged on disk: it comes anew, and nothing older.
again file
printf x | dd of="$sub/example/rbl.snap" bs=1 seek=100 conv=notrunc 2>"$T/dd"
is_exit "a damaged snapshot" 0 follow 12:03:00
like "comes again" "$(cat "$T/out")" '^rbl: .* a snapshot, from'
ok "and is held" holds rbl
rm "$sub/example/rbl.head"
is_exit "a lost head" 0 follow 12:03:10
ok "comes again" holds rbl
printf x | dd of="$sub/example/catalog" bs=1 seek=900 conv=notrunc 2>"$T/dd"
is_exit "a damaged catalog" 0 follow 12:03:20
ok "comes again" cmp "$sub/example/catalog" "$publish/catalog"

# A command line instead of a configuration.
is_exit "no configuration" 0 "$feedsub" --now 2026-11-21T12:03:30Z \
    -S "$T/place" -r "$T/root.pub" -s "file://$publish" \
    -o "cidr:$T/{db}.cidr" --origin '{db}.example' rbl
is "writes what was asked for" "$(grep -vc '^#' "$T/rbl.cidr")" 7111
# What is long is shown while it comes, on a terminal alone.
hosts 1 300000 | put rbl/traps/a.rec
"$feedc" accept -c "$conf" rbl change >"$T/accepted"
compile 12:05:00 -q
rm -rf "$sub"
script -qec "'$feedsub' -q -c '$subconf' --now 2026-11-21T12:05:10Z" \
    /dev/null >"$T/shown" </dev/null
like "a long snapshot is told of on a terminal" "$(cat -v "$T/shown")" \
    '0\.[0-9] MB from file://.*\^M\^\[\[K$'
ok "and held" holds rbl

is_exit "half a configuration" 2 "$feedsub" -r "$T/root.pub"
is_exit "both" 2 follow 12:03:30 -s "file://$publish"
done_testing
