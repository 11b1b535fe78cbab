# What following costs: subscribers a minute, an hour and a day behind, over the
# web and over rsync, of a quick list and of a standing one that both change
# every minute; beside rsync -z of their text zones.
# shellcheck shell=sh disable=SC2154

# The last build, the minutes of hits before it, and of these the ones from
# which on there is a build each minute; before that there is one an hour.  The
# last ones are half an hour past a key state.
end=$(date -ud 2026-11-22T08:30:00Z +%s)
minutes=1830
dense=1740

# second MINUTE: of those of the hits, since 1970.
second() {
	echo $((end - (minutes - $1) * 60))
}

# site: an operator's site with nothing in it, its web and its rsync server.
site() {
	feed_site 'database qil { change = none } database rbl { change = none }
	    database million { like = qil quick { first = 12h } }'
	key root
	roots 1 root
	for db in qil rbl million; do delegate "$db" 1 feed; done
	catalog 1 00:00:00 root
	port=$(free_port)
	nginx_conf web "$port" "$publish" >"$T/web.conf"
	run_nginx web
	ln -s "$publish" "$T/tree"
	rsync_port=$(free_port)
	rsyncd_conf outlet "$rsync_port" >"$T/outlet.conf"
	rsyncd outlet
	for db in qil rbl million; do
		subscriber "http-$db" "\"http://127.0.0.1:$port\"" "$db"
		subscriber "rsync-$db" \
		    "\"rsync://127.0.0.1:$rsync_port/feed\"" "$db"
	done
}

# make_streams: the hits, a file a minute, and the versions of a list that is
# like the real one: a host is on it for 12 hours of 18.
make_streams() {
	people=$((records / 33))
	rate=$((people / 120))
	"$gen" hosts "$people" >"$T/people"
	mkdir "$T/hits" "$T/versions"
	"$B/tests/bench/hits" "$T/people" $(($(second 0) / 60)) "$minutes" \
	    "$rate" | split -d -a 4 -l "$rate" - "$T/hits/"
	if [ -n "$data" ]; then
		tar -C "$T/versions" -xJf \
		    "$data/series/rbl-nixspam-15min-2016dec.tar.xz"
	else
		"$gen" hosts 55000 | awk -v dir="$T/versions" '{
			mix = (mix * 69069 + 12345) % 4294967296
			for (v = 0; v < 80; v++)
				if ((int(mix / 65536) + v) % 72 < 48)
					print > sprintf("%s/%02d.txt", dir, v)
		}'
	fi
	find "$T/versions" -name '*.txt' | sort >"$T/names"
	versions=$(wc -l <"$T/names")
}

# list_at MINUTE: the standing list then.  A version is of a quarter of an hour;
# what will have changed with the next one changes minute by minute.
list_at() {
	at=$((versions - 1 + ($1 - minutes - 14) / 15))
	[ "$at" -ge 0 ] || at=0
	later=$((at + 2 > versions ? versions : at + 2))
	awk -v part=$((($1 - minutes + 15 * minutes) % 15)) '
	function is_early() {
		split($1, octet, ".")
		return (octet[2] * 3 + octet[3] * 5 + octet[4]) % 15 < part
	}
	FILENAME == ARGV[1] { now[$1]; next }
	$1 in now { print; delete now[$1]; next }
	is_early() { print }
	END { for (k in now) { $1 = k; if (!is_early()) print k } }
	' "$(sed -n "$((at + 1))p" "$T/names")" \
	    "$(sed -n "${later}p" "$T/names")"
}

# build FROM MINUTE: with the hits since FROM, too.
build() {
	for minute in $(seq "$1" $(($2 - 1))); do
		cat "$T/hits/$(printf %04d "$minute")"
	done | put "qil/traps/$2.rec"
	list_at "$2" | put rbl/traps/list.txt
	"$feedc" compile -q -c "$conf" --now "@$(second "$2")" qil rbl
}

# look WAY DATABASE SECOND [ARG...]
look() {
	again "$1-$2"
	shift 2
	look_at=$1
	shift
	"$feedsub" -c "$subconf" --now "@$look_at" "$@"
}

# leave NAME MINUTE: subscribers that look then, and not again for long.
leave() {
	for way in http rsync; do
		for db in qil rbl; do
			look $way $db "$(second "$2")" -q
			cp -a "$sub" "$sub-$1"
			cp "$zones/$db" "$T/$db-$1"
		done
	done
}

# history: of all builds.
history() {
	from=0
	for to in 390 $(seq 420 60 "$dense") \
	    $(seq $((dense + 1)) "$minutes"); do
		build "$from" "$to"
		from=$to
		case $to in
		390) leave day "$to" ;;
		$((minutes - 60))) leave hour "$to" ;;
		$((minutes - 1))) leave minute "$to" ;;
		esac
	done
}

# wire WAY: sets connections and bytes of what the server did since it began.
wire() {
	case $1 in
	http)
		stop_server web
		awk '{ n += $5; all[$1] } END { print length(all), n + 0 }' \
		    "$T/web.access" >"$T/wire"
		: >"$T/web.access"
		run_nginx web
		;;
	rsync)
		wait_for awk '/connect from/ { n++ }
		    /sent .* received/ { n-- } END { exit n != 0 }' \
		    "$T/outlet.log"
		awk '/connect from/ { all++ }
		    /sent .* received/ { n += $5 + $8 }
		    END { print all, n + 0 }' "$T/outlet.log" >"$T/wire"
		: >"$T/outlet.log"
		;;
	esac
	read -r connections bytes <"$T/wire"
}

# behind NAME DATABASE LIST SHARE: subscribers that were left then look again;
# the target is that share of the snapshot, or with "-" what the peer needs.
behind() {
	whole=$(sed -n 's/^snapshot: \([0-9]*\) .*/\1/p' "$publish/$2/head")
	for way in http rsync; do
		again "$way-$2"
		rm -rf "$sub"
		cp -a "$sub-$1" "$sub"
		wire $way
		look $way "$2" $((end + 5)) >"$T/out"
		wire $way
		if ! holds "$2"; then
			say "bench: $way did not bring the $2 that is signed"
			exit 1
		fi
		what=$(sed 's/.*, \([0-9]* bytes: .*\), from.*/\1/' "$T/out")
		peer=$(rsync_of "$T/$2-$1" "$zones/$2")
		target=$peer
		[ "$4" = - ] || target=$(product "$whole" "$4")
		figure "follow-$1-$3-$way-bytes" "$bytes" "$peer" "$target" \
		    "with all around $what; a snapshot: $whole"
		[ "$1" != hour ] ||
		    figure "follow-$1-$3-$way-connections" "$connections" - 1 \
			"the same: kept connections, or runs of rsync"
	done
}

# take_million: the CPU and memory of the whole program for one minute of a list
# with a tenth of the records.
take_million() {
	count=$((records / 10))
	"$gen" addresses $((count + count / 500)) >"$T/million"
	head -n "$count" "$T/million" | awk -v end=$((end / 60)) '{
		print $1, strftime("%Y-%m-%dT%H:%M:00Z",
		    (end - 1 - NR * 7919 % 710) * 60, 1)
	}' | put million/traps/a.rec
	"$feedc" compile -q -c "$conf" --now "@$end" million
	look http million "$end" -q
	tail -n $((count / 500)) "$T/million" |
	    sed "s/$/ $(date -ud "@$end" +%FT%TZ)/" | put million/traps/b.rec
	"$feedc" compile -q -c "$conf" --now "@$((end + 60))" million
	measure "$feedsub" -c "$subconf" --now "@$((end + 60))"
	entries=$(sed -n 's/^.* \([0-9]*\) entries.*/\1/p' "$work/out")
	printf '%-34s %12s %12s %12s  %s\n' follow-once-cpu-ms \
	    "$(product "$cpu" 1000)" - - \
	    "all of feedsub, $entries entries, one delta"
	printf '%-34s %12s %12s %12s  %s\n' follow-once-peak-bytes \
	    "$(product "$peak" "1 / $entries")" - - "the same, an entry"
}

(
	TMPDIR=$(realpath "$work")
	# shellcheck source=tests/follow.sh
	. tests/follow.sh
	. tests/servers.sh
	# what has ended already is none of our failures
	trap 'set +e; tap_clean' EXIT
	site
	make_streams
	history
	for name in qil-quick rbl-list; do
		behind minute ${name%-*} ${name#*-} -
		behind hour ${name%-*} ${name#*-} 0.5
		behind day ${name%-*} ${name#*-} 1
	done
	take_million
)
