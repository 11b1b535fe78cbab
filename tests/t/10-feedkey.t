#!/bin/sh
# feedkey beside the real minisign: keys and signatures both ways.
. tests/tap.sh
feedkey=$B/feedkey
data=$TOP/tests/data/minisign
cd "$T" || exit 1
umask 022

mode() {
	stat -c %a "$1"
}

# same_signature NAME KEY FILE COMMENT: both programs write the same bytes.
same_signature() {
	minisign -S -s "$2" -m "$3" -t "$4" -x theirs >"$T/out" 2>&1
	ok "$1" "$feedkey" sign -s "$2" -c "$4" -x ours "$3"
	is_file "$1, the same bytes" ours theirs
}

# A key of ours, for minisign.
is_exit "generate" 0 "$feedkey" generate -s ours.key -p ours.pub \
    --no-passphrase
id=$(sed -n 's/.*public key \([0-9A-F]*\)$/\1/p' out)
like "generate prints the id" "$id" '^[0-9A-F]{16}$'
is "the secret is its owner's alone" "$(mode ours.key)" 600
is "the public key is everybody's" "$(mode ours.pub)" 644
like "the public key's comment has the id" "$(head -n 1 ours.pub)" "$id\$"
is_exit "an existing secret key is kept" 2 "$feedkey" generate -s ours.key \
    -p new.pub --no-passphrase
is_exit "an existing public key is kept" 2 "$feedkey" generate -s new.key \
    -p ours.pub --no-passphrase
ok "and nothing is written" test ! -e new.key -a ! -e new.pub
is_exit "a public key that cannot be written" 1 "$feedkey" generate \
    -s new.key -p nowhere/new.pub --no-passphrase
ok "takes the secret key with it" test ! -e new.key
cp ours.key before.key
ok "--force replaces it" "$feedkey" generate -s ours.key -p ours.pub \
    --no-passphrase --force
ok "by another one" sh -c '! cmp -s ours.key before.key'
is "of the same mode" "$(mode ours.key)" 600
ls -A >names
ok "and no temporary file is left" sh -c '! grep "^\.[^t]" names'

printf 'what is signed\n' >text
: >empty
head -c 1000000 /dev/zero >zeroes
printf 'x' >'a name with  blanks, ü'
for file in text empty zeroes 'a name with  blanks, ü'; do
	ok "sign $file" "$feedkey" sign -s ours.key "$file"
	ok "minisign verifies $file" minisign -V -H -p ours.pub -m "$file"
	ok "verify $file" "$feedkey" verify -p ours.pub "$file"
	same_signature "$file" ours.key "$file" "serial=7	of $file"
done
comment=$(sed -n 's/^trusted comment: //p' text.minisig)
like "the default comment is minisign's" "$comment" \
    '^timestamp:[0-9]{10}	file:text	hashed$'
is "the signature is everybody's" "$(mode text.minisig)" 644
ok "several at once" "$feedkey" sign -s ours.key text empty zeroes
ok "and verified" "$feedkey" verify -p ours.pub text empty zeroes
ok "minisign signs with our key" minisign -S -s ours.key -m text
ok "and we verify" "$feedkey" verify -p ours.pub text
rm before.key

# A key of minisign's, for us.
minisign -G -W -p theirs.pub -s theirs.key >out 2>&1
same_signature "a key of minisign's" theirs.key text "comment"
ok "verify with their key" "$feedkey" verify -p theirs.pub -x ours text
text_key=$(sed -n 2p theirs.pub)
ok "the key as text" "$feedkey" verify -P "$text_key" -x ours text
ok "--quiet" "$feedkey" verify -q -P "$text_key" -x theirs text
is "says nothing" "$(cat .tap)" ""
ok "show agrees on id and key" sh -c '
	"$1" show theirs.key theirs.pub >shown &&
	    [ "$(grep -cx "$(sed -n 2p theirs.pub)" shown)" = 2 ] &&
	    [ "$(sed -n "s/.*, //p" shown | uniq | wc -l)" = 1 ]' - "$feedkey"

# Passphrases, from files: minisign reads its own from standard input.  Where
# memory is short, scrypt gets less of it: that keeps most of this quick.
printf 'two words\n' >words
printf 'other words\n' >other
chmod 600 words other
cp theirs.key locked.key
ok "a passphrase for a key" "$feedkey" passphrase -s locked.key \
    --new-passphrase-file words
is "which keeps its mode" "$(mode locked.key)" 600
minisign -S -s locked.key -m text -t comment -x theirs <words >out 2>&1
is_file "minisign opens what we encrypt" theirs ours
cat other other | prlimit --as=120000000 \
    minisign -C -s theirs.key >out 2>&1
ok "we open what minisign encrypts" "$feedkey" sign -s theirs.key \
    --passphrase-file other -c comment -x again text
is_file "and sign the same" again ours
is_exit "another passphrase" 5 "$feedkey" sign -s theirs.key \
    --passphrase-file words text
is "is wrong" "$(cat err)" "feedkey: theirs.key: wrong passphrase"
is_exit "show an encrypted key" 0 "$feedkey" show theirs.key
is "without its id" "$(cat out)" "theirs.key: secret key, encrypted"
is_exit "show it unlocked" 0 "$feedkey" show --passphrase-file other theirs.key
is "with its id" "$(sed -n 2p out)" "$text_key"
minisign -C -W -s theirs.key <other >out 2>&1
ok "a key that minisign decrypted" "$feedkey" sign -s theirs.key -c comment \
    -x again text
is_file "signs the same" again ours
cp "$data/good-locked.key" test.key
chmod 600 test.key
printf 'test only' >words
ok "remove a passphrase" "$feedkey" passphrase -s test.key \
    --passphrase-file words --remove
is "leaves minisign's plain key" "$(sed -n 2p test.key)" \
    "$(sed -n 2p "$data/good-plain.key")"

# A program under AddressSanitizer does not even start with so little.
if prlimit --as=120000000 "$feedkey" --version >out 2>&1; then
	prlimit --as=120000000 "$feedkey" passphrase -s test.key \
	    --new-passphrase-file words 2>err
	like "little memory makes a weaker lock" "$(cat err)" \
	    'warning: memory is short, .* takes 16 times less'
	minisign -S -s test.key -m text -x theirs <words >out 2>&1
	ok "which minisign opens" minisign -V -p "$data/good.pub" -m text \
	    -x theirs
fi

# What is refused, with which code.
"$feedkey" sign -s theirs.key text
is_exit "the wrong key" 5 "$feedkey" verify -p ours.pub text
like "is named" "$(cat err)" 'text: signature: by key [0-9A-F]+, want key'
cp text.minisig other.minisig
cp text other
echo more >>other
is_exit "another text" 5 "$feedkey" verify -p theirs.pub other
is_exit "no signature" 1 "$feedkey" verify -p theirs.pub words
like "is said" "$(cat err)" 'words.minisig: No such file'
is_exit "no text" 1 "$feedkey" verify -p theirs.pub -x theirs nothing
cp text.minisig theirs.minisig
head -c 5000 /dev/zero >text.minisig
is_exit "a signature of 5,000 bytes" 5 "$feedkey" verify -p theirs.pub text
cat theirs.minisig text.minisig >text.minisig.long
is_exit "a good one and 5,000 bytes" 5 "$feedkey" verify -p theirs.pub \
    -x text.minisig.long text
is_exit "no public key" 4 "$feedkey" verify -p text text
is_exit "a bad public key" 4 "$feedkey" verify -P "x$text_key" text
is_exit "two public keys" 2 "$feedkey" verify -p ours.pub -P "$text_key" text
is_exit "no key at all" 2 "$feedkey" verify text
is_exit "no file" 2 "$feedkey" verify -p ours.pub
is_exit "an unknown option" 2 "$feedkey" verify --frobnicate
is_exit "an unknown command" 2 "$feedkey" frobnicate
is_exit "no command" 2 "$feedkey"
is_exit "a public key to sign with" 5 "$feedkey" sign -s ours.pub text
chmod 644 theirs.key
is_exit "a secret that all may read" 5 "$feedkey" sign -s theirs.key text
is "is refused" "$(cat err)" \
    "feedkey: theirs.key: mode 644 lets others at a secret, want 600"
is_exit "even to show" 5 "$feedkey" show theirs.key
is_exit "a key that is none" 4 "$feedkey" show "$data/bad-point.pub"
chmod 600 theirs.key
is_exit "a comment of two lines" 2 "$feedkey" sign -s theirs.key -c 'a
b' text
printf 'x' >"$(printf 'two\nlines')"
is_exit "a name of two lines" 2 "$feedkey" sign -s theirs.key "$(printf 'two
lines')"
is_exit "unless a comment is given" 0 "$feedkey" sign -s theirs.key -c '' \
    "$(printf 'two\nlines')"
is_exit "standard output is full" 1 sh -c '"$1" show ours.pub >/dev/full' \
    - "$feedkey"

# Tokens.
"$feedkey" token >made
like "a token" "$(head -n 1 made)" '^fmt_[A-Za-z0-9_-]{48}$'
is "and its hash" "$(tail -n +2 made)" "token = \"$(head -n 1 made |
    tr -d '\n' | b2sum -l 256 | cut -d ' ' -f 1)\""
"$feedkey" token gold alice --until 2027-01-01T00:00:00Z >token.2
ok "another is another" sh -c '[ "$(head -n 1 made)" != \
    "$(head -n 1 token.2)" ]'
is "with the line of a token file" "$(tail -n +2 token.2)" \
    "$(head -n 1 token.2 | tr -d '\n' | b2sum -l 256 |
	cut -d ' ' -f 1) gold alice 2027-01-01T00:00:00Z"
is "it ends with its checksum" "$(perl -MMIME::Base64 -MCompress::Zlib -e '
    ($_ = <>) =~ tr|-_\n|+/|d;
    my ($bytes, $sum) = unpack "a32V", decode_base64(substr $_, 4);
    print crc32($bytes) == $sum' made)" 1
is_exit "an access without a holder" 2 "$feedkey" token gold
is_exit "a name that is none" 2 "$feedkey" token gold 'two words'
is_exit "an end without a line to have it" 2 "$feedkey" token \
    --until 2027-01-01T00:00:00Z
is_exit "nobody to be told" 1 sh -c '"$1" token >/dev/full' - "$feedkey"

like "--version" "$("$feedkey" --version)" '^feedkey [0-9]+\.[0-9]+$'
for command in generate passphrase show sign token verify; do
	like "$command --help" "$("$feedkey" $command --help)" \
	    "^Usage: feedkey $command "
	like "--help names $command" "$("$feedkey" --help)" "$command"
done

done_testing
