# The servers that feedd.sh measures, and what they serve.
# shellcheck shell=sh disable=SC2154,SC2086,SC2034,SC2002,SC3045

# Where the server is, and where the others.
here=
there=
if [ "$(nproc)" -gt 1 ]; then
	here='taskset -c 0'
	there='taskset -c 1'
fi

# The last publish.
last=5

# parts_of_hosts: those of the first publish, and what each later one adds: 50
# KB, 6 KB, and 50 KB again and again.
parts_of_hosts() {
	"$gen" hosts $((records * 17 / 100)) | awk -v to="$T/hosts" '{
		mix = int((NR * 69069 + 12345) % 4294967296 / 65536) % 1000
		part = mix < 2 ? 2 : mix < 25 ? 1 : mix < 48 ? 3 : \
		    mix < 71 ? 4 : mix < 94 ? 5 : 0
		print > to "." part
	}'
}

# publish_part N: with the parts up to that one.
publish_part() {
	cat "$T"/hosts.[0-"$1"] | put rbl/traps/list.txt
	compile "10:0$1:00" -q rbl
	serial=$(published rbl)
}

# site: a tree of three publishes, and the later ones prepared beside it.
site() {
	feed_site 'database rbl { change = none }'
	key root
	roots 1 root
	delegate rbl 1 feed
	catalog 1 00:00:00 root
	parts_of_hosts
	for n in 0 1 2; do
		publish_part $n
		serials="${serials:+$serials }$serial"
	done
	cp -R "$publish" "$T/tree"
	for n in $(seq 3 $last); do
		publish_part $n
		rsync -a --exclude head "$publish/rbl/" "$T/tree/rbl/"
		cp "$publish/rbl/head" "$T/head.$n"
	done
}

# run_feedd: serves the tree.
run_feedd() {
	feedd_port=$(free_port)
	cat >"$T/feedd.conf" <<-END
		listen = { "127.0.0.1:$feedd_port" }
		tree = "$T/tree"
		root = { "$T/root.pub" }
	END
	feedd_url=http://127.0.0.1:$feedd_port
	run_bg $here "$B/feedd" -c "$T/feedd.conf" 2>>"$T/said"
	feedd_pid=$!
	# its sets are read
	wait_for curl -sf -o "$T/out" "$feedd_url/v1/lookup/127.0.0.2"
}

# run_peer: an nginx of the same files and with a channel to wait for.
run_peer() {
	mkdir -p "$T/files"
	peer_port=$(free_port)
	cat >"$T/peer.conf" <<-END
		load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
		$([ "$(id -u)" -ne 0 ] || echo 'user root;')
		daemon off;
		worker_processes 1;
		worker_rlimit_nofile $(ulimit -Hn);
		pid $T/peer.pid;
		error_log $T/peer.log;
		events { worker_connections $(ulimit -Hn); }
		http {
			access_log off;
			sendfile on;
			open_file_cache max=100;
			keepalive_requests 100000000;
			default_type application/octet-stream;
			server {
				listen 127.0.0.1:$peer_port backlog=1024;
				root $T/files;
				location = /wait {
					nchan_subscriber longpoll;
					nchan_channel_id news;
				}
				location = /news {
					nchan_publisher;
					nchan_channel_id news;
					client_max_body_size 1m;
				}
				location = /status { nchan_stub_status; }
			}
		}
	END
	peer_url=http://127.0.0.1:$peer_port
	rm -f "$T/peer.pid"
	run_bg $here nginx -e "$T/peer.log" -c "$T/peer.conf"
	wait_for test -s "$T/peer.pid"
	peer_pid=$!
}
