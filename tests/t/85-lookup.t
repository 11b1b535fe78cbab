#!/bin/sh
# Addresses are looked up in what is held, and the exit code is grep's.
. tests/follow.sh

# lookup_at TIME ARG...: as of HH:MM:SS of the day.
lookup_at() {
	when=2026-11-21T${1}Z
	shift
	"$feedsub" lookup -c "$subconf" --now "$when" "$@"
}

feed_site 'database rbl { text = "no $" } database qil { text = "quick" }'
key root
put rbl/a/x.rec <<END
192.0.2.0/29 2026-11-21T10:00:00Z
!192.0.2.3 2026-11-21T11:00:00Z
2001:db8:7::/48 2026-11-21T10:00:00Z
END
put qil/a/x.rec <<END
192.0.2.5 2026-11-21T11:59:00Z
END
compile 12:00:00 -q
roots 1 root
delegate rbl 1 feed
delegate qil 1 feed
catalog 1 12:00:00 root
subscriber sub "'file://$publish'" rbl qil
is_exit "nothing is held yet" 2 lookup_at 12:00:00 192.0.2.5
follow 12:00:30 -q

is_exit "a listed address" 0 lookup_at 12:01:00 192.0.2.1
is "is told with its range and answer" "$(cat "$T/out")" \
    "192.0.2.1 is listed in example/rbl as 192.0.2.0/31: \
127.0.0.2 \"no 192.0.2.1\""
is_exit "an IPv6 address" 0 lookup_at 12:01:00 2001:db8:7::25
like "in its network" "$(cat "$T/out")" 'as 2001:db8:7::/48: 127.0.0.2 "no 2001'
is_exit "a hole" 1 lookup_at 12:01:00 192.0.2.3
is "is not listed" "$(cat "$T/out")" "192.0.2.3 is not listed"
is_exit "an address of two databases" 0 lookup_at 12:01:00 192.0.2.5
is "is told of both" "$(cut -d ' ' -f 5- "$T/out")" \
'example/rbl as 192.0.2.4/30: 127.0.0.2 "no 192.0.2.5"
example/qil as 192.0.2.5: 127.0.0.2 "quick" until 2026-11-21T12:05:00Z'
is_exit "when one has ended" 0 lookup_at 12:05:00 192.0.2.5
is "of the other" "$(wc -l <"$T/out")" 1
is_exit "several addresses, one of them listed" 0 \
    lookup_at 12:01:00 192.0.2.3 192.0.2.1 203.0.113.1
is "each has its line" "$(cut -d' ' -f1-5 "$T/out")" \
"192.0.2.1 is listed in example/rbl
192.0.2.3 is not listed
203.0.113.1 is not listed"
is_exit "none listed" 1 lookup_at 12:01:00 192.0.2.3 203.0.113.1
is_exit "the test entry" 0 lookup_at 12:01:00 127.0.0.2
is_exit "a feed that is late" 0 lookup_at 12:30:00 192.0.2.1
like "is told to be" "$(cat "$T/out")" '\(the feed is late\)$'
is_exit "as JSON" 0 lookup_at 12:01:00 --json 192.0.2.5 192.0.2.3
is "which a program reads" "$(perl -MJSON::PP -e '
	for my $a (@{decode_json(join "", <>)}) {
		print "$a->{address}:", $a->{listed} ? 1 : 0, ":", join(",",
		    map { "$_->{db} $_->{code} " . ($_->{until} // "-") }
		    @{$a->{lists}}), ";";
	}' "$T/out")" "192.0.2.5:1:rbl 127.0.0.2 -,qil 127.0.0.2 \
2026-11-21T12:05:00Z;192.0.2.3:0:;"
is_exit "without a configuration" 0 "$feedsub" lookup -S "$sub" 192.0.2.1
is_exit "no address" 2 lookup_at 12:01:00 192.0.2.256
like "is told" "$(cat "$T/err")" '192.0.2.256: an octet is at most 255'
is_exit "no configuration" 2 "$feedsub" lookup -c "$T/none" 192.0.2.1
truncate -s -1 "$sub/example/rbl.snap"
is_exit "what is damaged says nothing" 2 lookup_at 12:01:00 192.0.2.1
like "and that is told" "$(cat "$T/err")" 'example/rbl: what is held is damaged'
done_testing
