# A subscriber below $T for stories, beside the operator's site of feed.sh:
# roots, catalogs in the tree, and what feedsub is told.
# shellcheck shell=sh disable=SC2154
# shellcheck source=tests/feed.sh
. tests/feed.sh

feedsub=$B/feedsub

# No proxy of whoever runs the story stands between.
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY RSYNC_PROXY

# hosts FIRST LAST: records of hosts all over 11.0.0.0/8, by number.
hosts() {
	awk -v i="$1" -v last="$2" 'BEGIN { for (; i <= last; i++) {
		a = i * 10368889 % 2 ^ 24
		printf "11.%d.%d.%d 2026-11-20T10:00:00Z\n", a / 65536,
		    a / 256 % 256, a % 256
	} }'
}

# key NAME: makes $T/NAME.key, without a passphrase, and $T/NAME.pub.
key() {
	"$feedkey" generate --no-passphrase -s "$T/$1.key" -p "$T/$1.pub" \
	    >>"$T/generate"
}

# roots THRESHOLD NAME...: describes a catalog by these roots in
# $T/catalog.conf, to be followed by its databases.
roots() {
	{
		echo "valid-for = ${catalog_days:-90}d"
		echo "threshold = $1"
		shift
		printf 'root = {'
		printf ' "%s"' "$T/$1.pub"
		shift
		for name in "$@"; do printf ', "%s"' "$T/$name.pub"; done
		echo ' }'
	} >"$T/catalog.conf"
}

# delegate DATABASE EPOCH KEY [FROM [UNTIL]]: adds a database and its key.
delegate() {
	cat >>"$T/catalog.conf" <<-END
		database $1 {
			epoch = $2
			interval = 60s
			key "$T/$3.pub" {
				from = ${4:-2026-11-01T00:00:00Z}
				until = ${5:-2027-11-01T00:00:00Z}
			}
		}
	END
}

# catalog VERSION TIME ROOT...: makes that version as $T/catalog.conf says, as
# of HH:MM:SS, signed by these roots, and publishes it.
catalog() {
	version=$1
	catalog_now=2026-11-21T${2}Z
	shift 2
	before=
	[ "$version" -eq 1 ] || before=$publish/catalog.$((version - 1))
	mkdir -p "$publish"
	"$feedkey" catalog make --force --now "$catalog_now" \
	    ${before:+--previous "$before"} \
	    -o "$T/catalog.new" "$T/catalog.conf" >>"$T/generate" || return
	for name in "$@"; do
		"$feedkey" catalog sign ${before:+--previous "$before"} \
		    -s "$T/$name.key" "$T/catalog.new" >>"$T/generate" ||
		    return
	done
	cp "$T/catalog.new" "$publish/catalog.$version"
	cp "$T/catalog.new" "$publish/catalog"
}

# signed_site TEXT DATABASE...: a site of feed.sh with a catalog of these
# databases as of 09:00:00, by one root.
signed_site() {
	feed_site "$1" || return
	shift
	key root
	roots 1 root
	for db in "$@"; do delegate "$db" 1 feed; done
	catalog 1 09:00:00 root
}

# subscriber NAME SOURCES DATABASE...: the subscriber that the rest is about,
# with what it holds in $sub, zones in $zones and a configuration in $subconf.
subscriber() {
	sub=$T/$1
	zones=$T/$1.zones
	subconf=$T/$1.conf
	sources=$2
	shift 2
	mkdir -p "$zones"
	{
		echo "state = \"$sub\""
		echo 'feed example {'
		echo "root = { \"$T/root.pub\" }"
		echo "source = { $sources }"
		echo 'origin = "bl.example"'
		for db in "$@"; do
			echo "database $db { output rbldnsd {"
			echo "file = \"$zones/$db\" } }"
		done
		echo '}'
	} >"$subconf"
}

# again NAME: another subscriber that was described before.
again() {
	sub=$T/$1
	zones=$T/$1.zones
	subconf=$T/$1.conf
}

# no_feeds NAME: a subscriber whose feeds are yet to be described, and files for
# what its service says.
no_feeds() {
	again "$1"
	mkdir -p "$zones"
	echo "state = \"$sub\"" >"$subconf"
	: >"$T/said"
	: >"$T/complaints"
}

# follow TIME [ARG...]: one look as of HH:MM:SS of the day.
follow() {
	at=$1
	shift
	"$feedsub" -c "$subconf" --now "2026-11-21T${at}Z" "$@"
}

# follow_on TIME [ARG...]: a service as of HH:MM:SS of the day, $service; what
# it says is added to $T/said and $T/complaints.
follow_on() {
	at=$1
	shift
	run_bg "$feedsub" -c "$subconf" --follow --now "2026-11-21T${at}Z" \
	    "$@" >>"$T/said" 2>>"$T/complaints"
	service=$!
}

# follow_off: ends it, with its exit code.
follow_off() {
	kill "$service"
	wait "$service"
}

# held DATABASE: the serial in the state.
held() {
	sed -n 's/^serial: //p' "$sub/example/$1.head"
}

# published DATABASE: the serial of the tree's head.
published() {
	sed -n 's/^serial: //p' "$publish/$1/head"
}

# holds DATABASE: what is held is what the tree's head signs, also by stock
# minisign, and the zone is of it.
holds() {
	[ "$(held "$1")" = "$(published "$1")" ] &&
	    [ "$(sed -n 's/^snapshot: //p' "$publish/$1/head")" = \
		"$(is_of "$sub/example/$1.snap")" ] &&
	    minisign -Vq -p "${signer:-$T/feed.pub}" \
		-m "$sub/example/$1.snap" &&
	    grep -q "^# $1 $(published "$1")," "$zones/$1"
}

# is_of FILE: its size and hash, as a head says them.
is_of() {
	echo "$(stat -c %s "$1") $(b2sum -l 256 "$1" | cut -d ' ' -f 1)"
}

# all_held DATABASE: what is held and written of it, but for when.
all_held() {
	(cd "$sub/example" && sha256sum "$1.head" "$1.snap" "$1.snap.minisig")
	grep -v '^[#$]' "$zones/$1" | sha256sum
}

# forge KEY <TEXT: a head file of that text, signed by $T/KEY.key.
forge() {
	cat >"$T/forged"
	"$feedkey" sign -s "$T/$1.key" "$T/forged" >>"$T/generate" &&
		cat "$T/forged.minisig" "$T/forged"
}

# text_of HEADFILE: what it signs.
text_of() {
	sed 1,4d "$1"
}
