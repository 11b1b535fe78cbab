# The servers that stories start, on ports of 127.0.0.1; sourced after tap.sh.
# shellcheck shell=sh disable=SC2154

# rsyncd_conf NAME PORT: prints examples/rsyncd-NAME.conf for whoever runs the
# story: on PORT, the spool in $T/spool, the tree in $T/tree, the rest in $T.
rsyncd_conf() {
	printf 'port = %s\naddress = 127.0.0.1\n' "$2"
	printf 'pid file = %s\nlog file = %s\n' "$T/$1.pid" "$T/$1.log"
	# only root may say who it wants to be
	ids='/^[ug]id/d'
	[ "$(id -u)" -ne 0 ] || ids='s/^\([ug]id\).*/\1 = 0/'
	sed "$ids; s|^use chroot.*|use chroot = no|; s|/etc/feedmill|$T|
	    s|/var/spool/feedmill/records|$T/spool|; s|/srv/feedmill|$T/tree|
	    s|/run/|$T/|" "$TOP/examples/rsyncd-$1.conf"
}

# rsyncd NAME: starts a daemon with $T/NAME.conf.
rsyncd() {
	rm -f "$T/$1.pid"
	run_bg rsync --daemon --no-detach --config="$T/$1.conf"
	wait_for test -s "$T/$1.pid"
}

# run_rbldnsd PORT ARG...: rbldnsd, which will not run as root: then it is
# nobody, who is let at $T.
run_rbldnsd() {
	listen=127.0.0.1/$1
	shift
	if [ "$(id -u)" -eq 0 ]; then
		chmod 755 "$T"
		set -- -u nobody "$@"
	fi
	run_bg rbldnsd -n -b "$listen" "$@"
}

# named_conf PORT OPTIONS: the configuration of a named that has these options
# too and only answers, but for its zones.
named_conf() {
	cat <<-END
		options {
			directory "$T";
			listen-on port $1 { 127.0.0.1; };
			listen-on-v6 { none; };
			pid-file "named.pid";
			session-keyfile "session.key";
			notify no;
			$2
		};
		controls { };
	END
}
