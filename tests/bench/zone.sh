# Writing the rbldnsd zone of some million hosts, against rbldnsd loading it.
# shellcheck shell=sh disable=SC2154

# load_zone FOLDER: prints the seconds of CPU that rbldnsd has used when the
# zone is loaded.  It will not run as root; chrooted it needs no way through the
# folders above.
load_zone() {
	set -- "$(realpath "$1")"
	if [ "$(id -u)" -eq 0 ]; then
		chmod 755 "$1"
		zone=/zone
		set -- "$1" -r "$1" -u nobody
	else
		zone=$1/zone
		set -- "$1"
	fi
	log=$1/rbldnsd.log
	rm -f "$log"
	shift
	rbldnsd -n -b "127.0.0.1/$(sh -c '. tests/tap.sh; free_port')" "$@" \
	    "bl.example.net:combined:$zone" >"$log" 2>&1 &
	pid=$!
	until grep -qs ' started ' "$log"; do
		kill -0 $pid || return 1
		sleep 0.1
	done
	awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' \
	    "/proc/$pid/stat"
	kill $pid
	wait $pid 2>/dev/null || true
}

hosts=$((records / 2))
mkdir "$work/zones"
"$gen" hosts "$hosts" >"$work/hosts"
for _ in 1 2 3; do
	"$B/tests/bench/zone" "$work/hosts" "$work/zones/zone" >>"$work/ours"
	load_zone "$work/zones" >>"$work/peer"
done
read -r ours find <<END
$(sort -n "$work/ours" | head -n 1)
END
peer=$(sort -n "$work/peer" | head -n 1)
figure zone-write-cpu-s "$ours" "$peer" "$peer" \
    "rbldnsd zone of $hosts hosts; peer: rbldnsd loading it"
figure find-in-memory-us "$find" - 1 "a lookup among them"
rm -r "$work/zones" "$work/ours" "$work/peer"
