#!/bin/sh
# feedd over a tree that loses files, is written over, is full of what does not
# belong there, or goes backwards: what is not good is refused and said, once,
# and the last good state is served meanwhile.  See 90-feedd.t for forged heads.
. tests/hostile.sh

hostile_site 30000
serve
cp "$publish/rbl/head" "$T/head.0"
cp -R "$publish" "$T/tree.0"
hosts 1 30010 | put rbl/traps/a.rec
compile 10:01:00 -q
is_published() {
	curl -s "$url/v1/rbl/head" | cmp - "$publish/rbl/head"
}
ok "a step is served" wait_for is_published
first=$(basename "$publish"/rbl/delta/*)
cp "$publish/rbl/head" "$T/head.1"
cp -R "$publish" "$T/tree.1"

# The next step, which is put in below piece by piece.
hosts 1 30020 | put rbl/traps/a.rec
publish_away=$publish
mv "$publish" "$T/keep"
cp -R "$T/tree.1" "$publish"
compile 10:02:00 -q
mv "$publish" "$T/tree.2"
mv "$T/keep" "$publish_away"
snap2=$(cd "$T/tree.2" && echo rbl/snapshot/*.snap)
[ -f "$T/tree.1/$snap2" ] && snap2=
index2=$(cd "$T/tree.2" && for f in rbl/index/*; do
	[ -e "$T/tree.1/$f" ] || echo "$f"
done)
delta2=$(cd "$T/tree.2" && for f in rbl/delta/*; do
	[ -e "$T/tree.1/$f" ] || echo "$f"
done)

# take PATH...: copies of the next step.
take() {
	for path in "$@"; do
		rm -rf "${publish:?}/$path"
		cp "$T/tree.2/$path" "$publish/.new"
		mv "$publish/.new" "$publish/$path"
	done
}
# put_head FILE: a head comes.
put_head() {
	cp "$1" "$publish/rbl/.new"
	mv "$publish/rbl/.new" "$publish/rbl/head"
}
serves_first() {
	curl -s "$url/v1/rbl/head" | cmp - "$T/head.1" && served &&
	    curl -sf "$url/v1/rbl/since/1.$serial" -o "$T/since" &&
	    curl -sf "$url/v1/rbl/o/$first" -o "$T/body" &&
	    cmp "$T/body" "$T/tree.1/rbl/delta/$first"
}
# refuses NAME PATTERN: what is there now is refused.
refuses() {
	ok "$1: it is refused" wait_for grep -Eq "$2" "$T/said"
	ok "  and what is good is served" serves_first
	: >"$T/said"
}
# anew: forgets why, so that it is said again.
anew() {
	put_head "$T/head.1"
	wait_for grep -q 'rbl: good' "$T/said"
	: >"$T/said"
}

served() {
	curl -sf -m 120 "$url/v1/rbl/o/$snap" -o "$T/body" &&
	    cmp "$T/body" "$T/tree.0/rbl/snapshot/$snap"
}

put_head "$T/tree.2/rbl/head"
refuses "a head without its index" "$index2: No such file"
anew
take "$index2"
put_head "$T/tree.2/rbl/head"
refuses "without its delta" "$delta2: No such file"
anew

# As a copy does on a disk that is full, and others that mean harm.
for bytes in 0 1 50; do
	head -c $bytes "$T/tree.2/$delta2" >"$publish/$delta2"
	put_head "$T/tree.2/rbl/head"
	refuses "a delta of which there are $bytes bytes" "$delta2: "
	anew
done
tr '\000-\377' '\001-\377\000' <"$T/tree.2/$delta2" >"$publish/$delta2"
put_head "$T/tree.2/rbl/head"
refuses "one with other bytes" "$delta2: "
anew
for kind in 'mkfifo' 'mkdir' 'ln -s /etc/passwd' 'ln -s /dev/zero' \
    "ln -s $T/tree.2/$delta2" 'truncate -s 1T'; do
	rm -rf "${publish:?}/$delta2"
	$kind "$publish/$delta2"
	put_head "$T/tree.2/rbl/head"
	refuses "in place of a delta: ${kind%% */*}" "$delta2: "
	anew
done
rm -rf "${publish:?}/$delta2"
for kind in 'mkfifo' 'mkdir' 'ln -s /etc/passwd' 'truncate -s 1T' 'touch' \
    'cp /dev/null'; do
	for path in rbl/head catalog; do
		mv "$publish/$path" "$T/aside"
		$kind "$publish/$path"
		refuses "in place of $path: ${kind%% */*}" "^feedd: $path: "
		rm -rf "${publish:?}/$path"
		mv "$T/aside" "$publish/$path"
		ok "  it is good again" wait_for grep -q good "$T/said"
		: >"$T/said"
	done
done
put_head "$T/head.0"
refuses "a head from before" 'rbl/head: .*from before'
put_head "$T/head.1"
wait_for grep -q good "$T/said"
: >"$T/said"

# Cut while it is sent: nobody waits for what will not come.
cat >"$T/take" <<'END'
use IO::Socket::INET;
my ($port, $path, $go) = @ARGV;
my $s = IO::Socket::INET->new(Proto => "tcp") or die;
setsockopt $s, SOL_SOCKET, SO_RCVBUF, 2048;
connect $s, sockaddr_in($port, inet_aton "127.0.0.1") or die;
syswrite $s, "GET $path HTTP/1.1\r\nHost: x\r\n\r\n";
sysread $s, my $all, 500;
$| = 1;
print substr($all, 9, 3), "\n";
select undef, undef, undef, 0.05 until -e $go;
1 while sysread $s, $all, 65536, length $all;
print "over\n";
END
file=$publish/rbl/snapshot/$snap
run_bg perl "$T/take" "$port" "/v1/rbl/o/$snap" "$T/go" >"$T/taken"
wait_for grep -q 200 "$T/taken"
truncate -s 100 "$file"
: >"$T/go"
ok "who is sent a snapshot that is cut is let go" \
    wait_for grep -q over "$T/taken"
cat "$T/tree.0/rbl/snapshot/$snap" >"$file"
ok "all else is served" serves_first

# Written over in place, which nobody should do.
file=$publish/rbl/snapshot/$snap
size=$(stat -c %s "$file")
truncate -s 100 "$file"
for part in 0- 50-200; do
	is "a snapshot that was cut is not sent: $part" "$(curl -s -r $part \
	    -w '%{http_code}' -o "$T/body" "$url/v1/rbl/o/$snap")" 503
done
cat "$T/tree.0/rbl/snapshot/$snap" "$T/head.0" >"$file"
ok "of one that grew" curl -sf "$url/v1/rbl/o/$snap" -o "$T/body"
is "  there is what was signed for" "$(stat -c %s "$T/body")" "$size"
cat "$T/tree.0/rbl/snapshot/$snap" >"$file"
ok "all else is served" serves_first

# What is served is lost, or written over; what was checked is in memory, but
# for snapshots, of which those who take one get too little.
rm "$publish/rbl/delta/$first" "$publish/rbl/snapshot/$snap" \
    "$publish"/rbl/index/*
ok "files that are lost are served" serves_first
attack_on 20 at_once=20 then=hold buffer=2048 "GET /v1/rbl/o/$snap HTTP/1.1$end"
ok "  and others, while some take them" serves_first
kill "$enemy"

# Full of what does not belong there.
seq 5000 | (cd "$publish/rbl" && xargs touch)
(cd "$publish" && seq 5000 | xargs touch)
ok "among 10,000 other files" serves_first

# All that is missing comes, the head at last or not.
for path in $(cd "$T/tree.2" &&
    find rbl -type f ! -name 'head' ! -name '.*'); do
	take "$path"
done
put_head "$T/tree.2/rbl/head"
is_second() { curl -s "$url/v1/rbl/head" | cmp - "$T/tree.2/rbl/head"; }
ok "a step that is whole is taken" wait_for is_second
is "a step is told" "$(curl -s -o "$T/since" -w '%{http_code}' \
    "$url/v1/rbl/since/1.$serial")" 200

kill -TERM "$server"
wait "$server"
is "it ends well" "$?" 0
done_testing
