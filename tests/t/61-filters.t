#!/bin/sh
# nft and ipset load the sets of every shape, in a network namespace of their
# own, and what they hold then is what is listed; a file that breaks off
# changes nothing.  Postfix's own lookups say the same of its tables.
. tests/tap.sh

shapes="hosts dense values octets masks mixed nets6 hosts6 masks6 both nibbles
    empty"
data=$TOP/tests/data
cd "$T" || exit 1
for shape in $shapes; do
	"$B/tests/tool_zonegen" 1 "$shape" hosts >"$shape.hosts"
	"$B/tests/tool_zonegen" 1 "$shape" ask rpz >"$shape.asked"
	for format in nftables ipset postfix; do
		"$B/tests/tool_zonegen" 1 "$shape" $format >"$shape.$format"
	done
done

# nft_has SET: the elements of a set of nftables, one a line.
cat >nft_has <<'END'
nft list set inet feedmill "$1" | tr -d '\n\t ' |
    grep -o 'elements={[^}]*' | sed 's/.*{//; s/,/\n/g'
END
cat >ipset_has <<'END'
ipset list "$1" | sed '1,/^Members:/d'
END

# can PROGRAM COMMAND: whether the command works in a network namespace, which
# apart then makes; if not, a check of the program is skipped.
can() {
	for how in -n -rn; do
		unshare $how sh -c "$2" >why 2>&1 && return
	done
	skip "$1: $(tr '\n' ' ' <why)"
	return 1
}

apart() {
	unshare "$how" sh -e -c "$1"
}

# holds PROGRAM LOAD FORMAT: every shape is loaded twice, and held.
holds() {
	for shape in $shapes; do
		is_exit "$shape: $1 loads it" 0 apart "
			$2 <$shape.$3
			$2 <$shape.$3
			sh ./${1}_has rbl_v4 >held
			sh ./${1}_has rbl_v6 >>held"
		is "$shape: and says nothing" "$(cat out err)" ""
		ok "$shape: and holds what is listed" "$TOP/tests/filtered" \
		    held "$shape.hosts" "$shape.asked"
	done
}

if can nft 'nft list ruleset'; then
	holds nft 'nft -f /dev/stdin' nftables
	sed 's/^203.*/nonsense }/' "$data/golden-zone.nft" >broken
	is_exit "nft: rules go on where a file is broken" 0 apart "
		nft -c -f '$data/golden-zone.nft'
		nft -f hosts.nftables
		nft add chain inet feedmill in
		nft add rule inet feedmill in ip saddr @rbl_v4 drop
		sh ./nft_has rbl_v4 >before
		! nft -f broken 2>refusal
		sh ./nft_has rbl_v4 >after
		nft -f '$data/golden-zone.nft'
		sh ./nft_has rbl_v4 >held"
	ok "nft: with the old set" cmp before after
	is "nft: until there is a good one" "$(tr '\n' ' ' <held)" \
	    "192.0.2.7 192.0.2.9-192.0.2.12 198.51.100.0-198.51.101.0 $(
	    )203.0.112.0-203.0.113.5 "
	mkdir nftables.d
	cp "$data/golden-zone.nft" nftables.d/rbl.nft
	sed "s|/etc/|$T/|" "$TOP/examples/subscriber/nftables.conf" >example
	is_exit "nft: loads the example" 0 apart "
		nft -f example
		nft list chain inet feedmill input >chain
		sh ./nft_has rbl_v4 >held"
	is "nft: with its rules" "$(grep -c '@rbl_v' chain)" 2
	like "nft: and the set" "$(cat held)" '^192\.0\.2\.7$'
fi

if can ipset 'ipset list'; then
	holds ipset 'ipset restore' ipset
	sed 's/^\(add rbl_v6.new\) .*/\1 nonsense/' \
	    "$data/golden-zone.ipset" >broken
	is_exit "ipset: a broken file" 0 apart "
		ipset restore <hosts.ipset
		sh ./ipset_has rbl_v4 >before
		! ipset restore <broken 2>refusal
		sh ./ipset_has rbl_v4 >after
		ipset restore <'$data/golden-zone.ipset'
		sh ./ipset_has rbl_v4 | sort >held"
	ok "ipset: leaves the old set" cmp before after
	is "ipset: and does not stop a good one" "$(tr '\n' ' ' <held)" \
	    "192.0.2.10/31 192.0.2.12 192.0.2.7 192.0.2.9 198.51.100.0/24 $(
	    )198.51.101.0 203.0.112.0/24 203.0.113.0/30 203.0.113.4/31 "
fi

if command -v postmap >/dev/null; then
	mkdir postfix
	: >postfix/main.cf
	for shape in $shapes; do
		cut -d' ' -f3 "$shape.hosts" >addresses
		postmap -c postfix -q - "cidr:$T/$shape.postfix" \
		    <addresses >found 2>err
		is "$shape: postmap says nothing" "$(cat err)" ""
		grep -Ev '	(450 4|550 5)\.7\.1 [^ ]' found >odd
		is "$shape: its replies are such" "$(cat odd)" ""
		cut -f1 found | sort -u >held
		ok "$shape: its clients are those that are listed" \
		    "$TOP/tests/filtered" held "$shape.hosts" "$shape.asked"
	done
	is "postmap: what ends is temporary" "$(postmap -c postfix \
	    -q 192.0.2.11 "cidr:$data/golden-zone.postfix")" \
	    "450 4.7.1 Listed, see https://lookup.example/192.0.2.10/31"
	is "postmap: the rest is not" "$(postmap -c postfix \
	    -q 198.51.100.1 "cidr:$data/golden-zone.postfix")" \
	    '550 5.7.1 "Dial-up" \ $5; #1'
else
	skip "postmap is not installed"
fi
done_testing
