#!/bin/sh
# Fetching from rsync daemons: the real one, one that is gone in the middle,
# one that says nothing; and what a program in rsync's place could do at worst.
. tests/tap.sh
. tests/servers.sh

tree=$T/tree
scratch=$T/scratch
mkdir -p "$tree/rbl/snapshot" "$tree/many" "$T/to" "$T/other" "$T/secret"
mkdir -m 700 "$scratch"
echo head >"$tree/rbl/head"
head -c 3000000 /dev/urandom >"$tree/rbl/snapshot/1.snap"
for i in $(seq 90); do echo "$i" >"$tree/many/$i"; done
echo outside >"$T/other/file"
ln -s "$T/other/file" "$tree/link"
ln -s "$T/other" "$tree/folder"
echo secret >"$T/secret/file"
(umask 077 && echo reader:pass >"$T/rsyncd.secrets" && echo pass >"$T/pass" &&
	echo wrong >"$T/wrong")

port=$(free_port)
rsyncd_conf outlet "$port" >"$T/outlet.conf"
cat >>"$T/outlet.conf" <<-END
	[closed]
	path = $T/secret
	auth users = reader
	secrets file = $T/rsyncd.secrets
END
rsyncd outlet
feed=rsync://127.0.0.1:$port/feed

get() {
	timeout 300 "$B/tests/tool_fetch" "to=$T/to" \
	    "scratch_folder=$scratch" "$@"
}

# fails NAME CODE PATTERN [ARG...]: it fails so, and leaves nothing behind.
fails() {
	name=$1 code=$2 pattern=$3
	shift 3
	rm -f "$T/to"/*
	is_exit "$name" "$code" get "$@"
	like "  with a reason" "$(cat "$T/err")" "$pattern"
	is "  and nothing comes" "$(ls "$T/to")" ""
	is "  and nothing stays" "$(ls -A "$scratch")" ""
}

# program: a program in rsync's place that does what standard input says, with
# $to for the folder that it is to write to.
program() {
	{
		echo '#!/bin/sh'
		echo 'for to in "$@"; do :; done'
		cat
	} >"$T/program"
	chmod 755 "$T/program"
}

is_exit "files come" 0 get "$feed" rbl/head:5:exact \
    rbl/snapshot/1.snap:3000000:exact rbl/none none/head:5
is_file "as they are" "$T/to/1.snap" "$tree/rbl/snapshot/1.snap"
is "or are missing" "$(cat "$T/out")" "rbl/head: 5 bytes
rbl/snapshot/1.snap: 3000000 bytes
rbl/none: missing
none/head: missing
received 3000005"
is "nothing stays" "$(ls -A "$scratch")" ""
: >"$T/outlet.log"
# shellcheck disable=SC2046
is_exit "many files come" 0 get "$feed/many" $(seq 90)
is "in one run" "$(grep -c 'connect from' "$T/outlet.log")" 1
is_exit "with nothing but missing ones" 0 get "$feed" a b/c
is "they are missing" "$(sed /received/d "$T/out")" "a: missing
b/c: missing"

echo "# more or fewer bytes"
fails "more than one file may have" 14 'rbl/head: has more than 4 bytes$' \
    "$feed" rbl/head:4 rbl/snapshot/1.snap:3000000
fails "more than any may have" 14 'snap: has more than 2999999 bytes$' \
    "$feed" rbl/head rbl/snapshot/1.snap:2999999
like "  which is not even begun" "$(cat "$T/out")" '^received 5$'
fails "fewer" 14 'rbl/head: has 5 bytes, want 6$' "$feed" rbl/head:6:exact
program <<END
	for arg in "\$@"; do
		shift
		case \$arg in --max-size=*) ;; *) set -- "\$@" "\$arg" ;; esac
	done
	exec rsync "\$@"
END
fails "more than was announced" 14 'more than the 100000 bytes' \
    "rsync_program=$T/program" "$feed" rbl/snapshot/1.snap:100000
program <<'END'
	mkdir "$to/rbl"
	exec cat /dev/zero >"$to/rbl/head"
END
fails "no end" 14 'more than the 1000 bytes' \
    "rsync_program=$T/program" "$feed" rbl/head:1000

echo "# links"
is_exit "a link to a file elsewhere" 0 get "$feed" link rbl/head
is "  is as if it were not there" "$(sed 1q "$T/out")" "link: missing"
fails "a folder that is a link" 20 'folder/file: rsync: .*code 23' \
    "$feed" rbl/head folder/file
program <<END
	mkdir "\$to/rbl"
	ln -s "$T/other/file" "\$to/rbl/head"
	ln -s "$T/other" "\$to/folder"
END
fails "a link that comes all the same" 20 'head: is, or is behind, a symb' \
    "rsync_program=$T/program" "$feed" rbl/head
fails "a folder that is one" 20 'file: is, or is behind, a symbolic link' \
    "rsync_program=$T/program" "$feed" folder/file
is "  what they lead to is there" "$(cat "$T/other/file")" outside

echo "# what was left behind"
mkdir -p "$scratch/rbl/deep/deeper"
echo old >"$scratch/rbl/gone"
ln -s "$T/other" "$scratch/rbl/deep/deeper/folder"
is_exit "what a run left behind" 0 get "$feed" rbl/gone rbl/head
is "  does not count" "$(sed 1q "$T/out")" "rbl/gone: missing"
is "  and goes" "$(ls -A "$scratch")" ""
is "  alone" "$(cat "$T/other/file")" outside

echo "# what comes along"
mkdir -p "$tree/rbl/delta" "$tree/rbl/index"
for serial in 1763711999 1763712000 1763712060 1763720000 1800000000; do
	echo "$serial" >"$tree/rbl/delta/$serial-1900000000.00000000.delta"
	echo "$serial" >"$tree/rbl/index/$serial.00000000"
done
ln -s "$T/other/file" "$tree/rbl/delta/1763712060-1763712120.00000000.delta"
last=rbl/delta/1800000000-1900000000.00000000.delta
range="rbl delta 1763712000"
: >"$T/outlet.log"
is_exit "files of a range" 0 get "along=$range 100 1000" "$feed" rbl/head \
    "then" $last:11:exact \
    rbl/delta/1763712000-1900000000.00000000.delta:11:exact
is "  come in the same run" "$(grep -c 'connect from' "$T/outlet.log")" 1
is "  alone" "$(sed -n 's/received //p' "$T/out")" $((5 + 4 * 11))
is_file "  as they are" "$T/to/${last##*/}" "$tree/$last"
is "  nothing stays" "$(ls -A "$scratch")" ""
is_exit "those of other sizes" 0 get "along=$range 100 1000" "$feed" rbl/head \
    "then" $last
is "  come again" "$(sed -n 's/received //p' "$T/out")" $((5 + 4 * 11))
fails "and are refused" 14 'has 11 bytes, want 12' \
    "along=$range 100 1000" "$feed" rbl/head "then" $last:12:exact
is_exit "links" 0 get "along=$range 100 1000" "$feed" rbl/head \
    "then" rbl/delta/1763712060-1763712120.00000000.delta:8:exact
like "  do not come" "$(cat "$T/out")" 'delta: missing'
: >"$T/outlet.log"
is_exit "more than may come along" 0 get "along=$range 2 3" "$feed" \
    rbl/head:5 "then" $last:11:exact
is "  are not taken" "$(sed -n 's/received //p' "$T/out")" 16
is "  but by name" "$(grep -c 'connect from' "$T/outlet.log")" 2

program <<END
	sleep 1.2
	exec rsync "\$@"
END
fails "one more when the time of the look is over" 15 'took more than' \
    total_seconds=2 "rsync_program=$T/program" "$feed" rbl/head "then" catalog

# An rsync that takes what nobody asked for, and what can be seen of it.
flood() {
	program <<END
		echo "\$to" >>"$T/runs"
		mkdir -p "\$to/rbl/delta" && cd "\$to/rbl/delta" || exit
		$1
END
	: >"$T/runs"
}
flood 'i=1800000000; while :; do i=$((i + 1)); : >$i-1900000000.0.delta; done'
fails "files without end" 14 'more than was asked for' \
    "along=$range 100 1000" "rsync_program=$T/program" "$feed" rbl/head
is "  nor are taken by name" "$(wc -l <"$T/runs")" 2
flood 'while :; do mkdir d && cd d || exit; done'
fails "folders without end" 14 'more than was asked for' \
    "rsync_program=$T/program" "$feed" rbl/head
flood 'i=0; while :; do i=$((i + 1)); head -c 90 /dev/zero >a$i; done'
fails "bytes without end" 14 'over [0-9]* bytes in' \
    "rsync_program=$T/program" "$feed" rbl/head:1000
flood 'perl -e "\$x .= q(x) x 1e6 while 1"; exit 22'
fails "a list without end" 20 'code 22|Out of memory' \
    "rsync_program=$T/program" "$feed" rbl/head:1000

echo "# who asks"
closed=127.0.0.1:$port/closed
is_exit "a password is sent" 0 \
    get "password_file=$T/pass" "rsync://reader@$closed" file
fails "a wrong one" 20 ': @ERROR: auth failed' \
    "password_file=$T/wrong" "rsync://reader@$closed" file
like "  is not tried again soon" "$(cat "$T/err")" 'again in 3600$'
fails "none, and nobody to ask" 20 '@ERROR: auth failed' \
    "rsync://reader@$closed" file
is_exit "  on a terminal neither" 20 timeout 120 script -qec \
    "$B/tests/tool_fetch scratch_folder=$scratch rsync://reader@$closed file" \
    /dev/null
chmod 644 "$T/pass"
fails "one that others can read" 5 'mode 644 lets others at a secret' \
    "password_file=$T/pass" "rsync://reader@$closed" file
fails "a module that is not there" 20 "@ERROR: Unknown module 'none'" \
    "rsync://127.0.0.1:$port/none" file

echo "# connections that break"
unset no_proxy NO_PROXY
for bytes in 0 1 20 100 300 1000 100000 2000000; do
	proxy=$(free_port)
	run_bg tests/proxy_http "$proxy" "$T/proxy.pid" $bytes >"$T/proxied"
	wait_for test -s "$T/proxy.pid"
	RSYNC_PROXY=127.0.0.1:$proxy
	export RSYNC_PROXY
	fails "after $bytes bytes" 20 "^tool_fetch: $feed: .*code" \
	    "$feed" rbl/head rbl/snapshot/1.snap:3000000
	is "  it had begun" "$(cat "$T/proxied")" "127.0.0.1:$port"
	unset RSYNC_PROXY
	stop_server proxy
	rm "$T/proxy.pid"
done
stop_server outlet
fails "a server that is not there" 20 'refused' "$feed" rbl/head

silent=$(free_port)
run_bg perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:'"$silent"'",
	    Listen => 5) or die;
	open my $f, ">", "'"$T"'/silent" or die;
	sleep 1000'
wait_for test -e "$T/silent"
fails "a server that says nothing" 15 'timeout after 1 seconds' \
    stall_seconds=1 connect_seconds=20 \
    "rsync://127.0.0.1:$silent/feed" rbl/head
fails "a server that is waited for is left when wanted" 1 'stopped: Interr' \
    cancel=200 stall_seconds=250 total_seconds=250 \
    "rsync://127.0.0.1:$silent/feed" rbl/head

echo "# programs"
program <<END
	sleep 1000 &
	echo \$! >"$T/sleeping"
	wait
END
fails "one that does not end" 15 'took more than [01][.][0-9]*s$' \
    total_seconds=1 "rsync_program=$T/program" "$feed" rbl/head
gone() {
	! grep -q 'State:.[^ZX]' "/proc/$(cat "$T/sleeping")/status"
}
ok "  nor does what it started stay" wait_for gone
program <<'END'
	exec yes >&2
END
fails "one that does not stop talking" 15 'took more than [01][.][0-9]*s$' \
    total_seconds=1 "rsync_program=$T/program" "$feed" rbl/head
program <<'END'
	printf 'rsync: \033[2J\033]0;owned\007 and more\n' >&2
	exit 10
END
fails "one that talks to the terminal" 20 'rsync: .x1b\[2J' \
    "rsync_program=$T/program" "$feed" rbl/head
program <<'END'
	echo "note well" >&2
	echo "rsync: first" >&2
	echo "rsync: second" >&2
	echo "rsync error: third" >&2
	exit 12
END
fails "the first failure is told" 20 ": rsync: first \(rsync's code 12\)" \
    "rsync_program=$T/program" "$feed" rbl/head
program <<'END'
	echo "note" >&2
	echo "well" >&2
	echo "rsync error: third" >&2
	exit 12
END
fails "or else the last word" 20 ": well \(rsync's code 12\)" \
    "rsync_program=$T/program" "$feed" rbl/head
program <<'END'
	kill -SEGV $$
END
fails "one that crashes" 20 'code 139' "rsync_program=$T/program" "$feed" head
program <<'END'
	echo "rsync: write failed: No space left on device (28)" >&2
	exit 11
END
fails "a full disk is nobody else's fault" 1 'No space left' \
    "rsync_program=$T/program" "$feed" head
for code in 1 2 3 11 13 14 21 22; do
	echo "echo 'rsync: so it says' >&2; exit $code" | program
	fails "code $code is what the server makes of it" 20 \
	    "so it says .rsync's code $code" \
	    "rsync_program=$T/program" "$feed" head
done
fails "no program" 1 'none: cannot be run: No such file' \
    "rsync_program=$T/none" "$feed" rbl/head
is_exit "no scratch folder" 1 get "scratch_folder=$T/none" "$feed" rbl/head

done_testing
