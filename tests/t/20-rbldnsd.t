#!/bin/sh
# Zones of rbldnsd mean to us what they mean to rbldnsd: it answers as the
# records do that we read, and it warns of the lines that we call bad.
. tests/tap.sh
. tests/servers.sh

records() {
	"$B/feedc" import "$@"
}
chmod 755 "$T" # rbldnsd gives up being root

# zone NAME TYPE: standard input is a file that the daemon shall serve.
zones=
zone() {
	cat >"$T/$1.$2"
	zones="$zones $1.test:$2:$T/$1.$2"
}

zone octets ip4set <<'END'
# The ways of writing them, and what lies in what.
$SOA 3600 ns.example. hostmaster.example. 0 1h 10m 5d 5m
$NS 1h ns.example.
$TTL 35m
$TIMESTAMP 2026:01:01
$0 http://example.net/$
:127.0.0.4:listed $ $0 $1 $$
192.0.2.1
192.0.2.2 # a comment
192.0.2.3 ; a comment
192.0.2.4 :3:a text of its own
192.0.2.5 :127.0.0.9
192.0.2.6 :9:
192.0.2.7 only a text "quoted" \ $
192.0.2.8 =bare $=
10.1.0.0/16 :5: a network
!10.1.2.3
!10.1.9.0/24
10.1.9.7 back in
10.1.9.8/31 :6: back in
!10.2.3.4
10.2.3 :7: octets
10.2.3.128/25 more exact
20/8 :8: eight
!20.20
20.20.20 :9: in
!20.20.20.20
127.16-31 :10: range of sixteen
198.51.100.7-99 :11: range of hosts
198.51.102.250-198.51.104.3 :12: odd ends
203.0.113.9 same
203.0.113.9 same
010.011.0.1 not octal
255.255.255.0-255.255.255.255
192.0.2.77 two
192.0.2.77 values
!192.0.2.77
END

zone trie ip4trie <<'END'
$= base $= end $1
:3:default
10/8
!10.1/16
10.1.0.0/17 :4:in the hole
!10.1.2.3
128/1 half
!192/3
203.0.113.0/25
203.0.113.5 :7:
0/0 :2:everything
END

zone trivial ip4tset <<'END'
192.0.2.1
192.0.2.1
192.0.2.2 :9:ignored
:5:first $
:6:second
192.0.2.9 # remark
END

zone six ip6trie <<'END'
:3:default $
2001:db8::/32 :4:wide
!2001:db8:5::/48
2001:db8:5:6 in the hole
2001:DB8:5:6:7:8:9:a:127.0.0.7:word behind word
!2001:db8:5:6:7::/80
::
2001:db8:9::1
8000::/1
1::
END

# Dumping this is the end of rbldnsd -d, so it is not among the lines below.
zone whole ip6trie <<'END'
::/0 everything
!2001:db8::/32
END

zone halves ip6tset <<'END'
:7:half $
2001:db8:1:2
2001:db8:0001:0003
2001:db8:1:2
!2001:db8:1:2::5
!2001:db8:1:2::6
!2001:db8:77:0:0:0:0:1
END

zone both combined <<'END'
# combined
$1 one
$2 common
$DATASET ip4set:hosts @
:2:hosts $1
192.0.2.1
192.0.2.5 $2
$1 not taken
$3 three
$DATASET ip4trie:nets:more @ # remark
198.51.100.0/24 nets $1 $3
!198.51.100.5
$DATASET ip6trie @
2001:db8::/32 six
END

# Many entries in little room, so that all of them meet.
random() {
	perl -e '
		my ($type, $seed) = @ARGV;
		srand $seed;
		sub octet { (0, 1, 127, 128, 254, 255, int rand 256)[rand 7] }
		sub four { join ".", 10, int rand 2, octet(), octet() }
		sub number { unpack "N", pack "C4", split /\./, $_[0] }
		sub dotted { join ".", unpack "C4", pack "N", $_[0] }
		sub prefix {
			my @sizes = (0, 0, 1, 7, 8, 9, 15, 16, int rand 20);
			my $zeros = $sizes[rand 9];
			my $first = number(four()) >> $zeros << $zeros;
			return dotted($first) . "/" . (32 - $zeros);
		}
		sub range {
			my ($first, $last) =
			    sort { $a <=> $b } map { number(four()) } 1, 2;
			return dotted($first) . "-" . dotted($last);
		}
		sub six {
			my $words = 2 + int rand 7;
			my $text = join ":", "2001", "db8",
			    map { int rand 2 } 3 .. $words;
			return $text if $words == 8 || rand() < .7;
			return "${text}::/" . 16 * $words;
		}
		my %seen;
		for (1 .. 40) {
			my $key = $type eq "ip6trie" ? six()
			    : $type eq "ip4set" && rand() < .3 ? range()
			    : prefix();
			my $not = rand() < .3 ? "!" : "";
			my $value = $not ? ""
			    : $type eq "ip4set" ? " :3:t"
			    : " :" . (2 + int rand 3) . ":t" . int rand 3;
			next if $seen{$key}++ && $type ne "ip4set";
			print "$not$key$value\n";
		}' "$1" "$2"
}
for seed in 1 2 3 4 5 6 7 8; do
	for type in ip4set ip4trie ip6trie; do
		random $type $seed >"$T/random"
		zone "random$seed-$type" $type <"$T/random"
	done
done

port=$(free_port)
# shellcheck disable=SC2086
run_rbldnsd "$port" -c 0 $zones >"$T/log" 2>&1
wait_for grep -q started "$T/log"

# The first lines of a file that rbldnsd warns of (it stops at five).
warned() {
	sed -nE "s|^rbldnsd: file $1\\(([0-9]+)\\):.*|\\1|p" "$T/log" | sort -n
}

# The same of those that we call bad.
bad_lines() {
	sed -nE "s|^feedc: $1:([0-9]+):.*|\\1|p" "$T/bad" | sort -n |
	    head -n 5
}

for zone in $zones; do
	name=${zone%%:*}
	file=${zone##*:}
	records "$file" >"$T/records" 2>"$T/bad"
	ok "same answers: $name" tests/same_answers "$port" "$name" \
	    "$T/records" "$file"
	is 'same bad lines' "$(bad_lines "$file")" "$(warned "$file")"
done

# same_verdict TYPE TEXT: rbldnsd leaves out the line or not, as we do.
differ=
same_verdict() {
	printf '%b\n' "$2" >"$T/line.$1"
	warned=$(rbldnsd -d "x.test:$1:$T/line.$1" 2>&1 >/dev/null |
	    grep -c '^rbldnsd: file')
	records "$T/line.$1" >"$T/records" 2>"$T/bad"
	bad=$?
	[ $((warned > 0)) = $((bad > 0)) ] ||
		differ="$differ
$1: $2: $warned warnings, $(cat "$T/bad")"
}
while read -r type text; do
	same_verdict "$type" "$text"
done <<'END'
ip4set 192.0.2.1
ip4set 192.0.2.256
ip4set 192.0.2
ip4set 192
ip4set 192/8
ip4set 192.0/8
ip4set 192.1/8
ip4set 192.0.2.
ip4set 192.0.2.1.
ip4set 192.0.2.1.1
ip4set 192..2.1
ip4set 0192.0.2.1
ip4set 192.0.2.1/33
ip4set 192.0.2.1/
ip4set 192.0.2.1/032
ip4set 192.0.2.1/24
ip4set 0/0
ip4set 0/1
ip4set 192.0.2.1-5
ip4set 192.0.2.5-1
ip4set 192.0.2.5-256
ip4set 192.0.2-192.0.5
ip4set 192.0-2
ip4set 10-20
ip4set 192.0.2.1-192.0.3
ip4set 192.0.2.1-192.0.3.1
ip4set 192.0.2.1-192.0.3.1/32
ip4set 192.0.2.1 - 192.0.3.1
ip4set 192.0.2.1x
ip4set 192.0.2.1,
ip4set 192.0.2.1:2:x
ip4set 192.0.2.1#x
ip4set !192.0.2.1
ip4set ! 192.0.2.1
ip4set !!192.0.2.1
ip4set !192.0.2.1 :garbage
ip4set 192.0.2.1 :2
ip4set 192.0.2.1 :2 x
ip4set 192.0.2.1 :2 # x
ip4set 192.0.2.1 :2 :x
ip4set 192.0.2.1 : 2:x
ip4set 192.0.2.1 :x
ip4set 192.0.2.1 :0:x
ip4set 192.0.2.1 ::x
ip4set 192.0.2.1 :127.0.0.256:x
ip4set 192.0.2.1 :127.0.0.2.:x
ip4set 192.0.2.1 :127.2:x
ip4set 192.0.2.1 :127.0.2:x
ip4set :2
ip4set :2:
ip4set :
ip4set :x
ip4set ::
ip4set 2001:db8::1
ip4set <html>
ip4set $TTL 1
ip4set $ttl 1
ip4set #$TTL 1
ip4set ;$TTL 1
ip4set :$TTL 1
ip4set $
ip4set $TTLX 1
ip4set $UNKNOWN x
ip4set $1 x
ip4set $1
ip4set $10 x
ip4set $= x
ip4set $=
ip4set $DATASET ip4set @
ip4set $MAXRANGE4 5
ip4set $MAXRANGE4 /24
ip4set $MAXRANGE4 /0
ip4set $MAXRANGE4 0
ip4set $MAXRANGE4 /33
ip4set $MAXRANGE4 x
ip4set $MAXRANGE4 5\n192.0.2.0/29
ip4set $MAXRANGE4 8\n192.0.2.0/29
ip4set $MAXRANGE4 7\n192.0.2.0/29
ip4set $MAXRANGE4 5\n$MAXRANGE4 5
ip4set $MAXRANGE4 /29\n192.0.2.0/29
ip4set $MAXRANGE4 /30\n192.0.2.0/29
ip4set $MAXRANGE4 5\n$MAXRANGE4 6
ip4set $MAXRANGE4 5\n$MAXRANGE4 4
ip4set 192.0.2.1\r
ip4set # x\r
ip4tset 192.0.2.1
ip4tset 192.0.2.1 whatever :
ip4tset 192.0.2.1:whatever
ip4tset 192.0.2.1/32
ip4tset 192.0.2
ip4tset !192.0.2.1
ip4tset 192.0.2.1-2
ip4tset :x
ip4tset :2:a\n:x
ip4tset $MAXRANGE4 5
ip4trie 192.0.2.1
ip4trie 192.0.2
ip4trie 192
ip4trie 0/0
ip4trie 192.0.2.1-2
ip4trie 192.0.2.1/24
ip4trie 192.0.2.1\n192.0.2.1
ip4trie 192.0.2.1\n!192.0.2.1
ip4trie 192.0.2/24\n192.0.2
ip4trie $MAXRANGE4 5\n192.0.2.0/29
ip6trie 2001:db8::/32
ip6trie 2001:db8::
ip6trie 2001:db8:
ip6trie 2001:db8
ip6trie 2001
ip6trie 2001/16
ip6trie 2001:db8:0:0:1:2:3:4
ip6trie 2001:db8:0:0:1:2:3:4:5
ip6trie 2001:db8:0:0:1:2:3:4:5:t
ip6trie 2001:db8:0:0:1:2:3:4::
ip6trie 2001:db8::1::
ip6trie 2001:db8::1:
ip6trie 2001:db8::12345
ip6trie 2001:db8::00001
ip6trie 2001:db8:g
ip6trie 2001:db8::1/64
ip6trie 2001:db8::/129
ip6trie 2001:db8::/
ip6trie ::
ip6trie :::
ip6trie ::1
ip6trie ::1.2.3.4
ip6trie 1:2:3:4:5:6:7::
ip6trie 1:2:3:4:5:6:7:8::
ip6trie ::1:2:3:4:5:6:7:8
ip6trie !2001:db8::/32
ip6trie 2001:db8::/32\n2001:db8
ip6trie :2:x
ip6trie 2001:db8::/32 :2:x
ip6trie $MAXRANGE4 5\n2001:db8::/32
ip6tset 2001:db8:1:2
ip6tset 2001:db8:1
ip6tset 2001:db8:1:2/64
ip6tset 2001:db8:1:2::
ip6tset 2001:db8:1:2:3
ip6tset !2001:db8:1:2
ip6tset !2001:db8:1:2::1
ip6tset !2001:db8:1:2:0:0:0:1
ip6tset ::1
ip6tset :2:x
combined 192.0.2.1
combined $DATASET ip4set @\n192.0.2.1
combined $DATASET ip4set @\n<html>
combined $DATASET ip4set\n192.0.2.1
combined $DATASET ip4set:a#b @\n192.0.2.1
combined $DATASET ip4set #b @\n192.0.2.1
combined $DATASET nothing @
combined $DATASET combined @
combined $DATASET
combined $1 x\n$DATASET ip4set @
END
is 'lines that rbldnsd leaves out are those that are bad' "$differ" ''

done_testing
