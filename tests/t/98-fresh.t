#!/bin/sh
# From a trap to the answer with all that is real: a hit that rsync brings is in
# the next build of feedc run, feedd tells feedsub of it, and an rbldnsd that
# looks every second has it.  How fast that is, tests/bench/freshness.sh says.
. tests/follow.sh
. tests/servers.sh
. tests/fresh.sh

site
hosts 1 500 | sed "s/2026.*/$(before 600)/" | put qil/traps/day.rec
true >"$T/others"
intake
start
ok "it begins" serve -f -c 1
ok "each hit comes through" hops few 4 1
like "by all the ways" "$(cut -d ' ' -f 1 "$T/few" | tr '\n' ' ')" \
    "arrival-answer arrival-tick head-held held-zone .* tick-answer tick-head"
# a machine that is busy misses ticks
is "nobody complains" "$(grep -hv 'builds were missed' "$T"/feed*.err)" ""
kill "$feedc_pid"
wait "$feedc_pid"
is "it ends when it is told to" $? 0
is_exit "what is left is good" 0 "$feedc" check -c "$conf"
done_testing
