# One build of a quick list with about a million live entries, from a minute's
# hits in a file to the signed head, in milliseconds of CPU:
# at 20,000 hits a minute after a day, beside an hour of as many listed, which
# may cost no less for its shorter history; at 200,000; the bytes an address
# takes; and what a process takes that starts, and a checkpoint, which comes
# when the build is out.
# shellcheck shell=sh disable=SC2154

# quick_field LINE NAME: a number that the tool told.
quick_field() {
	sed -n "$1s/.* $2 \\([0-9.]*\\).*/\\1/p" "$work/out"
}

# quick_load [-a] SENDERS HITS HOURS...
quick_load() {
	all=
	[ "$1" != -a ] || {
		all=-a
		shift
	}
	senders=$1
	hits=$2
	shift 2
	mkdir "$work/quick"
	# shellcheck disable=SC2086
	measure "$B/tests/bench/quick" $all "$senders" "$hits" "$work/quick" \
	    "$@"
	rm -r "$work/quick"
}

quick_load -a 1000000 20000 1 24
figure quick-day-ms "$(quick_field 2 whole)" "$(quick_field 1 whole)" \
    "$(product "$(quick_field 1 whole)" 1.1)" \
    "after 24 h, beside 1 h; $(quick_field 2 live) live"
figure quick-intake-day-ms "$(quick_field 2 take)" "$(quick_field 1 take)" \
    "$(product "$(quick_field 1 take)" 1.1)" "the same, only reading hits"
quick_load 8000000 20000 16 24
figure quick-build-20k-ms "$(quick_field 2 whole)" - 300 \
    "$(quick_field 2 live) live"
figure quick-address-bytes "$(awk -v m="$(quick_field 2 memory)" \
    -v n="$(quick_field 2 remembered)" 'BEGIN { printf "%.1f", m / n }')" - 64 \
    "of memory, $(quick_field 2 remembered) addresses"
figure quick-process-bytes "$(awk -v m="$peak" \
    -v n="$(quick_field 2 remembered)" 'BEGIN { printf "%.1f", m / n }')" - 64 \
    "an address, of the process at its peak"
figure quick-start-ms "$(quick_field 2 cold)" - 5000 \
    "to read a journal of $(quick_field 2 journal) bytes"
figure quick-checkpoint-ms "$(quick_field 2 settle)" - 2000 \
    "$(quick_field 2 checkpoints) in the day"
quick_load 4000000 200000 2
figure quick-build-200k-ms "$(quick_field 1 whole)" - 600 \
    "$(quick_field 1 live) live"

# trace NAME: a real list's comings as hits, at three bytes an addition and
# the head of a delta.
trace() {
	[ -e "$data/series/$1.tar.xz" ] || return 0
	measure "$B/tests/bench/trace" "$data/series/$1.tar.xz"
	added=$(quick_field 1 added)
	figure "trace-${1%-20*}-bytes" "$(quick_field 1 bytes)" - \
	    "$(product "$added" 3 | awk '{ print $1 + 64 }')" \
	    "a minute: $(quick_field 1 hits) hits, $added added, \
$(quick_field 1 listed) listed"
}

for name in rbl-nixspam-15min-2016dec rbl-blocklistde-mail-15min-2016 \
    rbl-datashield-2h-2026 ops-hideip-8min-2026-04 tor-hourly-v4v6-2026; do
	[ -z "$data" ] || trace $name
done
