#!/bin/sh
# feedd to be asked: what lists an address, how it is itself, who asked what;
# all as of now, and none of it stops it from serving.
. tests/follow.sh
. tests/servers.sh

feedd=$B/feedd
now=$(date +%s)

# stamp SECONDS: that far from now.
stamp() {
	date -u -d "@$((now + $1))" +%FT%TZ
}

# build SECONDS DATABASE...: as of then.
build() {
	at=$1
	shift
	"$feedc" compile -c "$conf" --now "$(stamp "$at")" -q "$@"
}

feed_site 'database rbl { text = "no $ \"here\"" }
	database qil { text = "hit" }'
key root
roots 1 root
delegate rbl 1 feed "$(stamp -99999)" "$(stamp 9999999)"
delegate qil 1 feed "$(stamp -99999)" "$(stamp 9999999)"
"$feedkey" catalog make --now "$(stamp -9999)" -o "$T/catalog" \
    "$T/catalog.conf" >>"$T/generate"
"$feedkey" catalog sign -s "$T/root.key" "$T/catalog" >>"$T/generate"
mkdir -p "$publish"
cp "$T/catalog" "$publish/catalog"
{
	hosts 1 2000 | sed "s/ .*/ $(stamp -9999)/"
	echo "192.0.2.0/29 $(stamp -9000)"
	echo "!192.0.2.3 $(stamp -8000)"
	echo "198.51.100.0-198.51.100.99 $(stamp -9000)"
	echo "2001:db8:7::/48 $(stamp -9000)"
} >"$T/rbl.rec"
put rbl/a/x.rec <"$T/rbl.rec"
echo "192.0.2.5 $(stamp -1260)" | put qil/a/x.rec
build -1200
port=$(free_port)
url=http://127.0.0.1:$port
cat >"$T/feedd.conf" <<END
listen = { "127.0.0.1:$port", "[::1]:$port" }
tree = "$publish"
root = { "$T/root.pub" }
status = { "127.0.0.1", "::1" }
access-log = "$T/access.log"
END
serve() {
	run_bg "$feedd" -c "$T/feedd.conf" 2>>"$T/said"
	server=$!
	wait_for curl -sf "$url/v1/lookup/127.0.0.2"
}
serve

# look ADDRESS: its reply in $T/reply; prints the status.
look() {
	curl -s -m 120 --path-as-is -D "$T/head" -o "$T/reply" \
	    -w '%{http_code}' "$url/v1/lookup/$1"
}
# lists FILE...: what is listed, a line each, of replies of feedd, or of what
# feedsub and feedc print as JSON.
cat >"$T/lists" <<'END'
use JSON::PP;
local $/;
my @all = JSON::PP->new->incr_parse(<>);
for my $a (map { ref eq "ARRAY" ? @$_ : $_ } @all) {
	my @lists = @{$a->{lists} || $a->{databases} || [{%$a, db => "rbl"}]};
	my @said = map { join " ", $_->{db}, $_->{range}, $_->{code},
	    $_->{txt}, $_->{until} // "-" }
	    grep { $_->{listed} // 1 } @lists;
	print "$a->{address}: ", join("; ", sort @said), "\n";
}
END
lists() {
	perl "$T/lists" "$@"
}
# is_listed NAME ADDRESS WHAT
is_listed() {
	is "$1" "$(look "$2") $(lists "$T/reply")" "200 $2: $3"
}

# Lookups.
is_listed "one of a range" 192.0.2.1 \
    'rbl 192.0.2.0/31 127.0.0.2 no 192.0.2.1 "here" -'
is "is told with when that is" "$(perl -MJSON::PP -e 'local $/;
	my ($d) = grep { $_->{db} eq "rbl" } @{decode_json(<>)->{databases}};
	print "$d->{serial} $d->{time} $d->{fresh_until}"' "$T/reply")" \
    "$((now - 1200)) $(stamp -1200) $(stamp 0)"
like "as JSON" "$(cat "$T/head")" '^Content-Type: application/json'
like "that nobody keeps" "$(cat "$T/head")" '^Cache-Control: no-store'
is_listed "the last but one of another" 198.51.100.98 \
    'rbl 198.51.100.96/30 127.0.0.2 no 198.51.100.98 "here" -'
is_listed "IPv6" 2001:db8:7::25 \
    'rbl 2001:db8:7::/48 127.0.0.2 no 2001:db8:7::25 "here" -'
look 2001%3ADB8:7:0:0::25 >"$T/status"
is "written otherwise" "$(lists "$T/reply")" \
    '2001:db8:7::25: rbl 2001:db8:7::/48 127.0.0.2 no 2001:db8:7::25 "here" -'
is_listed "a hole" 192.0.2.3 ""
is_listed "an address that is not listed" 203.0.113.1 ""
is_listed "one that was caught, and has ended" 192.0.2.5 \
    'rbl 192.0.2.4/30 127.0.0.2 no 192.0.2.5 "here" -'
like "is in the snapshot still" \
    "$("$feedc" lookup 192.0.2.5 "$(snapshot qil)")" 'is listed .* until'
for bad in 192.0.2.256 192.0.2 192.0.2.1/32 2001:db8::%251 localhost '' \
    192.0.2.1/ 0192.0.2.1 "$(printf '%0200d' 1)"; do
	is "no address: $bad" "$(look "$bad")" \
	    "$([ ${#bad} -gt 180 ] && echo 404 || echo 400)"
done
look 192.0.2.256 >"$T/status"
is "is told why" "$(tr -d '\n' <"$T/reply")" \
    '{ "error": "an octet is at most 255"}'

# The same as others say.
subscriber sub "\"$url\"" rbl qil
"$feedsub" -c "$subconf" -q 2>"$T/late"
{
	hosts 1 2000 | awk 'NR % 40 == 0 { print $1 }'
	hosts 2001 2050 | cut -d ' ' -f 1
	for i in $(seq 0 8); do echo "192.0.2.$i"; done
	for i in 0 1 63 64 98 99 100; do echo "198.51.100.$i"; done
	echo 2001:db8:6:ffff:ffff:ffff:ffff:ffff
	echo 2001:db8:7::
	echo 2001:db8:7:ffff:ffff:ffff:ffff:ffff
	echo 2001:db8:8::
	echo 127.0.0.2
	echo ::ffff:127.0.0.2
} >"$T/addresses"
sed "s|.*|url = \"$url/v1/lookup/&\"|" "$T/addresses" >"$T/urls"
curl -s -g -K "$T/urls" >"$T/replies"
lists "$T/replies" >"$T/ours"
is "all addresses are answered" "$(wc -l <"$T/ours")" \
    "$(wc -l <"$T/addresses")"
# shellcheck disable=SC2046
"$feedsub" lookup -c "$subconf" --json $(cat "$T/addresses") |
    lists >"$T/theirs"
ok "as feedsub does" cmp "$T/theirs" "$T/ours"
sed -n '1~12p' "$T/addresses" | while read -r address; do
	"$feedc" lookup --json "$address" "$(snapshot rbl)" |
	    sed 's/"listed": false/"lists": []/'
done | lists >"$T/theirs"
sed -n '1~12p' "$T/ours" | sed 's/: qil [^;]*; /: /' |
    diff - "$T/theirs" >"$T/differ"
is "as feedc does" "$(cat "$T/differ")" ""
dns=$(free_port)
run_rbldnsd "$dns" "rbl.example:combined:$zones/rbl" >"$T/rbldnsd.log" 2>&1
wait_for dig -p "$dns" @127.0.0.1 +time=1 +tries=1 rbl.example SOA
# The lines that tests/ask takes: what each address has to be answered.
perl -MSocket=inet_pton,AF_INET6 -ne '
	my ($a, $rest) = /^(\S+): (.*)/;
	my $name = $a =~ /:/
	    ? join ".", reverse split //, unpack "H*", inet_pton(AF_INET6, $a)
	    : join ".", reverse split /\./, $a;
	my ($code, $txt) = $rest =~ /rbl \S+ (\S+) (.*) \S+$/;
	print "$name\tA\t", $code // "NX", "\n";
	print "$name\tTXT\t$txt\n" if defined $code && $a !~ /:/;
' "$T/ours" >"$T/asked"
ok "as rbldnsd does" tests/ask "$dns" rbl.example <"$T/asked"

# After a publish; the mail that is rejected now is looked up now.
now=$(date +%s)
{
	sed 1,50d "$T/rbl.rec"
	echo "203.0.113.1 $(stamp -99)"
} | put rbl/a/x.rec
echo "192.0.2.5 $(stamp -40)" | put qil/a/x.rec
build -30
gone=$(hosts 1 1 | cut -d ' ' -f 1)
is_new() { look 203.0.113.1 >"$T/status"; lists "$T/reply" | grep -q rbl; }
ok "what is published is looked into" wait_for is_new
ok "by a delta" sh -c "ls '$publish'/rbl/delta/*.delta"
is_listed "it is listed" 203.0.113.1 \
    'rbl 203.0.113.1 127.0.0.2 no 203.0.113.1 "here" -'
is_listed "what has gone is not" "$gone" ""
caught() { look 192.0.2.5 >"$T/status"; lists "$T/reply" | grep -q qil; }
ok "one is caught" wait_for caught
like "and has an end" "$(lists "$T/reply")" \
    'qil 192.0.2.5 127.0.0.2 hit 20[0-9-]+T[0-9:]+Z;'

# Metrics.
curl -s "$url/metrics" >"$T/metrics"
if command -v promtool >"$T/found"; then
	is "promtool finds nothing" \
	    "$(promtool check metrics <"$T/metrics" 2>&1)" ""
else
	ok "promtool is not here: skipped" true
fi
sed -n 's/^# TYPE \(feedd_[a-z_]*\) .*/\1/p' "$T/metrics" |
    while read -r name; do
	grep -qw "$name" feedd/feedd.8 || echo "$name"
    done >"$T/untold"
is "the manual names all" "$(cat "$T/untold")" ""

# metric NAME: its value.
metric() {
	awk -v name="$1" '$1 == name { print $2 }' "$T/metrics"
}
is "the serial" "$(metric 'feedd_serial{db="rbl"}')" "$((now - 30))"
is "lookups are answered from" "$(metric 'feedd_lookup_serial{db="rbl"}')" \
    "$((now - 30))"
is "bad ones are counted" \
    "$(metric 'feedd_requests_total{path="lookup",status="400"}')" 9
like "and good ones" "$(metric 'feedd_lookups_total{listed="yes"}')" '^[0-9]+$'
is "one head was late" \
    "$(metric 'feedd_publish_lag_seconds_count{db="rbl"}')" 1
is "a bit" "$(metric 'feedd_publish_lag_seconds_bucket{db="rbl",le="900"}')" 1
is "and its build" \
    "$(metric 'feedd_build_lag_seconds_bucket{db="rbl",le="900"}')" 1
is "the bytes of a snapshot" "$(metric 'feedd_snapshot_bytes{db="rbl"}')" \
    "$(stat -c %s "$(snapshot rbl)")"
# One more while there is a connection to say so, which ends soon after.
are_descriptors() {
	curl -s "$url/metrics" >"$T/metrics"
	[ "$(metric process_open_fds)" -eq \
	    "$(($(find "/proc/$server/fd" -type l | wc -l) + 1))" ]
}
ok "descriptors" wait_for are_descriptors
curl -s -H "X: $(printf '%09000d' 0)" "$url/v1/catalog" -o "$T/reply"
metric_now() {
	curl -s "$url/metrics" >"$T/metrics"
	[ "$(metric "$1")" = "$2" ]
}
ok "what the library refuses is counted" \
    wait_for metric_now feedd_broken_requests_total 1
is "all is well" "$(curl -s -o "$T/reply" -w '%{http_code}' "$url/healthz")" \
    200

# The access log.
log=$T/access.log
ok "a log is begun" test -e "$log"
has_line() { grep -Eq "$1" "$log"; }
curl -s -A 'a"b\c' -e "http://x/?y=secret" -H 'Authorization: Bearer secret' \
    "$url/v1/rbl/head?token=secret" -o "$T/reply"
curl -sI "http://[::1]:$port/v1/rbl/head" -o "$T/reply"
curl -s "$url/v1/lookup/x" -o "$T/reply"
ok "it has lines" wait_for has_line 'GET /v1/lookup/x HTTP/1.1" 400 [0-9]+ "-"'
like "in the combined format" "$(cat "$log")" \
"^127\.0\.0\.1 - [a-z-]+ \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \+0000\] \
\"GET /v1/rbl/head HTTP/1\.1\" [0-9]{3} [0-9]+ \"http://x/\" \
\"a\\\\x22b\\\\x5cc\"$"
like "a HEAD has no bytes" "$(cat "$log")" \
    '^::1 .*"HEAD /v1/rbl/head HTTP/1.1" 200 0 "-" "curl'
is "no secret is in it" "$(grep -c secret "$log")" 0
mv "$log" "$log.1"
kill -USR1 "$server"
ok "the next one is begun on a signal" wait_for test -e "$log"
curl -s "$url/v1/lookup/y" -o "$T/reply"
ok "and has the next line" wait_for has_line 'GET /v1/lookup/y'
is "which the last one has not" "$(grep -c lookup/y "$log.1")" 0
rm "$log"
mkdir "$log"
kill -USR1 "$server"
ok "one that cannot be is told" wait_for grep -q 'stays where it is' "$T/said"
rmdir "$log"

# Elsewhere than where it was at the start: not in the sandbox.
kill -TERM "$server"
wait "$server"
sed -i "s|^access-log.*|access-log = \"/dev/full\"|" "$T/feedd.conf"
echo 'sandbox = no' >>"$T/feedd.conf"
serve
ok "a full disk" wait_for sh -c "curl -s '$url/v1/lookup/z' -o '$T/reply'
    grep -q 'lines are lost: No space' '$T/said'"
is "stops nobody" "$(look 192.0.2.1)" 200
lost() { curl -s "$url/metrics" | grep -Eq '^feedd_log_lost_total [1-9]'; }
ok "what is lost is counted" wait_for lost
sed -i "s|^access-log.*|access-log = \"$T/no/such\"|" "$T/feedd.conf"
kill -HUP "$server"
ok "no such folder: nothing changes" wait_for grep -q \
    'no/such: No such file.*the configuration stays' "$T/said"

# Without lookups, and then with.
sed -i 's|^access-log.*|lookup = no|' "$T/feedd.conf"
kill -HUP "$server"
is_none() { [ "$(look 192.0.2.1)" = 404 ]; }
ok "lookups can be turned off" wait_for is_none
sed -i 's|^lookup.*|lookup = yes|' "$T/feedd.conf"
kill -HUP "$server"
is_some() { [ "$(look 192.0.2.1)" = 200 ]; }
ok "and on" wait_for is_some
is_listed "with all there was" 192.0.2.1 \
    'rbl 192.0.2.0/31 127.0.0.2 no 192.0.2.1 "here" -'
kill -TERM "$server"
wait "$server"
is "it ends as it should" "$?" 0

# In the journal messages have their level and no name.
echo nonsense >"$T/bad.conf"
: >"$T/journal"
stream=$(stat -c %d:%i "$T/journal")
JOURNAL_STREAM=$stream "$feedd" -c "$T/bad.conf" \
    2>"$T/journal"
like "an error" "$(cat "$T/journal")" '^<3>.*bad.conf:1: '
JOURNAL_STREAM=1:2 "$feedd" -c "$T/bad.conf" 2>"$T/journal"
like "elsewhere it has the name" "$(cat "$T/journal")" '^feedd: .*bad.conf:1: '
done_testing
