# The servers that stories start, on ports of 127.0.0.1; sourced after tap.sh.
# shellcheck shell=sh disable=SC2154

# No proxy of whoever runs the story stands between.
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY RSYNC_PROXY

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
	# It has its process id there before it listens.
	wait_for listens "$(sed -n 's/^port = //p' "$T/$1.conf")"
}

# listens PORT: somebody does, at an IPv4 address.
listens() {
	grep -q ":$(printf %04X "$1") 00000000:0000 0A" /proc/net/tcp
}

# nginx_conf NAME PORT FOLDER [DIRECTIVES [SERVERS]]: prints the configuration
# of an nginx that serves a folder on PORT ("PORT ssl" for TLS), with directives
# for that server and with servers beside it.  $T/NAME.access gets a line for
# every request: CONNECTION METHOD URI STATUS BYTES.
nginx_conf() {
	# only root may say whose it wants to be
	[ "$(id -u)" -ne 0 ] || echo 'user root;'
	cat <<-END
		daemon off;
		worker_processes 1;
		pid $T/$1.pid;
		error_log $T/$1.log;
		events { worker_connections 256; }
		http {
			client_body_temp_path $T/nginx.body;
			proxy_temp_path $T/nginx.proxy;
			fastcgi_temp_path $T/nginx.fastcgi;
			scgi_temp_path $T/nginx.scgi;
			uwsgi_temp_path $T/nginx.uwsgi;
			log_format short
			    '\$connection \$request_method \$uri '
			    '\$status \$bytes_sent';
			access_log $T/$1.access short;
			default_type application/octet-stream;
			server {
				listen 127.0.0.1:$2;
				root $3;
				${4:-}
			}
			${5:-}
		}
	END
}

# logged NAME URL: asks that nginx once more, for /mark.NUMBER, and waits until
# that is in $T/NAME.access, and so all that it was asked before; what it has
# answered it logs a moment later.
logged() {
	mark=mark.$(date +%s%N)
	curl -s -o "$T/.mark" "$2/$mark"
	wait_for grep -q " /$mark " "$T/$1.access"
}

# run_nginx NAME: starts an nginx with $T/NAME.conf.
run_nginx() {
	rm -f "$T/$1.pid"
	run_bg nginx -e "$T/$1.log" -c "$T/$1.conf"
	wait_for test -s "$T/$1.pid"
}

# stop_server NAME: ends what run_nginx or rsyncd started; its port is free.
stop_server() {
	server_pid=$(cat "$T/$1.pid")
	kill "$server_pid"
	wait "$server_pid" 2>/dev/null
}

# run_mute: starts a server on $port that takes connections and says nothing;
# with each it writes $T/came.
run_mute() {
	port=$(free_port)
	run_bg perl -MIO::Socket::INET -e '
	    my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		LocalPort => $ARGV[0], Listen => 9) or die;
	    mkdir $ARGV[2];
	    while (my $c = $s->accept) {
		push @all, $c;
		open my $f, ">", $ARGV[1];
		print $f "came\n";
		close $f;
	    }' "$port" "$T/came" "$T/mute"
	wait_for test -d "$T/mute"
	rmdir "$T/mute"
}

# tls_ca: makes a certificate authority, $T/ca.pem and $T/ca.key.
tls_ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -days 2 -subj /CN=ca -addext basicConstraints=critical,CA:TRUE \
	    -keyout "$T/ca.key" -out "$T/ca.pem" 2>/dev/null
}

# tls_cert NAME SUBJECT: makes a key and a certificate by that authority,
# $T/NAME.key and $T/NAME.pem, for a subject as "DNS:localhost" or
# "IP:127.0.0.1".
tls_cert() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -subj "/CN=$1" -keyout "$T/$1.key" -out "$T/$1.csr" 2>/dev/null
	echo "subjectAltName=$2" >"$T/$1.ext"
	openssl x509 -req -in "$T/$1.csr" -CA "$T/ca.pem" -CAkey "$T/ca.key" \
	    -CAcreateserial -days 2 -extfile "$T/$1.ext" -out "$T/$1.pem" \
	    2>/dev/null
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

# unbound_conf PORT: the configuration of an unbound that answers from what is
# included behind it; "server:" is open.
unbound_conf() {
	cat <<-END
		remote-control:
			control-enable: no
		server:
			interface: 127.0.0.1@$1
			username: ""
			chroot: ""
			directory: "$T"
			pidfile: "$T/unbound.pid"
			use-syslog: no
			logfile: ""
			do-daemonize: no
			num-threads: 1
	END
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

# nsd_conf PORT, knot_conf PORT: the same of these, to be followed by zones.
nsd_conf() {
	cat <<-END
		server:
			ip-address: 127.0.0.1@$1
			username: ""
			zonesdir: "$T"
			pidfile: "$T/nsd.pid"
			xfrdfile: "$T/xfrd.state"
			zonelistfile: "$T/zone.list"
			database: ""
			server-count: 1
			rrl-ratelimit: 0
			rrl-whitelist-ratelimit: 0
		remote-control:
			control-enable: no
	END
}

knot_conf() {
	mkdir -p "$T/knot"
	cat <<-END
		server:
		    listen: 127.0.0.1@$1
		    rundir: $T
		    user: $(id -un)
		    udp-workers: 1
		database:
		    storage: $T/knot
		log:
		  - target: stderr
		    any: warning
	END
}
