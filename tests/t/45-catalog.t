#!/bin/sh
# A signed catalog is put into the tree, follows the one that is there, and is
# whole whenever feedc is killed; feedc check holds heads to it.
. tests/feed.sh
. tests/strace.sh

export ASAN_OPTIONS=detect_leaks=0
cd "$T" || exit 1
feed_site 'database rbl { } database dul { }'
for n in root1 root2 new; do
	"$feedkey" generate --no-passphrase -s $n.key -p $n.pub >out
done

# made N TIME [SED]: the N-th catalog, signed by both roots.
made() {
	sed "${3:-}" >"$1.conf" <<-'END'
		valid-for = 90d
		root = { root1.pub, root2.pub }
		interval = 1h
		database dul { key feed.pub {
			from = 2026-11-01T00:00:00Z until = 2027-11-01T00:00:00Z
		} }
		database rbl { key feed.pub {
			from = 2026-11-01T00:00:00Z until = 2027-11-01T00:00:00Z
		} }
	END
	before=
	[ "$1" = 1 ] || before="--previous $(($1 - 1))"
	# shellcheck disable=SC2086
	"$feedkey" catalog make "$1.conf" $before -o "$1" --force \
	    --now "2026-11-$2" &&
	    "$feedkey" catalog sign -s root1.key "$1" &&
	    "$feedkey" catalog sign -s root2.key "$1"
}

# give FILE [ARG...]
give() {
	file=$1
	shift
	"$feedc" catalog -c "$conf" --now 2026-11-21T12:00:00Z "$@" "$file"
}

check() {
	"$feedc" check -c "$conf" --now "${1:-2026-11-21T12:00:00Z}"
}

made 1 20T00:00:00Z >out
sed 4d 1 >short
text=$(sed -n '/^format/,$p' 1)
printf '%s\n' "$text" >bare
is_exit "a catalog that is not signed is refused" 18 give bare
is_exit "what is none, too" 5 give short
ok "the tree has none" test ! -e "$publish/catalog"
is_exit "the first one is published" 0 give 1
is "it says so" "$(cat out)" "version 1 of the catalog is published, valid \
until 2027-02-18T00:00:00Z"
is_file "as it was signed" "$publish/catalog" 1
is_file "and under its version" "$publish/catalog.1" 1
is "of its time" "$(stat -c %Y "$publish/catalog")" \
    "$(date -d 2026-11-20T00:00:00Z +%s)"
is "readable by all" "$(stat -c %a "$publish/catalog.1")" 644
ls -i "$publish" >names
is_exit "again changes nothing" 0 give 1
is "it says so" "$(cat out)" "version 1 of the catalog was already \
published, valid until 2027-02-18T00:00:00Z"
ls -i "$publish" >again
is_file "nor in the tree" again names
rm "$publish/catalog.1"
is_exit "but puts back what is gone" 0 give 1
is_file "under its version" "$publish/catalog.1" 1

made 2 21T00:00:00Z 's/interval = 1h/interval = 2h/' >out
made 3 21T06:00:00Z 's/interval = 1h/interval = 3h/' >out
is_exit "one too many is refused" 13 give 3
like "it says so" "$(cat err)" "^feedc: 3: version 3 does not follow 1"
is_exit "the next one is published" 0 give 2
is_file "as the newest" "$publish/catalog" 2
is_file "beside the one before" "$publish/catalog.1" 1
is_exit "which is refused now" 10 give 1
cp 2 second
made 2 21T00:00:01Z 's/interval = 1h/interval = 2h/' >out
is_exit "another second one is refused" 11 give 2
mv second 2
"$feedkey" catalog make 3.conf --previous 2 -o 4 \
    --now 2026-11-22T00:00:00Z >out
"$feedkey" catalog sign -s root1.key 4 >out
"$feedkey" catalog sign -s root2.key 4 >out
is_exit "one from the future is refused" 12 give 4
is_exit "one that is over, too" 7 give 3 --now 2027-03-01T00:00:00Z
is_file "and the second one stays" "$publish/catalog" 2
cp 4 "$publish/catalog.3"
is_exit "one that says something else than is there" 11 give 3
rm "$publish/catalog.3"
made 1 20T00:00:00Z '/^database dul/,/} }/d' >out
rm -rf "$publish"
is_exit "databases that it does not have" 0 give 1
is "are told" "$(cat err)" \
    "feedc: dul: is not in the catalog: nobody can follow it"

# A kill before any call that changes the disk.
made 1 20T00:00:00Z >out
made 2 21T00:00:00Z 's/interval = 1h/interval = 2h/' >out
rm -rf "$publish"
give 1 -q
cp -a "$publish" first
changing='write|renameat|renameat2|fsync|unlinkat|openat|futimens|utimensat'
strace -f -o trace "$feedc" catalog -q -c "$conf" \
    --now 2026-11-21T12:00:00Z 2
calls_in trace | grep -E "^($changing) " >every
sample 1 every calls
is_file "the second one is there" "$publish/catalog" 2
bad=0
while read -r name nth; do
	rm -rf "$publish"
	cp -a first "$publish"
	strace -f -o killed -e "inject=$name:signal=KILL:when=$nth" \
	    "$feedc" catalog -q -c "$conf" --now 2026-11-21T12:00:00Z 2 \
	    >out 2>&1
	version=$(sed -n 's/^version: //p' "$publish/catalog")
	cmp -s "$publish/catalog" "$publish/catalog.$version" &&
	    cmp -s "$publish/catalog" "$version" &&
	    give 2 -q && cmp -s "$publish/catalog" 2 &&
	    cmp -s "$publish/catalog.2" 2 && cmp -s "$publish/catalog.1" 1 &&
	    [ "$(find "$publish" -name '.tmp*')" = "" ] && continue
	bad=$((bad + 1))
	echo "# killed at $name $nth"
done <calls
is "whenever it is killed, what is there is whole" "$bad" 0

# Heads are held to the catalog.
put rbl/traps/a.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z kind=source
END
put dul/isp/a.rec <<'END'
198.51.100.0/24 2026-11-20T10:00:00Z
END
compile 10:00:00 -q
is_exit "heads that the catalog lets be signed" 0 check
is "and no catalog is missed" "$(grep -c 'no catalog' out)" 0
is "are good" "$(cat err)" ""
is_exit "when it is over soon" 9 check 2027-02-18T00:00:00Z
like "that is told" "$(cat err)" "version 2 of the catalog is over soon"
is_exit "when it is over" 5 check 2027-02-19T00:00:00Z
like "that, too" "$(cat err)" "is over since 2027-02-19"
made 3 21T06:00:00Z '
	/^database rbl/,/} }/ s/feed.pub/new.pub/
	s/2027-11-01/2026-11-25/' >out
is_exit "a key is replaced" 0 give 3
like "one that is at its end is told" "$(cat err)" \
    "dul: no key may sign soon, from 2026-11-25T00:00:00Z on"
is_exit "a head by the old one is not good" 5 check
like "that is told" "$(cat err)" "rbl/head: signed by key .*, which version 3 \
of the catalog does not let sign for rbl"
like "and what is soon" "$(cat err)" "dul: no key may sign soon"
sed 's/^database dul {/& epoch = 2/' 2.conf >4.conf
"$feedkey" catalog make 4.conf --previous 3 -o 4 --force \
    --now 2026-11-21T07:00:00Z >out
"$feedkey" catalog sign -s root1.key 4 >out
"$feedkey" catalog sign -s root2.key 4 >out
is_exit "an epoch is raised" 0 give 4
is "which the configuration has not heard of" "$(cat err)" "feedc: dul: is of \
epoch 2 in the catalog, and of 1 in the configuration"
is_exit "a head of the old one is not good" 5 check
like "that is told" "$(cat err)" "dul/head: a head of epoch 1, version 4 of \
the catalog says 2"
sed -i 's/database dul {/& epoch = 2/' "$conf"
compile 10:00:01 -q
is_exit "one of the new one is" 0 check

# A database goes over to a new key while both may sign.
cat >>4.conf <<'END'
database qil { key new.pub {
	from = 2026-11-01T00:00:00Z until = 2027-11-01T00:00:00Z
} }
END
sed 's/^database rbl {/&\n key new.pub {\
	from = 2026-11-21T00:00:00Z until = 2027-11-01T00:00:00Z }/' \
    4.conf >5.conf
"$feedkey" catalog make 5.conf --previous 4 -o 5 \
    --now 2026-11-21T08:00:00Z >out
"$feedkey" catalog sign -s root1.key 5 >out
"$feedkey" catalog sign -s root2.key 5 >out
is_exit "a key beside the old one" 0 give 5
is_exit "changes nothing yet" 0 check
sed "s|database rbl {|& key = \"$T/new.key\"|" "$conf" >changed.conf
cp changed.conf "$conf"
is_exit "a build with the new one" 6 compile 10:00:02 -q
is_exit "is allowed" 0 "$feedc" accept -c "$conf" rbl key
is_exit "and made" 0 compile 10:00:02 -q
is_exit "its head is good" 0 check
is "by the new key" "$(sed 4q "$publish/rbl/head" | sed -n 2p |
    base64 -d | od -An -tx1 -j2 -N8)" \
    "$(sed -n 2p new.pub | base64 -d | od -An -tx1 -j2 -N8)"

printf x >>"$publish/catalog"
is_exit "a catalog that is spoilt" 5 check
like "is told" "$(cat err)" "feedc: the tree's catalog: line [0-9]+: want"
is_exit "and, given again, restored" 0 give 5
is "which is told" "$(cat err)" \
    "feedc: the tree had no good catalog: restored from catalog.5"
is_file "as it was" "$publish/catalog" 5
is_exit "and good" 0 check

# The newest is gone: what was published last is what counts.
for version in 1 2 3 4; do
	rm "$publish/catalog"
	is_exit "without a newest, version $version" 10 give $version
	is_file "does not take its place" "$publish/catalog" 5
done
like "it is told why" "$(cat err)" "version 4 is older than 5, which is held"
rm "$publish/catalog"
"$feedkey" catalog make 5.conf --previous 5 -o 6 \
    --now 2026-11-21T09:00:00Z >out
"$feedkey" catalog sign -s root1.key 6 >out
"$feedkey" catalog sign -s root2.key 6 >out
is_exit "the next one goes on from it" 0 give 6
is_file "as ever" "$publish/catalog" 6
rm "$publish/catalog"
printf x >>"$publish/catalog.6"
is_exit "without a good one of the last version" 4 give 6
like "that is told" "$(cat err)" "the tree's catalog.6: line"
ok "and none is put in its place" test ! -e "$publish/catalog"
cp 6 "$publish/catalog.6"
is_exit "with it" 0 give 6

# More signatures of the same catalog.
"$feedkey" generate --no-passphrase -s root3.key -p root3.pub >out
sed 's/root = {/threshold = 2 & root3.pub,/' 5.conf >7.conf
"$feedkey" catalog make 7.conf --previous 6 -o 7 \
    --now 2026-11-21T10:00:00Z >out
"$feedkey" catalog sign -s root1.key 7 >out
cp 7 7.three
"$feedkey" catalog sign -s root2.key 7 >out
cp 7 7.two
"$feedkey" catalog sign -s root3.key 7 >out
"$feedkey" catalog sign -s root3.key 7.three >out
is_exit "two of three have signed" 0 give 7.two
is_exit "another two" 0 give 7.three
like "are told" "$(cat out)" \
    "^version 7 of the catalog was already published with other signatures"
is_file "and change nothing" "$publish/catalog" 7.two
is_exit "the third one follows" 0 give 7
like "it is told" "$(cat out)" \
    "^version 7 of the catalog is published again with more signatures, valid"
is_file "and is in the newest" "$publish/catalog" 7
is_file "and under its version" "$publish/catalog.7" 7
is_exit "fewer" 0 give 7.two
like "are told" "$(cat out)" \
    "^version 7 of the catalog was already published with other signatures"
is_file "and change nothing" "$publish/catalog" 7
is_exit "the same" 0 give 7
like "is told" "$(cat out)" "^version 7 of the catalog was already published, "
done_testing
