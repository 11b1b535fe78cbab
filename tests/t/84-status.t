#!/bin/sh
# How everything stands, for people, monitoring checks and node_exporter, and
# what "verify" finds.
. tests/follow.sh

# at TIME COMMAND [ARG...]: as of HH:MM:SS of the day.
at() {
	when=2026-11-21T${1}Z
	shift
	"$feedsub" "$@" -c "$subconf" --now "$when"
}

feed_site 'database rbl { interval = 5m fresh = 20m valid = 4h }
    database qil { }'
key root
put rbl/a/x.rec <<END
192.0.2.7 2026-11-21T10:00:00Z
192.0.2.8 2026-11-21T10:00:00Z
END
put qil/a/x.rec <<END
192.0.2.100 2026-11-21T11:59:00Z
END
compile 12:00:00 -q
roots 1 root
delegate rbl 1 feed
delegate qil 1 feed
catalog 1 12:00:00 root
subscriber sub "'file://$publish'" rbl qil
sed -i "1i textfile = '$T/feedsub.prom'" "$subconf"

is_exit "before any look nothing can be told" 3 at 12:00:10 status
mkdir "$sub"
is_exit "nor of a folder with nothing in it" 2 at 12:00:10 status
like "where nothing is held" "$(cat "$T/out")" 'example +rbl +none +- '
follow 12:00:30 -q
is_exit "after a look all is fresh" 0 at 12:01:00 status
cat >"$T/table" <<END
FEED DATABASE STATE SERIAL AGE ENTRIES NEXT SOURCE
example rbl fresh 2026-11-21T12:00:00Z 60s 3 - file://$publish
example qil fresh 2026-11-21T12:00:00Z 60s 3 - file://$publish
END
is "and told in a table" "$(tr -s ' ' <"$T/out")" "$(cat "$T/table")"
is_exit "past fresh-until of one" 1 at 12:10:00 status --check
like "a check says which" "$(cat "$T/out")" \
    '^FEEDSUB WARNING: 1 of 2 databases fresh; example/qil is past fresh-until'
like "with performance data" "$(cat "$T/out")" \
    ' \| example_rbl_age=600s;1200;14400 example_rbl_entries=3 example_qil_age'
is_exit "past valid-until of one" 2 at 16:00:00 status --check
is_exit "as JSON" 0 at 12:01:00 status --json
is "which a program reads" "$(perl -MJSON::PP -e '
	my $s = decode_json(join "", <>);
	print join " ", map { "$_->{feed}/$_->{db}:$_->{state}:$_->{age}:" .
	    "$_->{entries}:$_->{looks}:$_->{failures}" } @{$s->{databases}}
	' "$T/out")" "example/rbl:fresh:60:3:1:0 example/qil:fresh:60:3:1:0"
is_exit "without a configuration" 0 "$feedsub" status -S "$sub" \
    --now 2026-11-21T12:01:00Z
is_exit "a feed that is not there" 3 at 12:01:00 status --feed other

# A look that fails.
mv "$publish" "$publish.away"
is_exit "a source that is gone" 20 follow 12:02:00
is_exit "is no alarm by itself" 0 at 12:03:00 status
like "but it is told" "$(cat "$T/out")" 'failed 60s ago: .*publish'
is_exit "by a check, too" 0 at 12:03:00 status --check
like "in its line" "$(cat "$T/out")" \
    '^FEEDSUB OK: 2 of 2 databases fresh; example/rbl failed: .*publish'
mv "$publish.away" "$publish"

# For node_exporter.
like "metrics are there" "$(cat "$T/feedsub.prom")" \
    '^feedsub_entries\{feed="example",db="rbl"\} 3$'
like "and count failures" "$(cat "$T/feedsub.prom")" \
    '^feedsub_failures_total\{feed="example",db="qil"\} 1$'
is "in a file that all may read" "$(stat -c %a "$T/feedsub.prom")" 644
if command -v promtool >/dev/null; then
	is_exit "promtool finds nothing wrong" 0 \
	    sh -c "promtool check metrics <'$T/feedsub.prom'"
else
	skip "promtool is not installed"
fi

# Judged from scratch.
is_exit "all that is held is good" 0 at 12:03:00 verify
sed -n 's/^    minisign/minisign -q/p' "$T/out" >"$T/minisign.sh"
is_exit "and minisign says so" 0 sh -e "$T/minisign.sh"
is "of both" "$(wc -l <"$T/minisign.sh")" 2
cp -R "$sub" "$T/good"

# broken FILE EXIT MESSAGE COMMAND...: what is found once a file was changed.
broken() {
	broken=$1 code=$2 message=$3
	shift 3
	"$@"
	is_exit "$broken is not good any more" "$code" at 12:03:00 verify
	like "which is told" "$(cat "$T/err")" "$message"
	rm -rf "$sub"
	cp -R "$T/good" "$sub"
}
broken rbl.snap 19 'example/rbl: the snapshot is damaged' \
    truncate -s -1 "$sub/example/rbl.snap"
broken rbl.head 5 'example/rbl: head: ' \
    sed -i 's/^time: .*/time: 2026-11-21T12:00:01Z/' "$sub/example/rbl.head"
broken qil.head 16 'example/qil: nothing is held' \
    rm "$sub/example/qil.head"
broken qil.snap.minisig 16 'qil.snap.minisig: is not there' \
    rm "$sub/example/qil.snap.minisig"
broken qil.snap.minisig 5 'qil.snap.minisig: ' \
    cp "$sub/example/rbl.snap.minisig" "$sub/example/qil.snap.minisig"
broken catalog 18 'no catalog is held that was believed' \
    sed -i 's/^version: 1/version: 2/' "$sub/example/catalog"
key other
sed -i "s|root.pub|other.pub|" "$subconf"
is_exit "by other roots nothing of it is" 18 at 12:03:00 verify
done_testing
