#!/bin/sh
# Vectors from elsewhere, in the directory that VECTORS names: unenc.pub/.key,
# enc.pub/.key ("correct horse"), enc2nopw.key and what they signed.
[ -n "${VECTORS:-}" ] || {
	echo "1..0 # SKIP VECTORS names no directory"
	exit 0
}
. tests/tap.sh
feedkey=$B/feedkey
cp "$VECTORS"/* "$T" 2>/dev/null
cd "$T" || exit 1
chmod 600 ./*.key
printf 'correct horse' >words
chmod 600 words

for file in msg1 empty zeros100k; do
	ok "$file" "$feedkey" verify -p unenc.pub "$file"
done
ok "by the encrypted key" "$feedkey" verify -p enc.pub -x msg1.enc.minisig msg1
for bad in e_badcomment e_cr e_crlf e_flipsig e_noglobal e_nonl e_trailing \
    e_wrongkeyid msg1.legacy; do
	is_exit "$bad" 5 "$feedkey" verify -p unenc.pub -x $bad.minisig msg1
done
# Nothing tells it from a good one: no feed's key may sign legacy.
ok "the transplant" "$feedkey" verify -p unenc.pub v_evil
is_exit "what it was made from" 5 "$feedkey" verify -p unenc.pub \
    v_evil.digest64

comment() {
	sed -n 's/^trusted comment: //p' "$1"
}

for file in msg1 empty; do
	ok "sign $file" "$feedkey" sign -s unenc.key \
	    -c "$(comment $file.minisig)" -x ours $file
	is_file "$file, the same bytes" ours $file.minisig
done
for key in enc enc2nopw; do
	ok "sign with $key" "$feedkey" sign -s $key.key --passphrase-file \
	    words -c "$(comment msg1.enc.minisig)" -x ours msg1
	is_file "$key, the same bytes" ours msg1.enc.minisig
done
is_exit "a wrong passphrase" 5 sh -c '
	printf "wrong horse" >words && "$1" sign -s enc.key \
	    --passphrase-file words msg1' - "$feedkey"
done_testing
