#!/bin/sh
# Roots make and sign catalogs with keys of the real minisign, which verifies
# what they signed; keys rotate, are revoked, and epochs are raised.
. tests/tap.sh
feedkey=$B/feedkey
cd "$T" || exit 1
umask 022

catalog() {
	op=$1
	shift
	"$feedkey" catalog "$op" "$@"
}

# minisign leaves zeroes in front of an id away.
id() {
	"$feedkey" show "$1" | sed -n 's/.*public key, //p'
}

key() {
	sed -n 2p "$1"
}

# block N FILE: the N-th signature in front of a catalog.
block() {
	sed -n "$((4 * $1 - 3)),$((4 * $1))p" "$2"
}

# text FILE: what is signed.
text() {
	sed -n '/^format: /,$p' "$1"
}

for n in alice bob carol dave; do
	minisign -G -W -p $n.pub -s $n.key >out 2>&1
done
for n in rbl qil next; do
	"$feedkey" generate --no-passphrase -s $n.key -p $n.pub >out
done

cat >catalog.conf <<END
# two of three sign for a year
valid-for = 365d
threshold = 2
root = { alice.pub, "$T/bob.pub", "$(key carol.pub)" }
interval = 1h
database rbl {
	key rbl.pub {
		from = 2026-11-01T00:00:00Z
		until = 2027-12-01T00:00:00Z
	}
}
database qil {
	epoch = 2
	interval = 1m
	key qil.pub {
		from = 2026-11-01T00:00:00Z
		until = 2027-12-01T00:00:00Z
	}
}
END
now=2026-11-22T00:00:00Z
is_exit "make the first catalog" 0 catalog make catalog.conf -o one --now $now
like "it says who has to sign" "$(cat out)" \
    "^it takes signatures of 2 of its roots: .*$(id carol.pub)"
{
	cat <<-END
		format: feedmill catalog 1
		version: 1
		time: $now
		valid-until: 2027-11-22T00:00:00Z
		threshold: 2
	END
	# Roots are in the order of their bytes, which base64 does not keep.
	for n in alice bob carol; do
		echo "$(key $n.pub | base64 -d | od -An -v -tx1 |
		    tr -d ' \n') $(key $n.pub)"
	done | sort | sed 's/.* /root: /'
	cat <<-END
		db: qil
		epoch: 2
		interval: 60
		key: 2026-11-01T00:00:00Z 2027-12-01T00:00:00Z $(key qil.pub)
		db: rbl
		epoch: 1
		interval: 3600
		key: 2026-11-01T00:00:00Z 2027-12-01T00:00:00Z $(key rbl.pub)
	END
} >want
is_file "it is this text" one want
is_exit "it is not replaced" 1 catalog make catalog.conf -o one --now $now
is_exit "unless forced" 0 catalog make catalog.conf -o one --now $now --force
is_file "and then is the same" one want
mkdir sub
cp catalog.conf ./*.pub sub
rm sub/bob.pub
is_exit "keys are found beside the description" 0 \
    catalog make sub/catalog.conf -o two --now $now
is_file "wherever that is" two want

# Signing.
is_exit "nobody has signed" 18 catalog check one --now $now
is "it says so" "$(cat err)" "feedkey: one: signed by 0 of the 3 roots that \
it names itself, which takes 2"
is_exit "alice signs" 0 catalog sign -s alice.key one
ok "and is shown what" grep -qF \
    "  key $(id qil.pub) $(key qil.pub) from 2026-11-01T00:00:00Z until" out
is "and that it is done" "$(tail -n 1 out)" "one: signed by $(id alice.pub)"
is_exit "one is not enough" 18 catalog check one --now $now
cp one signed-by-alice
is_exit "alice signs again" 0 catalog sign -s alice.key one
is_file "which changes nothing" one signed-by-alice
is_exit "and is still one" 18 catalog check one --now $now
is_exit "a key of a database does not sign" 17 catalog sign -s rbl.key one
like "it says why" "$(cat err)" "key $(id rbl.pub) is no root"
is_exit "nor does another root" 17 catalog sign -s dave.key one
is_file "and nothing is changed" one signed-by-alice
is_exit "bob signs" 0 catalog sign -s bob.key one
is_exit "two are enough" 0 catalog check one --now $now
is "it says so" "$(cat out)" \
    "one: good, version 1, valid until 2027-11-22T00:00:00Z"
is_exit "--quiet" 0 catalog check -q one --now $now
is "says nothing" "$(cat out err)" ""
text one >one.text
is_file "the text is the one that was made" one.text want
for n in 1 2; do
	block $n one >one.minisig
	ok "minisign verifies signature $n" sh -c '
		minisign -V -q -p alice.pub -x one.minisig -m one.text ||
		    minisign -V -q -p bob.pub -x one.minisig -m one.text'
done
is "there is no other" "$(block 3 one | grep -c '^untrusted')" 0
is "others read it" "$(stat -c %a one)" 644
ls -A >names
ok "no temporary file is left" sh -c '! grep "^\.[^t]" names'

is_exit "show" 0 catalog show one
like "says how many signed" "$(cat out)" \
    "^signed by 2 of its 3 roots, which takes 2"
ok "and who" grep -qxF "root $(id bob.pub) $(key bob.pub) signed" out
ok "and who not" grep -qxF "root $(id carol.pub) $(key carol.pub)" out
is_exit "show --json" 0 catalog show --json one
ok "says the same" perl -MJSON::PP -e '
	local $/;
	my $c = decode_json(<STDIN>);
	my ($carol) = grep { $_->{id} eq $ARGV[0] } @{$c->{roots}};
	die if $c->{version} != 1 || $c->{signed} != 2 || $carol->{signed} ||
	    $c->{databases}[0]{name} ne "qil" ||
	    $c->{databases}[0]{keys}[0]{until} ne "2027-12-01T00:00:00Z";' \
    "$(id carol.pub)" <out

# Text that was changed after it was signed.
sed 's/^interval: 60$/interval: 61/' one >changed
is_exit "a changed text has no signatures" 18 catalog check changed --now $now
is_exit "and is shown so" 0 catalog show changed
like "for each of them" "$(cat out)" \
    "^root $(id bob.pub) .* SIGNED SOMETHING ELSE"
sed 's/^epoch: 2$/epoch: 02/' one >odd
is_exit "an odd text is refused" 4 catalog check odd
like "with its line" "$(cat err)" "odd: line [0-9]+: a number"
cp odd odd.before
is_exit "nobody signs it" 4 catalog sign -s carol.key odd
is_file "and it is as it was" odd odd.before
{
	block 2 one
	block 1 one
	text one
} >swapped
is_exit "signatures have one order" 5 catalog check swapped
cat one.minisig one >twice
is_exit "and none is there twice" 5 catalog check twice

# Pinned roots.
is_exit "by pinned roots" 0 catalog check one -p alice.pub -p bob.pub \
    --now $now
is_exit "by more than half of them" 18 catalog check one -p alice.pub \
    -p carol.pub -p dave.pub --now $now
like "it says so" "$(cat err)" "signed by 1 of the 3 pinned roots"
is_exit "or as many as are said" 0 catalog check one -p alice.pub \
    -P "$(key carol.pub)" -p dave.pub --threshold 1 --now $now
is_exit "but no more than there are" 2 catalog check one -p alice.pub \
    --threshold 2
is_exit "each once" 2 catalog check one -p alice.pub -p alice.pub
for n in 2x 1,2 0 "" x -1 17 4294967297; do
	is_exit "a threshold is a number, not \"$n\"" 2 catalog check one \
	    -p alice.pub -p bob.pub "--threshold=$n" --now $now
done

# Time.
is_exit "made in the future" 12 catalog check one --now 2026-11-21T23:00:00Z
is_exit "over in a week" 9 catalog check one --now 2027-11-16T00:00:00Z
like "it says so" "$(cat err)" "version 1 of the catalog is over soon"
is_exit "over" 7 catalog check one --now 2027-11-22T00:00:00Z
like "it says so" "$(cat err)" "is over since 2027-11-22T00:00:00Z"

# The next one: a key for qil follows the one that there is, and leaves a gap
# first.
sed '/^database qil/,$d' catalog.conf >next.conf
cat >>next.conf <<'END'
database qil {
	epoch = 2
	interval = 1m
	key qil.pub {
		from = 2026-11-01T00:00:00Z
		until = 2027-01-01T00:00:00Z
	}
	key next.pub {
		from = 2027-01-02T00:00:00Z
		until = 2028-01-01T00:00:00Z
	}
}
END
now=2026-12-01T00:00:00Z
is_exit "what too few signed has no next one" 18 catalog make next.conf \
    --previous signed-by-alice -o two --now $now --force
is_exit "make the next one" 0 catalog make next.conf --previous one -o two \
    --now $now --force
like "which both sign" "$(cat out)" "of 2 of the roots of the one before"
catalog sign -s bob.key two >out
catalog sign -s carol.key two >out
is_exit "a gap to come is told" 0 catalog check two --previous one --now $now
is "when it begins" "$(cat err)" \
    "feedkey: qil: no key may sign from 2027-01-01T00:00:00Z on"
is_exit "it is soon" 9 catalog check two --now 2026-12-31T00:00:00Z
is_exit "it is there" 17 catalog check two --now 2027-01-01T00:00:00Z
like "for one of them" "$(cat err)" "qil: no key may sign now"
sed -i 's/2027-01-02/2026-12-20/' next.conf
catalog make next.conf --previous one -o two --now $now --force >out
catalog sign -s bob.key two >out
catalog sign -s carol.key two >out
is_exit "windows that overlap leave none" 0 catalog check two --previous one \
    --now $now
is "and nothing is told" "$(cat err)" ""
is_exit "it is a next one only" 18 catalog check two -p alice.pub -p dave.pub \
    --now $now

# Rotation: dave comes for alice, who signs a last time, with qil's old key
# revoked and its epoch raised.
sed -e "s/alice.pub/dave.pub/" -e '/key qil.pub/,/}/d' \
    -e 's/epoch = 2/epoch = 3/' next.conf >third.conf
sed -i 's/2026-12-20/2026-12-01/' third.conf
is_exit "make the third" 0 catalog make third.conf --previous two -o three \
    --now $now
changes() {
	sed -n '/^changed since/,$p' out
}
cat >want <<END
changed since version 2:
  root added: $(id dave.pub) $(key dave.pub)
  root removed: $(id alice.pub) $(key alice.pub)
  qil: epoch 3 instead of 2
  qil: key changed: $(id next.pub) $(key next.pub) from 2026-12-01T00:00:00Z \
until 2028-01-01T00:00:00Z instead of from 2026-12-20T00:00:00Z \
until 2028-01-01T00:00:00Z
  qil: key removed: $(id qil.pub) $(key qil.pub), and nothing that it signed \
is believed any more
END
changes >have
is_file "and it says what changes" have want
is_exit "so it does before a key is read" 1 \
    catalog sign -s none.key three --previous two
changes >have
is_file "that signs" have want
catalog sign -s dave.key three >out
catalog sign -s bob.key three >out
is_exit "the new roots are content" 0 catalog check three --now $now
is_exit "the old ones are not" 18 catalog check three --previous two --now $now
is "it says so" "$(cat err)" "feedkey: three: signed by 1 of the 3 roots of \
version 2, which takes 2"
is_exit "alice is no root of it" 17 catalog sign -s alice.key three
is_exit "but of the one before" 0 catalog sign -s alice.key three \
    --previous two
is_exit "now it follows" 0 catalog check three --previous two --now $now
changes | grep -v ': good, ' >have
is_file "and what it changes is said" have want
is_exit "also for who trusts the pinned one before" 0 catalog check three \
    --previous two -p carol.pub --now $now
is_exit "it does not follow the first" 13 catalog check three --previous one \
    --now $now
is_exit "nor does the first follow it" 10 catalog check one --previous two \
    --now $now
is_exit "what goes back is not made" 10 catalog make catalog.conf \
    --previous three -o four --now $now
like "it says why" "$(cat err)" "qil goes back to epoch 2 from 3"
ok "nor is it there" test ! -e four
catalog make next.conf --previous one -o other --now 2026-12-02T00:00:00Z >out
catalog sign -s bob.key other >out
catalog sign -s carol.key other >out
is_exit "another second one is a split" 11 catalog check other \
    --previous two --now 2026-12-02T00:00:00Z

# Descriptions that are refused, with the line.
# refused NAME SED PATTERN
refused() {
	sed "$2" catalog.conf >bad.conf
	is_exit "refused: $1" 2 catalog make bad.conf -o bad --now $now
	like "  it says why" "$(cat err)" "^feedkey: bad.conf(:[0-9]+)?: .*$3"
}
refused "no validity" '/^valid/d' "either valid-for or valid-until"
refused "over already" 's/^valid-for.*/valid-until = 2026-01-01T00:00:00Z/' \
    "over already"
refused "a date that is none" 's/2027-12-01/2027-12-32/' "a time is as 2026-"
refused "no root" '/^root/d' "no root is given"
refused "a root twice" 's/alice.pub/bob.pub/' "is a root already"
refused "a threshold of none" 's/^threshold = 2/threshold = 0/' "1 to 3 have"
refused "a threshold too high" 's/^threshold = 2/threshold = 4/' "1 to 3 have"
refused "no such key" 's/rbl.pub/lost.pub/' "lost.pub: No such file"
refused "a secret key" 's/rbl.pub/rbl.key/' "rbl.key: public key"
refused "no name" 's/database rbl/database text/' "no name of a database"
refused "no interval" '/^interval/d' "an interval is wanted"
refused "a long interval" 's/= 1m/= 31d/' "at most 30 days"
refused "no window" '/from =/d' "from and until are wanted"
refused "a window backwards" 's/2027-12-01/2025-12-01/' "not after from"
refused "no key" '/key qil.pub/,/}/d' "qil has no key"
refused "a root as a key" 's/key rbl.pub/key alice.pub/' \
    "a root is no key of a database"
refused "an option that there is not" 's/epoch/age/' "no such option"
is_exit "a description that is not there" 1 catalog make lost.conf -o bad

# The commands themselves.
is_exit "no command" 2 "$feedkey" catalog
is_exit "a wrong one" 2 "$feedkey" catalog mend
like "it says so" "$(cat err)" '^feedkey catalog: no command "mend"'
is_exit "help" 0 "$feedkey" catalog --help
like "lists them" "$(cat out)" '^  sign  '
is_exit "no file" 1 catalog show lost
head -c 70000 /dev/zero >big
is_exit "a long file" 14 catalog show big
# As much as there can be, which the signatures of all roots have to fit.
# many_roots FIRST LAST: a configuration of the largest catalog.
many_roots() {
	echo "valid-for = 365d interval = 1h threshold = 1 root = {"
	seq -s ', ' -f 'm%g.pub' "$1" "$2"
	echo "}"
	for db in $(seq 10 73); do
		echo "database a-name-of-as-many-as-31-digits-$db {" |
		    sed 's/as-many-as-31-digits/31-digits/'
		echo "epoch = 4294967295 interval = 720h"
		for k in 33 34 35 36 37 38 39 40; do
			echo "key m$k.pub { from = 2026-11-01T00:00:00Z" \
			    "until = 2027-11-01T00:00:00Z }"
		done
		echo "}"
	done
}
for k in $(seq 1 40); do
	"$feedkey" generate --no-passphrase -s "m$k.key" -p "m$k.pub" >out
done
many_roots 1 16 >many1
many_roots 17 32 >many2
is_exit "a catalog with most databases, keys and roots" 0 \
    catalog make many1 -o large1 --now $now
is_exit "is signed" 0 catalog sign -s m1.key large1
is_exit "but not with all roots replaced" 2 \
    catalog make many2 --previous large1 -o large2 --now $now
like "that is told" "$(cat err)" "with the signatures of 32 roots might have \
more than 65536"
ok "and nothing made" test ! -e large2
for k in $(seq 2 16); do
	"$feedkey" catalog sign -s "m$k.key" large1 >out || echo "$k"
done >unsigned
is "what is made all roots can sign" "$(cat unsigned)" ""

# What is said to be the one before is one that its roots signed.
sed -n '/^format/,$p' large1 >large0
"$feedkey" catalog make many1 --previous large1 -o large3 --now $now >out
is_exit "one before that nobody signed" 18 \
    catalog sign -s m1.key --previous large0 large3
like "is told" "$(cat err)" "large0: signed by 0 of the 16 roots"
is_exit "one that is signed is taken" 0 \
    catalog sign -s m1.key --previous large1 large3

done_testing
