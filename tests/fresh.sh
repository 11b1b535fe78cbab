# A whole way below $T, from a source to a resolver: rsync in, feedc run every
# second, feedd, feedsub --follow, rbldnsd.  Sourced after follow.sh and
# servers.sh; its hits are of a trap's.
# shellcheck shell=sh disable=SC2154,SC2034

# site: an operator with a quick list, and who follows it.
site() {
	feed_site 'database qil { interval = 1s change = none source-rate = 0
	    protected-lines = 1000000 quick { first = 12h } }'
	key root
	roots 1 root
	delegate qil 1 feed "$(before 86400)" "$(before -8640000)"
	{
		"$feedkey" catalog make -o "$T/catalog" "$T/catalog.conf"
		"$feedkey" catalog sign -s "$T/root.key" "$T/catalog"
		"$feedc" catalog -c "$conf" "$T/catalog"
	} >>"$T/generate"
	hub=$(free_port)
	cat >"$T/feedd.conf" <<-END
		listen = "127.0.0.1:$hub"
		tree = "$publish"
		root = "$T/root.pub"
	END
	subscriber live "\"http://127.0.0.1:$hub\"" qil
	sed -i "s|/qil\"|& hook = \"sh $T/hook\"|" "$subconf"
}

# before SECONDS: that long ago.
before() {
	date -u -d "@$(($(date +%s) - $1))" +%FT%TZ
}

# intake: where traps bring their files.
intake() {
	intake_port=$(free_port)
	ln -sfn "$spool" "$T/spool"
	mkdir "$T/push"
	(umask 077 && echo traps:traps >"$T/rsyncd.secrets")
	rsyncd_conf intake "$intake_port" >"$T/intake.conf"
	rsyncd intake
}

# start: all programs but rbldnsd.
start() {
	run_bg "$feedc" run -q -c "$conf" 2>"$T/feedc.err"
	feedc_pid=$!
	wait_for test -s "$publish/qil/head"
	run_bg "$B/feedd" -c "$T/feedd.conf" 2>"$T/feedd.err"
	feedd_pid=$!
	wait_for curl -sf -o "$T/out" "http://127.0.0.1:$hub/v1/qil/head"
	true >"$T/hook"
	run_bg "$feedsub" --follow -c "$subconf" >"$T/feedsub.out" \
	    2>"$T/feedsub.err"
	feedsub_pid=$!
	wait_for test -s "$zones/qil"
}

# serve ARG...: an rbldnsd with these options.
serve() {
	dns=$(free_port)
	rm -f "$T/rbldnsd.pid"
	run_rbldnsd "$dns" -p "$T/rbldnsd.pid" "$@" -w "$zones" \
	    qil.bl.example:combined:qil >"$T/rbldnsd.log" 2>&1
	wait_for dig +time=1 +tries=1 -p "$dns" @127.0.0.1 \
	    2.0.0.127.qil.bl.example
}

# hops NAME TICKS INTERVAL [LINES [FIRST]]: lets hits come, as tests/bench/hops
# does; leaves in $T/NAME how long they took.
hops() {
	HOPS_FILE=$T/push/$1-0.rec HOPS_LINES=${4:-0} HOPS_FIRST=${5:-0} \
	    RSYNC_PASSWORD=traps \
	    tests/bench/hops "$2" "$3" "$dns" qil.bl.example \
	    "$publish/qil/head" "$sub/example/qil.head" "$zones/qil" \
	    "$spool/qil/traps" "$T/others" sh -c "rsync -t \"\$HOPS_FILE\" \
		rsync://traps@127.0.0.1:$intake_port/qil-traps/" >"$T/$1"
}
