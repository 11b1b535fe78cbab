#!/bin/sh
# A mirror that is made again and again while publishing goes on verifies at
# every moment, served by the real rsync daemon.
. tests/tap.sh
. tests/servers.sh

publish=$B/tests/tool_publish
port=$(free_port)

# catalog VERSION: a file in place of a catalog; versions are serials here.
catalog() {
	for name in "catalog.$1" catalog; do
		echo "$1" >"$T/tree/.$name" || return
		touch -d "@$1" "$T/tree/.$name"
		mv "$T/tree/.$name" "$T/tree/$name" || return
	done
}

mkdir "$T/tree"
catalog 1795300000
"$publish" "$T/tree" rbl 1795300000 20000
"$publish" "$T/tree" dul 1795300000 20000
rsyncd_conf outlet "$port" >"$T/outlet.conf"
rsyncd outlet
feed=rsync://127.0.0.1:$port/feed

# Publishes one build after another.  What nothing names any more stays for two
# hours, which is 360 of these builds.
builds() {
	serial=1795300000
	while [ ! -e "$T/stop" ]; do
		serial=$((serial + 20))
		catalog "$serial"
		"$publish" "$T/tree" rbl "$serial" 20000 &&
		    "$publish" "$T/tree" dul "$serial" 20000 || return
	done
}

# A head never comes before the catalog of its time, nor that before the file
# of its version.
look() {
	serial=$(sed -n 's/^serial: //p' "$T/mirror/rbl/head")
	read -r version <"$T/mirror/catalog" || return
	if [ "$version" -lt "$serial" ]; then
		echo "head $serial, but catalog $version"
	elif [ ! -e "$T/mirror/catalog.$version" ]; then
		echo "no catalog.$version"
	fi
}

# Verifies the mirror all the time once it is there.
watch() {
	while [ ! -e "$T/stop" ]; do
		"$publish" -c "$T/mirror" >>"$T/seen" 2>>"$T/wrong"
		look >>"$T/wrong" 2>&1
	done
}

examples/mirror.sh "$feed" "$T/mirror"
is_exit "a mirror is made" 0 "$publish" -c "$T/mirror"
run_bg builds
builds=$!
run_bg watch
watch=$!
round=0
while [ $round -lt "${LONG:+10}8" ]; do
	round=$((round + 1))
	is_exit "round $round of mirroring" 0 \
	    examples/mirror.sh "$feed" "$T/mirror"
done
: >"$T/stop"
wait "$builds" "$watch"

is "the mirror verified each time" "$(cat "$T/wrong")" ""
ok "it was looked at" grep -qx 2 "$T/seen"
echo "# $(wc -l <"$T/seen") times," \
    "$(find "$T/tree/rbl" -name '*.snap' | wc -l) snapshots at the end"
examples/mirror.sh "$feed" "$T/mirror"
is "with publishing over it has all of the tree" \
    "$(cd "$T/mirror" && find . -type f ! -name .lock | sort)" \
    "$(cd "$T/tree" && find . -type f ! -name .lock | sort)"
is_exit "and its texts verify too" 0 "$publish" -t "$T/mirror"

done_testing
