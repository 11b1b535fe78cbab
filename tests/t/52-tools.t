#!/bin/sh
# What operators look with: check, explain, dump, lookup, import.
. tests/feed.sh

feed_site 'database rbl {} database qil {} database rblplus {}
	source desk { removes = all }'
put rbl/traps/a.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z kind=source
192.0.2.0/24 2026-11-20T10:00:00Z kind=support
192.0.2.9 2026-11-20T10:00:00Z
END
put rbl/desk/r.rec <<'END'
!192.0.2.9 2026-11-20T11:00:00Z
END
put qil/traps/h.rec <<'END'
192.0.2.7 2026-11-21T11:58:00Z
END
compile 12:00:00 -q

is_exit "all records are good" 0 "$feedc" check -c "$conf" \
    --now 2026-11-21T12:00:00Z
like "they are counted" "$(cat "$T/out")" '^5 records in 3 files, 0 bad'
like "so is what is published" "$(cat "$T/out")" \
    '^published: 6 databases, 6 texts, 0 bad'
like "and what is missing to be followed" "$(cat "$T/out")" \
    '^no catalog: .*"feedkey catalog make" and .*"feedc catalog"$'

check() {
	"$feedc" check -q -c "$conf" --now 2026-11-21T12:00:00Z "$@"
}

# spoilt FILE AT WHAT: a changed byte of a published file is found, in what it
# should be in, and only there.
spoilt() {
	cp -p "$publish/$1" "$T/whole"
	printf '~' | dd of="$publish/$1" bs=1 seek="$2" conv=notrunc status=none
	is_exit "check: a changed byte in $1" 5 check
	like "  is told of" "$(cat "$T/err")" "$3"
	is_exit "  not for another database" 0 check --db qil
	cp -p "$T/whole" "$publish/$1"
}
object=rbl/snapshot/$(basename "$(key_snapshot rbl)")
spoilt rbl/head 100 '^feedc: rbl/head: '
spoilt rbl/head 450 '^feedc: rbl/head: '
spoilt "$object" 40 "^feedc: $object: has another hash"
spoilt "$object.minisig" 0 "^feedc: $object.minisig: signature: "
spoilt text/rbl.rbldnsd 9 '^feedc: text/rbl.rbldnsd: '
spoilt text/rbl.rbldnsd.minisig 60 '^feedc: text/rbl.rbldnsd: '
mv "$publish/$object" "$T/away"
is_exit "check: a snapshot is gone" 5 check
mv "$T/away" "$publish/$object"
is_exit "check: all is whole again" 0 check

ln -s a.rec "$spool/rbl/traps/link.rec"
is_exit "check: a symbolic link, which a build refuses" 3 check
like "  is told of" "$(cat "$T/err")" 'link.rec|traps'
rm "$spool/rbl/traps/link.rec"

"$feedkey" generate --no-passphrase -s "$T/other.key" -p "$T/other.pub" \
    >"$T/generate"
is_exit "check: with another public key" 5 check --public "$T/other.pub"
echo secret >"$T/word"
chmod 600 "$T/word"
cp -p "$T/feed.key" "$T/plain.key"
"$feedkey" passphrase -s "$T/feed.key" --new-passphrase-file "$T/word"
is_exit "check: an encrypted key" 2 check
like "  asks for the public one" "$(cat "$T/err")" 'feed.key: .*--public'
is_exit "  and does with it" 0 check --public "$T/feed.pub"
mv "$T/plain.key" "$T/feed.key"
sed "s|$publish|$publish.none|" "$conf" >"$T/none.conf"
is_exit "check: before anything is published" 0 "$feedc" check \
    -c "$T/none.conf" --now 2026-11-21T12:00:00Z
like "  that is said" "$(cat "$T/out")" '^published: 0 databases'
is "  and nothing else" "$(grep -c 'no catalog' "$T/out")" 0

printf '192.0.2.1 2026-11-20T10:00:00Z port=0\n192.0.2.2 2026-11-20\n' \
    >"$T/bad.rec"
is_exit "bad lines are found" 3 "$feedc" check "$T/bad.rec"
like "the first" "$(cat "$T/err")" 'bad.rec:1:'
like "and the second" "$(cat "$T/err")" 'bad.rec:2:'
echo '192.0.2.1 2026-11-20T10:00:00Z port=25' >"$T/port.rec"
is_exit "a key of another database is bad" 3 \
    "$feedc" check -c "$conf" --db rbl "$T/port.rec"

explain() {
	"$feedc" explain -c "$conf" --now 2026-11-21T12:00:00Z "$@"
}
explain 192.0.2.7 >"$T/out"
like "explain: the answer" "$(cat "$T/out")" '^rbl: listed, 127.0.0.2 '
like "explain: the record that wins" "$(cat "$T/out")" \
    'traps/a.rec:1: 192.0.2.7 2026-11-20T10:00:00Z kind=source'
like "explain: the one that does not, and why" \
    "$(grep -A1 'a.rec:2' "$T/out")" 'more addresses'
like "explain: a hit and its end" "$(cat "$T/out")" \
    '^qil: listed, .* until 2026-11-21T12:04:00Z'
like "explain: a mask by its members" "$(cat "$T/out")" \
    '^rblplus: listed, 127.1.0.1 by rbl$'
echo broken | put rbl/traps/z.rec
explain --db rbl 192.0.2.7 >"$T/out"
like "explain: a source that does not read" "$(cat "$T/out")" \
    'its last good state counts: source traps: .*z.rec:1'
is "explain: with what counts in its place, once" \
    "$(grep -c 'traps/a.rec:1: ' "$T/out")" 1
rm "$spool/rbl/traps/z.rec"
like "explain: protected space" "$(explain 10.0.0.1)" 'protected space'
explain --db rbl 192.0.2.9 >"$T/out"
like "explain: a removal" "$(cat "$T/out")" 'rbl: not listed'
like "explain: who removed it" "$(cat "$T/out")" 'desk/r.rec:1'
explain --json 192.0.2.7 >"$T/json"
ok "explain: JSON" perl -MJSON::PP -0 -ne 'decode_json($_)' "$T/json"
is_exit "explain: not an address" 2 explain 192.0.2

snap=$(snapshot rbl)
is "dump: records" "$("$feedc" dump "$snap" | grep -c '^192.0.2')" 4
for format in rbldnsd bind unbound rpz cidr nftables ipset \
    postfix csv; do
	is_exit "dump: $format" 0 "$feedc" dump -f $format "$snap"
done
"$feedc" dump "$snap" >"$T/again.rec"
is_exit "dump: its records are good" 0 "$feedc" check "$T/again.rec"
"$feedc" dump -f rbldnsd --origin x.example "$snap" >"$T/x.combined"
"$feedc" import "$T/x.combined" >"$T/back.rec"
like "import: a zone becomes records" "$(cat "$T/back.rec")" \
    '^192.0.2.7 1970-01-01T00:00:00Z code=127.0.0.2 txt="'
is_exit "import: bad lines" 3 sh -c \
    "printf '192.0.2.1\nx\n' | '$feedc' import -f plain -"
like "import: good ones come through" "$(cat "$T/out")" '^192.0.2.1 1970'
like "import: the bad one is told of" "$(cat "$T/err")" 'standard input:2:'

is_exit "lookup: JSON" 0 "$feedc" lookup --json 192.0.2.7 "$snap"
like "lookup: its code" "$(cat "$T/out")" '"code": "127.0.0.2"'
head -c 100 "$snap" >"$T/short.snap"
is_exit "lookup: half a snapshot" 4 "$feedc" lookup 192.0.2.7 "$T/short.snap"
is_exit "dump: half a snapshot" 4 "$feedc" dump "$T/short.snap"
is_exit "no command" 2 "$feedc"
is_exit "a wrong command" 2 "$feedc" bake
is_exit "--version" 0 "$feedc" --version
for cmd in accept check compile diff dump explain import lookup retire; do
	is_exit "$cmd --help" 0 "$feedc" $cmd --help
done

done_testing
