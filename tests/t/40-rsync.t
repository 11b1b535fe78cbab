#!/bin/sh
# The example configurations of rsync's daemon do what they say: sources can
# bring and not read, subscribers can read and not bring, and a mirror never
# shows a head before what it names.
. tests/tap.sh
. tests/servers.sh

port=$(free_port)

# push MODULE OPTIONS FOLDER
push() {
	module=$1
	shift
	RSYNC_PASSWORD=${secret-traps} rsync "$@" \
	    "rsync://${user-traps}@127.0.0.1:$port/$module/"
}

records=$T/spool
mkdir -p "$records/rbl/traps" "$records/qil/traps"
(umask 077 && echo traps:traps >"$T/rsyncd.secrets")
rsyncd_conf intake "$port" >"$T/intake.conf"
rsyncd intake
cp -R examples/records/rbl/traps "$T/mine"

is_exit "a source brings its files" 0 \
    push rbl-traps -rt --delete "$T/mine/"
is_file "and they are there" "$records/rbl/traps/spam.rec" "$T/mine/spam.rec"
cp "$T/mine/spam.rec" "$T/mine/more.rec"
rm "$T/mine/spam.rec"
is_exit "and replaces them" 0 push rbl-traps -rt --delete "$T/mine/"
is "by those it has now" "$(ls "$records/rbl/traps")" more.rec
echo half >"$T/mine/.more.rec.x7Rt2a"
is_exit "temporary files" 23 push rbl-traps -rt "$T/mine/"
is "stay outside" "$(ls -A "$records/rbl/traps")" more.rec

for option in --inplace --append --partial --temp-dir=/tmp --links; do
	is_exit "$option is refused" 4 push rbl-traps -rt $option "$T/mine/"
done
is_exit "nothing can be read back" 1 env RSYNC_PASSWORD=traps rsync -r \
    "rsync://traps@127.0.0.1:$port/rbl-traps/" "$T/back"
user=nobody
is_exit "nobody else can write" 5 push rbl-traps -rt "$T/mine/"
user=traps secret=guess
is_exit "nor without the secret" 5 push rbl-traps -rt "$T/mine/"
secret=traps
is_exit "nor into another's folder" 5 push rbl-investigators -rt "$T/mine/"
is "modules are not listed" "$(rsync "rsync://127.0.0.1:$port/")" ""

cp -R examples/records/qil/traps "$T/hits"
push qil-traps -rt "$T/hits/"
echo "192.0.2.9  2025-06-01T13:00:00Z" >>"$T/hits/hits.rec"
is_exit "hits may be appended" 0 push qil-traps -rt --append "$T/hits/"
is_file "and arrive" "$records/qil/traps/hits.rec" "$T/hits/hits.rec"

tree=$T/tree
mkdir -p "$tree/rbl/snapshot" "$tree/text"
echo one >"$tree/rbl/head"
echo snap >"$tree/rbl/snapshot/1.abcd.snap"
echo zone >"$tree/text/rbl.rbldnsd"
echo temp >"$tree/text/.rbl.rbldnsd.tmp"
port=$(free_port)
rsyncd_conf outlet "$port" >"$T/outlet.conf"
rsyncd outlet
feed=rsync://127.0.0.1:$port/feed

is_exit "nothing can be written to the outlet" 1 \
    rsync -rt "$T/mine/" "$feed/"
is_exit "a mirror is made" 0 examples/mirror.sh "$feed" "$T/mirror"
list() {
	(cd "$1" && find . -type f ! -name '.lock' -printf '%P %T@ %s\n' | sort)
}
rm "$tree/text/.rbl.rbldnsd.tmp"
is "of everything but temporary files" "$(list "$T/mirror")" "$(list "$tree")"

# A heartbeat: the same size, the same time, other text.
echo two >"$tree/rbl/head"
touch -r "$T/mirror/rbl/head" "$tree/rbl/head"
echo more >"$tree/rbl/snapshot/2.abcd.snap"
rm "$tree/rbl/snapshot/1.abcd.snap"
is_exit "it is brought up to date" 0 examples/mirror.sh "$feed" "$T/mirror"
is "times and removals included" "$(list "$T/mirror")" "$(list "$tree")"
is "and the head is the new one" "$(cat "$T/mirror/rbl/head")" two

# The head is seen in place only after what it names: the feed goes away
# when the objects are asked for.
echo six >"$tree/rbl/head"
mkdir "$T/bin"
cat >"$T/bin/rsync" <<END
#!/bin/sh
PATH=${PATH}
case "\$*" in *--include=*) exec rsync "\$@" ;; esac
exit 10
END
chmod +x "$T/bin/rsync"
is_exit "cut off between heads and objects it fails" 10 \
    env PATH="$T/bin:$PATH" examples/mirror.sh "$feed" "$T/mirror"
is "and keeps the old head" "$(cat "$T/mirror/rbl/head")" two
exec 8>"$T/mirror/.lock"
flock 8
is_exit "two at once do not mix" 8 examples/mirror.sh "$feed" "$T/mirror"
exec 8>&-
is_exit "the next one mends it" 0 examples/mirror.sh "$feed" "$T/mirror"
is "as if nothing had been" "$(cat "$T/mirror/rbl/head")" six

done_testing
