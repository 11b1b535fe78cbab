#!/bin/sh
# feedc run: each database at its own interval in one process, masks when a
# member changes, heartbeats, signals, a clock that is wrong, an end at any
# moment.
. tests/feed.sh

# head_of DATABASE KEY: what the head says.
head_of() {
	sed -n "s/^$2: //p" "$publish/$1/head"
}

# lists DATABASE ADDRESS: the newest state has it.
lists() {
	[ -f "$(snapshot "$1")" ] && lookup "$2" "$1" | grep -q listed
}

# is_later DATABASE KEY THAN
is_later() {
	expr "$(head_of "$1" "$2")" \> "$3" >"$T/later"
}

run_begin() {
	"$feedc" run -c "$conf" >"$T/run.out" 2>"$T/run.err" &
	run=$!
}

run_end() {
	kill "$run"
	wait "$run"
	is "$1" $? 0
}

feed_site 'database rbl { interval = 2s }
	database dul { interval = 10m }
	database rss { interval = 10m }
	database ops { interval = 10m }
	database rblplus { interval = 10m }'
put rbl/traps/a.rec <<END
192.0.2.7 2026-11-20T00:00:00Z kind=source
END
put ops/traps/a.rec <<END
192.0.2.9 2026-11-20T00:00:00Z port=1080 proto=socks5
END
run_begin
ok "the first builds come at once" wait_for lists rblplus 192.0.2.7
ok "of all members" wait_for lists rblplus 192.0.2.9
is_exit "feedc compile waits its turn" 8 "$feedc" compile -c "$conf"
serial=$(head_of rbl serial) time=$(head_of rbl time)
ok "a heartbeat comes by itself" wait_for is_later rbl time "$time"
is "and changes nothing" "$(head_of rbl serial)" "$serial"

put rbl/traps/a.rec <<END
192.0.2.8 2026-11-20T00:00:00Z kind=source
END
ok "a new record is published at its interval" wait_for lists rbl 192.0.2.8
ok "and at once in the mask" wait_for lists rblplus 192.0.2.8
put ops/traps/a.rec <<END
192.0.2.10 2026-11-20T00:00:00Z port=1080 proto=socks5
END
kill -USR1 "$run"
ok "SIGUSR1 builds out of turn" wait_for lists ops 192.0.2.10

sed -i 's/rbl { interval = 2s/rbl { interval = nonsense/' "$conf"
kill -HUP "$run"
ok "a configuration that is wrong" wait_for grep -q "stays as it was" \
    "$T/run.err"
sed -i 's/rbl { interval = nonsense }/rbl { interval = 1s } database nml { }/' \
    "$conf"
kill -HUP "$run"
ok "one that is right begins a database" wait_for lists nml 127.0.0.2
time=$(head_of rbl time)
ok "and goes on with the others" wait_for is_later rbl time "$time"
run_end "it ends when it is told to"
is_exit "what it leaves is good" 0 "$feedc" check -c "$conf"

# Killed at any moment it goes on from what is published.
for n in 1 2 3 4 5; do
	time=$(head_of rbl time)
	put rbl/traps/a.rec <<-END
		192.0.2.$n 2026-11-20T00:00:00Z kind=source
	END
	run_begin
	wait_for is_later rbl time "$time"
	kill -KILL "$run"
	wait "$run" 2>"$T/killed"
done
time=$(head_of rblplus time)
run_begin
wait_for is_later rblplus time "$time"
run_end "and it ends"
is_exit "killed, it leaves what the next run makes good" 0 \
    "$feedc" check -c "$conf"

# Clocks.
rm -r "$publish" "$state"
"$feedc" compile -q -c "$conf" --now "$(date -u -d '-1 hour' +%FT%TZ)"
run_begin
ok "an hour that was missed is made up for" wait_for grep -q \
    "rbl: 3[56].. builds were missed, one made up for them" "$T/run.err"
run_end "and it ends"
rm -r "$publish" "$state"
future=$(date -u -d '+1 hour' +%FT%TZ)
"$feedc" compile -q -c "$conf" --now "$future"
run_begin
ok "a clock that went back is told of" wait_for grep -q \
    "rbl: the clock is 3[56].. seconds behind what is published" "$T/run.err"
run_end "and it ends"
is "and nothing was built" "$(head_of rbl time)" "$future"
done_testing
