# An operator's site below $T for stories: a configuration, a key, a spool.
# shellcheck shell=sh
# shellcheck source=tests/tap.sh
. tests/tap.sh

feedc=$B/feedc
feedkey=$B/feedkey
spool=$T/records
state=$T/state
publish=$T/publish
conf=$T/feedmill.conf

# feed_site [TEXT]: makes key and configuration, with more text for the latter.
feed_site() {
	"$feedkey" generate --no-passphrase -s "$T/feed.key" -p "$T/feed.pub" \
	    >"$T/generate" || return
	cat >"$conf" <<-END
		spool = "$spool"
		state = "$state"
		publish = "$publish"
		key = "$T/feed.key"
		origin = "bl.example"
		ns = { "ns.example" }
		lookup-url = "https://bl.example/?ip=\$"
		protect { documentation = open }
		${1:-}
	END
}

# put DATABASE/SOURCE/FILE: a record file from standard input, as rsync would.
put() {
	mkdir -p "$spool/${1%/*}"
	cat >"$spool/${1%/*}/.${1##*/}.part"
	mv "$spool/${1%/*}/.${1##*/}.part" "$spool/$1"
}

# compile TIME [ARG...]: builds as of HH:MM:SS of one day.
compile() {
	at=$1
	shift
	"$feedc" compile -c "$conf" --now "2026-11-21T${at}Z" "$@"
}

# snapshot DATABASE: the file of the newest state, which the tree may have only
# in steps: the compiler's own copy.
snapshot() {
	echo "$state/$1.snap"
}

# key_snapshot DATABASE: the newest one that the tree has whole.
key_snapshot() {
	find "$publish/$1/snapshot" -name '*.snap' | sort | tail -n 1
}

# lookup ADDRESS DATABASE
lookup() {
	"$feedc" lookup "$1" "$(snapshot "$2")"
}
