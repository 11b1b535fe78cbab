#!/bin/sh
# What is done to a subscriber by mirrors, thieves of keys, and clocks.  Each
# is refused by its own exit code and message, and what is held stays in
# service, with its zones.
. tests/follow.sh
. tests/servers.sh

signed_site 'database rbl {} database dul {}' rbl dul
key other
echo "192.0.2.0/24 2026-11-20T10:00:00Z" | put dul/isp/a.rec
at() {
	hosts "$1" "300$1" | put rbl/traps/a.rec
	echo "198.51.100.$1 2026-11-20T10:00:00Z" | put dul/isp/b.rec
	compile "10:$1:00" -q
	rm -rf "$T/tree.$1"
	cp -a "$publish" "$T/tree.$1"
}
at 10
at 11
mirror=$T/mirror
subscriber sub "\"file://$mirror\"" rbl dul
cp -a "$T/tree.11" "$mirror"
follow 10:11:10 -q
at 12
at 13
cp -a "$sub" "$T/sub.held"
cp -a "$zones" "$T/zones.held"
all_held rbl >"$T/held"

# victim MINUTE: what is held is as of 10:11, and the mirror has what was
# published in that minute, to be spoilt.
victim() {
	rm -rf "$sub" "$zones" "$mirror"
	cp -a "$T/sub.held" "$sub"
	cp -a "$T/zones.held" "$zones"
	cp -a "$T/tree.$1" "$mirror"
}

# refused NAME CODE PATTERN [TIME]: a look fails so, and nothing changes.
refused() {
	is_exit "$1" "$2" follow "${4:-10:13:10}"
	like "  told as such" "$(cat "$T/err")" "$3"
	like "  what is held stays" "$(cat "$T/out")" '^rbl: .*, still in'
	is "  with its zones" "$(all_held rbl | diff "$T/held" -)" ""
}

# taken NAME PATTERN [TIME]: a look succeeds, and it says so.
taken() {
	is_exit "$1" 0 follow "${3:-10:13:10}"
	like "  as" "$(cat "$T/out" "$T/err")" "$2"
}

# object FOLDER SERIALS [DATABASE]: the path of an object in the mirror.
object() {
	find "$mirror/${3:-rbl}/$1" -name "$2.*" ! -name '*.minisig'
}

# spoil FILE: as many bytes, but others.
spoil() {
	size=$(stat -c %s "$1")
	head -c "$size" /dev/zero >"$1.new"
	mv "$1.new" "$1"
}

serial() {
	date -u -d "2026-11-21T10:$1:00Z" +%s
}

# line NAME TEXT: a sed command that replaces a line of a head.
line() {
	printf 's|^%s: .*|%s: %s|;' "$1" "$1" "$2"
}

# rewrite DATABASE KEY SED: a head as the mirror has it, changed and signed.
rewrite() {
	text_of "$mirror/$1/head" | sed "$3" | forge "$2" >"$T/rewritten" &&
		mv "$T/rewritten" "$mirror/$1/head"
}

# head_of NAME: what a line of the mirror's head of rbl says.
head_of() {
	sed -n "s/^$1: //p" "$mirror/rbl/head"
}

index_hash() {
	head_of index | cut -d ' ' -f 2
}

# index_of: the mirror's index of rbl.
index_of() {
	cat "$(object index "$(head_of serial)")"
}

# with_index SED: the thief of the key changes the index.
with_index() {
	index_of | sed "$1" >"$T/index"
	rm "$mirror"/rbl/index/"$(head_of serial)".*
	cp "$T/index" "$mirror/rbl/index/$(head_of serial).$(is_of "$T/index" |
		sed 's/.* \(........\).*/\1/')"
	rewrite rbl feed "$(line index "$(is_of "$T/index")")"
}

# offer FILE: the thief of the key offers it as the snapshot of the head.
offer() {
	offered=$(is_of "$1")
	cp "$1" "$mirror/rbl/snapshot/$(head_of serial).$(echo "$offered" |
		sed 's/.* \(........\).*/\1/').snap"
	with_index "/^delta: /d; $(line snapshot "$(head_of serial) $offered")"
	rewrite rbl feed "$(line snapshot "$offered")/^delta: /d"
}

# newer_snapshot: the mirror's index has one of the head's own serial.
newer_snapshot() {
	cp "$T/snap.13" "$mirror/rbl/snapshot/$(head_of serial).$(is_of \
	    "$T/snap.13" | sed 's/.* \(........\).*/\1/').snap"
	with_index "$(line snapshot "$(serial 13) $(is_of "$T/snap.13")")"
}

# bomb BYTES: a snapshot of rbl that says it has 2^27 + 1 entries.
bomb() {
	perl -e 'print "\xfeeed\r\n\x1a\n\1\1\3rbl", pack("VVCC", 1, $ARGV[0],
	    0, 0), "\x81\x80\x80\x40", "\xff" x 4, "\0" x $ARGV[1]' \
	    "$(head_of serial)" "$1"
}

# resigned KEY: the sed command for a head whose snapshot that key signed.
resigned() {
	cp "$T/snap.13" "$T/resigned"
	"$feedkey" sign -c resigned -s "$T/$1.key" "$T/resigned" \
	    >>"$T/generate"
	line signature "$(sed -n 2p "$T/resigned.minisig")"
	line comment resigned
	line global "$(sed -n 4p "$T/resigned.minisig")"
}

# legacy FILE: signed by the feed's key over the bytes, not over their hash.
legacy() {
	minisign -S -l -s "$T/feed.key" -m "$1" -x "$T/legacy" </dev/null \
	    >>"$T/generate" 2>&1
	cat "$T/legacy" "$1"
}

# lists_nothing NAME TIME: no more does the zone, nor is it said that it did.
lists_nothing() {
	is "$1" "$(grep -c ^11 "$zones/rbl")" 0
	said=$("$feedsub" status -c "$subconf" --now "$2")
	like "  which is known" "$said" '^example *rbl *stale '
}

# holds_mirror DATABASE: as holds, of the mirror.
holds_mirror() {
	publish=$mirror holds "$1"
}

# refused_after: as refused, where a newer catalog is held then.
refused_after() {
	is_exit "$1" "$2" follow 10:13:30
	like "  told as such" "$(cat "$T/err")" "$3"
	is "  what is held stays" "$(held rbl)" "$(serial 11)"
}

echo "# the mirror is good"
victim 13
taken "what is published" '^rbl: .* 2 deltas'
ok "is held" holds rbl
cp "$sub/example/rbl.snap" "$T/snap.13"

echo "# arbitrary data"
victim 13
head -c 1500 /dev/urandom >"$mirror/rbl/head"
refused "a head of noise" 5 'rbl/head: signature: '
victim 13
echo '<html><body>Our web site has moved.</body></html>' >"$mirror/rbl/head"
refused "a head of HTML" 5 'rbl/head: signature: '
victim 13
head -c 1500 /dev/urandom >"$mirror/catalog"
refused "a catalog of noise" 18 'catalog: signed by 0 of the 1 roots'
victim 13
rewrite rbl other ''
refused "a head by some other key" 17 'rbl/head: signed by key .* not let sign'
victim 13
sed -i 's/^entries: 3/entries: 4/' "$mirror/rbl/head"
refused "a head that was touched" 5 'not one of these bytes by key'
victim 13
spoil "$(object index "$(serial 13)")"
refused "an index of zeroes" 19 'index/.*has not the hash'
victim 12
spoil "$(object delta "$(serial 11)-$(serial 12)")"
spoil "$(object delta "$(serial 10)-$(serial 11)")"
refused "deltas of zeroes" 19 'delta/.*has not the hash'
victim 12
spoil "$(object snapshot "$(serial 10)")"
rm -rf "$sub"
is_exit "a snapshot of zeroes" 19 follow 10:13:10
like "  told as such" "$(cat "$T/err")" 'rbl/snapshot/.*has not the hash'
ok "  and nothing is written of it" test ! -e "$sub/example/rbl.snap"

victim 13
spoil "$mirror/rbl/head"
is_exit "beside what this machine cannot write" 1 sh -c "trap '' XFSZ
    ulimit -f 1
    exec '$feedsub' -c '$subconf' --now 2026-11-21T10:13:10Z"
like "  a bad head is remembered" "$(cat "$sub/example/sources")" \
    " 1 file://$mirror"

echo "# rollback"
victim 10
refused "an older head" 10 "serial $(serial 10) is before $(serial 11), which" \
    10:30:10
victim 10
rewrite rbl feed "$(line time 2026-11-21T10:12:00Z)"
refused "an older one with a later time" 10 \
    "serial $(serial 10) is before $(serial 11), which"
victim 11
rewrite rbl feed "$(line time 2026-11-21T10:11:30Z)"
follow 10:13:00 -q
cp "$T/tree.11/rbl/head" "$mirror/rbl/head"
all_held rbl >"$T/held.now"
is_exit "an older heartbeat" 10 follow 10:31:10
like "  told as such" "$(cat "$T/err")" 'time .* is before .*, which was seen'
is "  what is held stays" "$(all_held rbl | diff "$T/held.now" -)" ""

echo "# mirrors that lag"
victim 11
rewrite rbl feed "$(line time 2026-11-21T10:11:30Z)"
follow 10:13:00 -q
cp "$T/tree.11/rbl/head" "$mirror/rbl/head"
all_held rbl >"$T/held.now"
taken "an older heartbeat that is fresh yet is no more than that" \
    '^rbl: .*, nothing new$' 10:30:00
is "  what is held stays" "$(all_held rbl | diff "$T/held.now" -)" ""
is "  and nobody is alarmed" "$(cat "$T/err")" ""
ok "  who is asked again at once" test ! -s "$sub/example/sources"
rm -r "$mirror"
cp -a "$T/tree.13" "$mirror"
taken "  and believed when it is there" '^rbl: .* 2 deltas' 10:30:10

echo "# freeze"
victim 11
is_exit "a head past its validity" 7 "$feedsub" -c "$subconf" \
    --now 2026-11-25T10:11:01Z
like "  told as such" "$(cat "$T/err")" \
    'rbl/head: the head was good until 2026-11-25T10:11:00Z'
victim 11
is_exit "a head that is not fresh" 0 follow 10:31:01
like "  is an alarm" "$(cat "$T/err")" \
    'rbl: was to be fresh until 2026-11-21T10:31:00Z.*still in service'
victim 13
catalog_days=1
roots 1 root
catalog_days=
delegate rbl 1 feed
delegate dul 1 feed
catalog 2 10:13:00 root
cp "$publish/catalog" "$publish/catalog.2" "$mirror/"
rm "$publish/catalog.2"
cp "$publish/catalog.1" "$publish/catalog"
is_exit "a catalog past its validity" 7 "$feedsub" -c "$subconf" \
    --now 2026-11-22T10:13:01Z
like "  told as such" "$(cat "$T/err")" \
    'catalog: the catalog was good until 2026-11-22T10:13:00Z'
is "  and no head is believed" "$(held rbl)" "$(serial 11)"
lists_nothing "  nor one of before any longer" 2026-11-22T10:13:01Z

echo "# fast-forward"
victim 13
rewrite rbl feed "$(line time 2026-11-21T10:15:11Z)"
refused "a time ahead of the clock" 12 \
    'the head is of 2026-11-21T10:15:11Z, but'
victim 13
rewrite rbl feed "$(line serial "$(serial 14)")"
refused "a serial ahead of the time" 12 'serial .* is ahead of its head'
victim 13
rewrite rbl feed "$(line serial 4294967295)$(line time 2106-02-07T06:28:13Z
	)$(line fresh-until 2106-02-07T06:28:14Z
	)$(line valid-until 2106-02-07T06:28:15Z)"
refused "the end of time, in which no key may sign" 17 \
    'may sign from .* until .*, and this is of 2106'

echo "# mix and match"
victim 13
cp "$mirror/dul/head" "$mirror/rbl/head"
refused "the head of another database" 13 'a head of dul, want rbl'
victim 13
cp "$(object delta "$(serial 11)-$(serial 12)")" "$T/first"
cp "$(object delta "$(serial 12)-$(serial 13)")" \
    "$(object delta "$(serial 11)-$(serial 12)")"
cp "$T/first" "$(object delta "$(serial 12)-$(serial 13)")"
is_exit "each delta as the other" 14 follow 10:13:10
victim 13
offer "$(object snapshot "$(serial 10)" dul)"
refused "the snapshot of another database" 13 \
    'snapshot/.*is of dul, epoch 1, .*want rbl, 1,'
victim 13
offer "$(object snapshot "$(serial 10)")"
refused "the snapshot of another serial" 13 \
    "snapshot/.*serial $(serial 10); want rbl, 1, $(serial 13)"
victim 13
rewrite rbl feed "$(line delta "$(serial 11) $(is_of "$(object delta \
    "$(serial 12)-$(serial 13)")")")"
cp "$(object delta "$(serial 12)-$(serial 13)")" "$(object delta \
    "$(serial 12)-$(serial 13)" | sed "s/$(serial 12)-/$(serial 11)-/")"
taken "a delta from elsewhere is not applied" \
    "not the set of $(serial 11); a snapshot was taken in their place"
ok "  and what is held is what was signed" holds_mirror rbl

echo "# split view"
victim 11
offer "$T/snap.13"
refused "another snapshot for the serial held" 11 \
    "serial $(serial 11) is held with another snapshot"
victim 13
with_index "s/^delta: $(serial 11) .*/$(index_of | sed -n \
    "s/^\(delta: $(serial 11) .*\) .*/\1 0123456789abcdef/p")/"
rewrite rbl feed '/^delta: /d'
refused "an index with another state for it" 11 \
    "index/.*another state for serial $(serial 11) than is held"

echo "# endless data and slow trickle"
port=$(free_port)
hostile=$(free_port)
run_bg tests/hostile_http "$hostile" "$T/hostile.pid"
wait_for test -s "$T/hostile.pid"
nginx_conf web "$port" "$T" "
	location ~ ^/as/([a-z-]+)/rbl/head\$ {
		proxy_pass http://127.0.0.1:$hostile/\$1/head;
		proxy_http_version 1.1;
		proxy_buffering off;
	}
	location ~ ^/as/[a-z-]+/(.*)\$ { alias $mirror/\$1; }
	location ~ ^/delta/([a-z-]+)/rbl/delta {
		proxy_pass http://127.0.0.1:$hostile/\$1/delta;
		proxy_http_version 1.1;
		proxy_buffering off;
	}
	location ~ ^/delta/[a-z-]+/(.*)\$ { alias $mirror/\$1; }
" >"$T/web.conf"
run_nginx web
# from URL [STALL]: the subscriber asks there.
from() {
	subscriber sub "\"$1\"" rbl dul
	sed -i "s/^source/stall-timeout = ${2:-1m}\n&/" "$subconf"
}
web=http://127.0.0.1:$port
victim 13
from "$web/as/endless"
refused "a head without end" 14 'rbl/head: has more than 2048 bytes'
victim 13
from "$web/delta/endless"
refused "a delta without end" 14 'rbl/delta/.*has at least .* bytes, want'
victim 13
from "http://127.0.0.1:$hostile/endless"
refused "a catalog without end" 14 'catalog: has more than 65536 bytes'
victim 13
from "$web/as/trickle" 1s
refused "a head drop by drop" 15 'rbl/head: '
victim 13
from "$web/delta/trickle-headers" 1s
refused "a delta drop by drop" 15 'rbl/delta/'
subscriber sub "\"file://$mirror\"" rbl dul
victim 13
rewrite rbl feed "$(line index "102401 $(index_hash)")"
refused "an index over its limit" 14 'an index of 102401 bytes is over'
victim 13
rewrite rbl feed "/^delta: /s/ [0-9]* \([0-9a-f]*\)\$/ 268435457 \1/"
refused "a delta over its limit" 14 'a delta of 268435457 bytes is over'

echo "# decompression bombs"
victim 13
from "$web/as/bomb"
refused "a packed head is not unpacked, and too long as it is" 14 \
    'rbl/head: has more than 2048 bytes'
subscriber sub "\"file://$mirror\"" rbl dul
victim 13
bomb 8500000 >"$T/bomb.snap"
offer "$T/bomb.snap"
refused "a great set in a small snapshot" 14 \
    '134217729 entries are over the limit'
victim 13
bomb 1000 >"$T/bomb.snap"
offer "$T/bomb.snap"
refused "a greater one in few bytes" 4 'more entries than these bytes can hold'
victim 13
rewrite rbl feed "$(line entries 134217729)"
refused "a head that says so" 14 'a set of 134217729 entries is over the limit'

echo "# wrong target"
victim 13
cp "$mirror/dul/head" "$T/dul.head"
cp "$mirror/rbl/head" "$mirror/dul/head"
cp "$T/dul.head" "$mirror/rbl/head"
refused "one database for the other" 13 'dul/head: a head of rbl, want dul'

echo "# withholding mirror"
victim 13
rm "$mirror/rbl/head"
refused "no head" 16 'rbl/head: is not there'
victim 13
rm "$mirror"/rbl/delta/*
refused "a head, but no deltas" 16 'rbl/delta/.*is not there'
victim 13
rm "$mirror"/rbl/index/*
refused "a head, but no index" 16 'rbl/index/.*is not there'
victim 13
newer_snapshot
rm "$(object delta "$(serial 11)-$(serial 12)")"
taken "no delta, but a snapshot behind it" \
    "delta/.*is not there; a snapshot was taken in their place"
ok "  which is what was published" holds_mirror rbl
victim 12
taken "a step" '^rbl: .* 1 delta'
rm -r "$mirror"
cp -a "$T/tree.13" "$mirror"
newer_snapshot
rm "$(object delta "$(serial 12)-$(serial 13)")"
taken "nor the newest" \
    "delta/.*is not there; a snapshot was taken in their place"
ok "  which is what was published" holds_mirror rbl
victim 13
rm "$mirror/catalog"
refused "no catalog" 16 'catalog: is not there'

echo "# several sources"
for bad in 10 11; do
	victim "$bad"
	cp -a "$T/tree.13" "$T/honest.$bad"
	subscriber sub "\"file://$mirror\", \"file://$T/honest.$bad\"" rbl dul
	taken "an old mirror, and a good one behind it" 'rbl: .* 2 deltas' \
	    10:33:10
	[ "$bad" = 11 ] || like "  the old one's reason is told" \
	    "$(cat "$T/err")" "$mirror: rbl/head: serial .* is before"
	is "  by its own deltas" "$(held rbl)" "$(serial 13)"
done
subscriber sub "\"file://$mirror\"" rbl dul

echo "# a stolen database key"
# The thief has the key, and a list of their own.
sed "s|$T/records|$T/thief.records|; s|$T/state|$T/thief.state|
    s|$T/publish|$T/thief.tree|" "$conf" >"$T/thief.conf"
for db in rbl dul; do
	mkdir -p "$T/thief.records/$db/a"
	hosts 7000 7010 >"$T/thief.records/$db/a/a.rec"
done
"$feedc" compile -q -c "$T/thief.conf" --now 2026-11-21T10:13:00Z
victim 13
rm -r "$mirror/rbl"
cp -a "$T/thief.tree/rbl" "$mirror/rbl"
taken "its thief is believed until that is known" '^rbl: .* a snapshot'
cp -a "$sub" "$T/sub.stolen"
victim 13
roots 1 root
delegate rbl 1 feed '' 2026-11-21T12:00:00Z
delegate dul 1 feed
catalog 2 10:13:00 root
cp "$publish/catalog" "$publish/catalog.2" "$mirror/"
rm "$publish/catalog.2"
cp "$publish/catalog.1" "$publish/catalog"
rewrite rbl feed "$(line valid-until 2106-01-01T00:00:00Z)"
taken "what they sign for ever" '^rbl: .* 2 deltas'
ok "  stays for now" grep -q ^11 "$zones/rbl"
is_exit "  and ends with the key" 7 follow 12:00:01
like "  told as such" "$(cat "$T/err")" \
    'rbl/head: the head was good until 2026-11-21T12:00:00Z'
lists_nothing "  in the zone, too" 2026-11-21T12:00:01Z
key new
roots 1 root
delegate rbl 1 new
delegate dul 1 feed
catalog 2 10:13:20 root
victim 13
cp "$publish/catalog" "$publish/catalog.2" "$mirror/"
rewrite rbl feed "$(line time 2026-11-21T10:13:25Z)"
refused_after "once the key is revoked" 17 \
    'signed by key .* version 2 of the catalog does not let sign for rbl'
rm -rf "$sub"
cp -a "$T/sub.stolen" "$sub"
cp -a "$T/tree.13/rbl/head" "$mirror/rbl/head"
rewrite rbl new "$(line time 2026-11-21T10:13:30Z)$(resigned new)"
taken "the new key takes over from the thief" '^rbl: .* a snapshot' 10:13:40
rewrite rbl new "$(line time 2026-11-21T10:13:35Z)"
is_exit "and goes on" 0 follow 10:13:45
is "  though they had that serial" "$(held rbl)" "$(serial 13)"
ok "  minisign says so" minisign -Vq -p "$T/new.pub" \
    -m "$sub/example/rbl.snap"

echo "# roots rotate while a client is away"
victim 13
key second
key third
roots 1 second
delegate rbl 1 feed
delegate dul 1 feed
cp "$publish/catalog.1" "$publish/catalog"
catalog 2 10:20:00 root second
roots 2 second third
delegate rbl 1 feed
delegate dul 1 feed
catalog 3 10:21:00 second third
valid() {
	cp "$publish/catalog" "$publish/catalog.2" "$publish/catalog.3" \
	    "$mirror/"
}
valid
taken "it walks the catalogs between" '^rbl: .* 2 deltas' 10:22:10
ok "  to the newest" cmp "$publish/catalog" "$sub/example/catalog"
victim 13
valid
rm -rf "$sub"
taken "a new one does from its pinned root on" '^rbl: .* a snapshot' 10:22:10
victim 13
valid
rm "$mirror/catalog.2"
refused "a catalog is missing between" 18 \
    'catalog: .*roots of version 1.*no others lead there' 10:22:10
victim 13
valid
cp "$mirror/catalog.3" "$mirror/catalog.2"
refused "another lies in its place" 18 'catalog.2: ' 10:22:10
victim 13
roots 1 other
delegate rbl 1 feed
delegate dul 1 feed
"$feedkey" catalog make --force --now 2026-11-21T10:23:00Z \
    -o "$T/coup" "$T/catalog.conf" >>"$T/generate"
"$feedkey" catalog sign -s "$T/other.key" "$T/coup" >>"$T/generate"
cp "$T/coup" "$mirror/catalog"
refused "roots that nobody named" 18 'catalog: ' 10:23:10
cp "$T/coup" "$mirror/catalog.1"
rm -rf "$sub"
is_exit "nor pinned" 18 follow 10:23:10
like "  told as such" "$(cat "$T/err")" 'signed by 0 of the 1 pinned roots'
ok "  and nothing is held of it" test ! -e "$sub/example/catalog"
victim 13
valid
sed -i "s|root.pub|other.pub|" "$subconf"
all_held rbl >"$T/held.13"
refused "other roots in the configuration" 18 \
    'by other roots .*: name those .* or the former ones again; nothing is' \
    10:22:10
is "  lose nothing" "$(all_held rbl | diff "$T/held.13" -)" ""
is_exit "  nor is what is held verified by them" 18 \
    "$feedsub" verify -c "$subconf" --now 2026-11-21T10:22:10Z
like "  which says the same" "$(cat "$T/err")" 'or name the former ones again'
sed -i "s|other.pub|root.pub|" "$subconf"
rm "$sub/example/sources"
taken "with the former ones it goes on" '^rbl: ' 10:22:10
victim 13
valid
sed -i "s|root.pub|third.pub|" "$subconf"
cp "$publish/catalog.3" "$mirror/catalog"
taken "with roots of later catalogs, too" '^rbl: .* 2 deltas' 10:22:10
sed -i "s|third.pub|root.pub|" "$subconf"
victim 13
valid
taken "with the newest catalog held" '^rbl: ' 10:22:10
all_held rbl >"$T/held.3"
cp "$publish/catalog.1" "$mirror/catalog"
is_exit "an older one" 18 follow 10:22:20
is "  changes nothing" "$(all_held rbl | diff "$T/held.3" -)" ""
cp "$publish/catalog.1" "$publish/catalog"

echo "# a wrong clock"
victim 13
is_exit "a day behind" 12 "$feedsub" -c "$subconf" --now 2026-11-20T10:13:10Z
like "  told as such" "$(cat "$T/err")" 'one of the clocks is wrong'
is "  what is held stays" "$(held rbl)" "$(serial 11)"
victim 13
is_exit "a year ahead" 7 "$feedsub" -c "$subconf" --now 2027-11-21T10:13:10Z
like "  told as such" "$(cat "$T/err")" 'or the clock is wrong'
is "  what is held stays" "$(held rbl)" "$(serial 11)"
victim 13
taken "set right, it goes on" '^rbl: .* 2 deltas'

echo "# no signature, or a lesser one"
victim 13
text_of "$mirror/rbl/head" >"$T/bare"
cp "$T/bare" "$mirror/rbl/head"
refused "stripped" 5 'rbl/head: signature: '
victim 13
legacy "$T/bare" >"$mirror/rbl/head"
refused "downgraded to one that is not over a hash" 5 \
    'rbl/head: signature: .*not legacy "Ed"'
victim 13
{
	sed 3,4d "$mirror/rbl/head"
} >"$T/half"
cp "$T/half" "$mirror/rbl/head"
refused "without its trusted comment" 5 'rbl/head: signature: '
victim 13
rewrite rbl feed "$(line signature "$(sed -n 's/^signature: //p' \
    "$T/tree.12/rbl/head")")"
refused "another snapshot's" 5 \
    "$mirror: rbl: the snapshot in the head: signature"
victim 11
rewrite rbl feed "$(line signature "$(sed -n 's/^signature: //p' \
    "$T/tree.12/rbl/head")")$(line time 2026-11-21T10:13:00Z)"
refused "also in a heartbeat" 5 \
    "$mirror: rbl/head: the snapshot in the head: signature"
done_testing
