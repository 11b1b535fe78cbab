#!/bin/sh
# Records of every database become signed snapshots and zones; later builds
# follow what changes, and a source that breaks is held back.
. tests/feed.sh
. tests/servers.sh

feed_site 'database rbl { formats = { rbldnsd, bind, rpz, cidr } gzip = yes }
	database dul {} database rss {} database ops {} database nml {}
	database qil {} database rblplus {}
	source desk { removes = all }'

put rbl/traps/a.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z kind=source ref=T-1
198.51.100.0/24 2026-11-20T10:00:00Z kind=support
198.51.100.64-198.51.100.99 2026-11-20T11:00:00Z kind=relay
2001:db8:7::/48 2026-11-20T10:00:00Z
END
put rbl/desk/removals.rec <<'END'
!198.51.100.53 2026-11-20T12:00:00Z ref=R-1
END
put dul/isp/ranges.rec <<'END'
203.0.112.0/22 2026-11-01T00:00:00Z isp="Example Net"
192.0.2.0/28 2026-11-01T00:00:00Z isp="Other"
END
printf '192.0.2.7\n192.0.2.8\n' | put rss/tester/relays.txt
put ops/scanner/proxies.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z port=1080 proto=socks5
END
put nml/reports/lists.rec <<'END'
192.0.2.200 2026-11-20T10:00:00Z list=news
END
put qil/traps/hits.rec <<'END'
192.0.2.9 2026-11-21T11:58:30Z
192.0.2.10 2026-11-21T11:50:30Z
END

is_exit "every database is built" 0 compile 12:00:00
ok "the summary has a line each" test "$(grep -c published "$T/out")" = 7
like "with sizes in words and thousands apart" "$(cat "$T/out")" \
    '^dul +published +3 +1 +1,041 +4 +0 +0\.[0-9] kB +- +[0-9.]+ kB +[0-9.]+$'
is "and nothing is complained of" "$(cat "$T/err")" ""
for db in rbl dul rss ops nml qil rblplus; do
	ok "$db: minisign verifies the snapshot" \
	    minisign -Vq -p "$T/feed.pub" -m "$(key_snapshot $db)"
	ok "$db: which is the compiler's copy" \
	    cmp "$(key_snapshot $db)" "$(snapshot $db)"
	ok "$db: minisign verifies the zone" minisign -Vq -p "$T/feed.pub" \
	    -m "$publish/text/$db.rbldnsd"
	like "$db: the zone has a life" "$(cat "$publish/text/$db.rbldnsd")" \
	    '^.TIMESTAMP 2026-11-21:11:59:00 '
	sed '/^.TIMESTAMP/d' "$publish/text/$db.rbldnsd" >"$T/$db"
	is_exit "$db: rbldnsd loads the zone" 0 \
	    rbldnsd -d "$db.bl.example:combined:$T/$db"
	is "$db: and says nothing" "$(cat "$T/err")" ""
	like "$db: the test entry is listed" "$(lookup 127.0.0.2 $db)" \
	    ': 127\.(0\.0\.2|1\.0\.15) '
	is "$db: 127.0.0.1 is not" "$(lookup 127.0.0.1 $db)" \
	    "127.0.0.1 is not listed"
done
is_exit "a head is verified with one command" 0 "$feedkey" verify --head \
    -p "$T/feed.pub" "$publish/rbl/head" "$publish/dul/head"
like "which shows what was signed" "$(cat "$T/out")" '^db: dul$'
sed '/^serial:/s/1/2/' "$publish/rbl/head" >"$T/head"
is_exit "a head of another serial is refused" 5 "$feedkey" verify --head \
    -p "$T/feed.pub" "$T/head"
is "and not shown" "$(cat "$T/out")" ""

# Every boundary of every range, both sides, as rbldnsd answers; mapped
# addresses it answers as the IPv4 ones that they are.
port=$(free_port)
# shellcheck disable=SC2046
run_rbldnsd "$port" -c 0 $(for db in rbl dul rss ops nml qil rblplus; do
	echo "$db.bl.example:combined:$T/$db"
done) >"$T/rbldnsd.log" 2>&1
wait_for dig -p "$port" @127.0.0.1 +time=1 +tries=1 rbl.bl.example SOA
for db in rbl dul rss ops nml qil rblplus; do
	"$feedc" dump --now 2026-11-21T12:00:00Z "$(snapshot $db)" |
	    sed '/^::ffff:/d; s/ 2026-[^ ]*Z/ 1970-01-01T00:00:00Z/' \
		>"$T/$db.set"
	ok "$db: rbldnsd answers as the set has it" \
	    tests/same_answers "$port" "$db.bl.example" \
	    "$T/$db.set" "$T/$db.set"
done

for format in zone rpz cidr; do
	ok "rbl: there is a text for $format" \
	    minisign -Vq -p "$T/feed.pub" -m "$publish/text/rbl.$format"
done
ok "rbl: the packed zone is the zone" sh -c \
    "gzip -dc '$publish/text/rbl.rbldnsd.gz' |
    cmp - '$publish/text/rbl.rbldnsd'"
ok "rbl: the packed zone is signed" \
    minisign -Vq -p "$T/feed.pub" -m "$publish/text/rbl.rbldnsd.gz"

like "a listed host" "$(lookup 192.0.2.7 rbl)" 'listed in 192.0.2.7: 127.0.0.2'
like "its text has the lookup address" "$(lookup 192.0.2.7 rbl)" \
    'https://bl.example/\?ip=192.0.2.7'
is "a hole in a block" "$(lookup 198.51.100.53 rbl)" \
    "198.51.100.53 is not listed"
like "beside the hole" "$(lookup 198.51.100.54 rbl)" 'listed'
like "the narrower record wins" "$(lookup 198.51.100.70 rbl)" 'relay'
like "an IPv6 block" "$(lookup 2001:db8:7:1::9 rbl)" 'listed'
like "a proxy tells its port" "$(lookup 192.0.2.7 ops)" '1080'
like "a mask has a bit a list" "$(lookup 192.0.2.7 rblplus)" '127\.1\.0\.15'
like "and of one list one" "$(lookup 192.0.2.1 rblplus)" '127\.1\.0\.2'
like "a hit lists for five minutes" "$(lookup 192.0.2.9 qil)" \
    'until 2026-11-21T12:04:00Z'
is "an older one has ended" "$(lookup 192.0.2.10 qil)" \
    "192.0.2.10 is not listed"

echo nonsense | put qil/traps/bad.rec.gz
is_exit "a damaged file of hits" 9 compile 12:00:20 qil
like "is told of" "$(cat "$T/err")" 'bad.rec.gz'
like "and the hits of others count" "$(lookup 192.0.2.9 qil)" listed
rm "$spool/qil/traps/bad.rec.gz"

is_exit "a build that changes nothing" 0 compile 12:01:00 rbl
like "says so" "$(cat "$T/out")" '^rbl +unchanged'
like "and raises the head's time" "$(cat "$publish/rbl/head")" \
    '^time: 2026-11-21T12:01:00Z'
like "but not its serial" "$(cat "$publish/rbl/head")" \
    "^serial: $(date -u -d 2026-11-21T12:00:00Z +%s)"

is_exit "a database named twice" 0 compile 12:01:30 rbl rbl
is "is built once" "$(grep -c '^rbl ' "$T/out")" 1
is_exit "a database that is none" 2 compile 12:01:30 rbl xyz
like "is named" "$(cat "$T/err")" 'no database "xyz" is configured'

old=$(key_snapshot rbl)
put rbl/traps/a.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z kind=relay ref=T-1
198.51.100.0/24 2026-11-20T10:00:00Z kind=support
192.0.2.99 2026-11-21T12:00:00Z kind=source
END
is_exit "the records change" 0 compile 12:02:00 rbl
"$feedc" diff "$old" "$(snapshot rbl)" >"$T/diff"
like "diff tells what was added" "$(cat "$T/diff")" '^\+ 192.0.2.99 '
like "what was removed" "$(cat "$T/diff")" '^- 2001:db8:7::/48 '
like "the mask follows" "$(lookup 192.0.2.99 rblplus)" '127.1.0.1'
like "what changed" "$(cat "$T/diff")" '^~ 192.0.2.7 .*source.* -> .*relay'
is "a diff by serials is the same" "$("$feedc" diff -c "$conf" --db rbl \
    "$(date -u -d 2026-11-21T12:00:00Z +%s)" \
    "$(date -u -d 2026-11-21T12:02:00Z +%s)")" "$(cat "$T/diff")"
ok "the old snapshot is there still" test -f "$old"
like "for the delta to lead on from" "$(cat "$publish/rbl/head")" \
    "^delta: $(date -u -d 2026-11-21T12:00:00Z +%s) "
compile 14:30:00 -q

echo "192.0.2.300 2026-11-20T10:00:00Z" | put rbl/traps/b.rec
is_exit "a source breaks and is held back" 9 compile 14:31:00 rbl
like "with file, line, column and rule" "$(cat "$T/err")" \
    'traps/b.rec:1:.*an octet is at most 255'
like "its last good state counts" "$(lookup 192.0.2.99 rbl)" listed
echo garbage >"$spool/rbl/traps/a.rec"
is_exit "also one that was rewritten in place" 9 compile 14:31:30 rbl
like "whose last good state is a copy" "$(lookup 192.0.2.99 rbl)" listed
put rbl/desk/more.rec <<'END'
!192.0.2.99 2026-11-21T14:00:00Z
END
is_exit "others go on" 9 compile 14:32:00 rbl
is "they do" "$(lookup 192.0.2.99 rbl)" "192.0.2.99 is not listed"
rm "$spool/rbl/traps/b.rec"
put rbl/traps/a.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z kind=relay ref=T-1
198.51.100.0/24 2026-11-20T10:00:00Z kind=support
END
is_exit "mended, all is well" 0 compile 14:33:00 rbl

echo '192.0.2.55 2026-11-20T10:00:00Z' | put rbl/traps/c.rec
is_exit "the clock goes backwards" 7 compile 14:32:59 rbl
like "which is said" "$(cat "$T/err")" 'clock'

rm "$spool/rbl/traps/c.rec"
sed -i 's/gzip = yes/ttl = 77s/' "$conf"
is_exit "another configuration" 0 compile 14:33:30 rbl
like "leaves the set" "$(cat "$T/out")" '^rbl +unchanged'
like "but not the texts" "$(cat "$publish/text/rbl.rbldnsd")" '^.TTL 77'
ok "and takes packed ones away" test ! -e "$publish/text/rbl.rbldnsd.gz"
rm "$publish/text/rbl.rbldnsd.minisig"
is_exit "a signature is missing" 0 compile 14:33:40 rbl
ok "until the next build" minisign -Vq -p "$T/feed.pub" \
    -m "$publish/text/rbl.rbldnsd"

"$feedkey" generate --no-passphrase -s "$T/other.key" -p "$T/other.pub" \
    >"$T/out"
sed "s|database dul {}|database dul { key = \"$T/other.key\" }|
    s|$publish|$publish.2|" "$conf" >"$T/two.conf"
is_exit "a database of another key" 0 "$feedc" compile -c "$T/two.conf" \
    --now 2026-11-21T14:34:00Z
ok "is signed with it" minisign -Vq -p "$T/other.pub" \
    -m "$publish.2/text/dul.rbldnsd"
like "and in the mask all the same" "$(cat "$T/out")" '^rblplus +published'

done_testing
