#!/bin/sh
# feedc status: how everything stands, for people, monitoring checks and
# node_exporter, and as a picture.
. tests/feed.sh

# status HH:MM:SS [ARG...]: as of then.
status() {
	at=$1
	shift
	"$feedc" status -c "$conf" --now "2026-11-21T${at}Z" "$@"
}

# of PERL: an expression over $s, what the JSON of the last status has.
of() {
	perl -MJSON::PP -e "my \$s = decode_json(join '', <>); print $1" \
	    "$T/out"
}

feed_site "textfile = '$T/feedc.prom'
	database rbl { interval = 5m fresh = 20m valid = 4h }
	database qil { }"
put rbl/traps/a.rec <<END
192.0.2.7 2026-11-20T00:00:00Z kind=source
192.0.2.9 2026-11-20T00:00:00Z kind=source
END
put qil/a/x.rec <<END
192.0.2.100 2026-11-21T11:58:00Z
192.0.2.102 2026-11-21T11:59:00Z
192.0.2.102 2026-11-21T14:59:00Z
rubbish
END
is_exit "before any build nothing can be told" 3 status 12:00:00
like "and it is said" "$(cat "$T/out")" '^rbl +never$'
compile 12:00:00 -q 2>"$T/warnings"
is_exit "after one all is fine" 0 status 12:01:00
cat >"$T/table" <<END
feedc run does not run.
DATABASE STATE AS OF AGO TOOK LATE NEXT ENTRIES ADDED REMOVED SNAPSHOT DELTA
rbl published 2026-11-21T12:00:00Z 60s SECONDS - 4 4 0 0.2 kB -
qil published 2026-11-21T12:00:00Z 60s SECONDS - 4 4 0 0.2 kB -
 hits: 2 read, 2 rejected, 0 late
 ends in < 5 min 2 ########################################
 < 15 min 0
 < 1 h 0
 < 3 h 0
 < 12 h 0
END
is "and told in a table" "$(sed -E 's/ +[0-9.]+s +[0-9.]+s +- / SECONDS - /' \
    "$T/out" | tr -s ' ')" "$(cat "$T/table")"
is_exit "as JSON" 0 status 12:01:00 --json
is "which a program reads" "$(of 'join " ", map { "$_->{name}:" .
    "$_->{last}{state}:$_->{verdict}:$_->{builds}{published}:$_->{next}" }
    @{$s->{databases}}')" \
    "rbl:published:0:1:1795262700 qil:published:0:1:1795262460"
is_exit "of one database" 0 status 12:01:00 --json qil
is "alone" "$(of 'join " ", map { $_->{name} } @{$s->{databases}}')" qil
is_exit "a database that is not there" 3 status 12:01:00 nml
is_exit "half of the way to fresh-until of one" 1 status 12:10:00
like "which is late" "$(cat "$T/out")" '^    late: the head is 10m old'
is_exit "past valid-until of one" 2 status 16:00:00
like "which is stale" "$(cat "$T/out")" \
    '^    stale: the head is 4h old, subscribers refuse it'

# What goes wrong.
put rbl/traps/a.rec <<END
rubbish
END
compile 12:05:00 -q rbl 2>"$T/warnings"
is_exit "a source that is held back is no alarm" 0 status 12:05:01 rbl
like "but it is told" "$(cat "$T/out")" \
    '^    source traps is held back: traps/a.rec:1:1: .*rubbish'
: | put rbl/traps/a.rec
compile 12:10:00 -q rbl 2>"$T/warnings"
is_exit "a build that was refused is one" 2 status 12:10:01 rbl
like "with its reason" "$(cat "$T/out")" \
    '^    refused: rbl: empty: source traps'
like "and what is still published" "$(cat "$T/out")" '^rbl +refused .* 4 +0 +0 '

# For node_exporter.
like "metrics are there" "$(cat "$T/feedc.prom")" \
    '^feedmill_build_runs_total\{database="rbl",state="refused"\} 1$'
like "of sources as well" "$(cat "$T/feedc.prom")" \
    '^feedmill_build_hits_total\{database="qil",source="a",what="future"\} 1$'
is "in a file that all may read" "$(stat -c %a "$T/feedc.prom")" 644
if has promtool; then
	is_exit "promtool finds nothing wrong" 0 \
	    sh -c "promtool check metrics <'$T/feedc.prom'"
fi

# As a picture.
is_exit "a plot says how things stand as well" 2 \
    status 12:10:01 --plot "$T/day.svg"
is_exit "or on standard output" 0 status 12:01:00 --plot - qil
like "which is a picture" "$(head -n 3 "$T/out")" \
    '^<title>Builds from 2026-11-20T12:03:00Z to 2026-11-21T12:03:00Z</title>'
like "with what was built" "$(cat "$T/out")" '^added: 4, removed: 0$'
if has xmllint; then
	mv "$T/out" "$T/one.svg"
	is_exit "it is XML" 0 xmllint --nonet --noout "$T/day.svg" "$T/one.svg"
fi

# With feedc run.
"$feedc" run -q -c "$conf" >"$T/run.out" 2>"$T/run.err" &
run=$!
runs() {
	"$feedc" status -c "$conf" | grep -q "^feedc run is process $run\.$"
}
ok "feedc run is seen" wait_for runs
due() {
	"$feedc" status -c "$conf" qil |
	    grep -Eq '^qil +[a-z]+ .*Z +[0-9]+s +[0-9.]+s +[0-9.]+s +'\
'([0-9]+s|now) '
}
ok "and when it builds next" wait_for due
ok "with metrics" wait_for grep -Eq \
    '^feedmill_build_runs_total\{database="qil",state="(un|pub).*\} 2$' \
    "$T/feedc.prom"
is_exit "and what it does is told to who comes second" 8 \
    "$feedc" compile -c "$conf"
is "in words" "$(cat "$T/err")" \
    "feedc: $publish: process $run is keeping feeds made here"
kill "$run"
wait "$run"
is "it ends" $? 0
is_exit "then it does not run" 2 "$feedc" status -c "$conf"
like "which is told" "$(cat "$T/out")" '^feedc run does not run\.$'
done_testing
