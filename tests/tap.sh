# The Test Anything Protocol for stories, read by prove(1).  Source it first:
# it makes a directory of the story's own, $T, and removes it at the end with
# every process the story started through run_bg.
# shellcheck shell=sh disable=SC2034
set -u
# servers that are others read what stories write
umask 022
B=$(realpath "${B:-build}")
TOP=$(pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/feedmill-test.XXXXXX")
tap_n=0
tap_bad=0
tap_pids=

tap_clean() {
	for pid in $tap_pids; do kill "$pid" 2>/dev/null; done
	for pid in $tap_pids; do wait "$pid" 2>/dev/null; done
	rm -rf "$T"
}
trap tap_clean EXIT
trap 'exit 130' INT TERM

# ok NAME COMMAND...: the command succeeds; what it printed is shown if not.
ok() {
	name=$1
	shift
	tap_n=$((tap_n + 1))
	if "$@" >"$T/.tap" 2>&1; then
		echo "ok $tap_n - $name"
	else
		echo "not ok $tap_n - $name"
		tap_bad=$((tap_bad + 1))
		sed 's/^/# /' "$T/.tap"
	fi
}

# is NAME HAVE WANT: the texts are equal.
is() {
	tap_n=$((tap_n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tap_n - $1"
	else
		echo "not ok $tap_n - $1"
		tap_bad=$((tap_bad + 1))
		printf 'have: %s\nwant: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

# like NAME HAVE PATTERN: an extended regular expression is found in it.
like() {
	tap_n=$((tap_n + 1))
	if printf '%s\n' "$2" | grep -Eq -- "$3"; then
		echo "ok $tap_n - $1"
	else
		echo "not ok $tap_n - $1"
		tap_bad=$((tap_bad + 1))
		printf 'have: %s\nwant: /%s/\n' "$2" "$3" | sed 's/^/# /'
	fi
}

# is_exit NAME CODE COMMAND...: it exits with CODE; leaves $T/out and $T/err.
is_exit() {
	name=$1
	want=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err"
	have=$?
	is "$name" "$have" "$want"
	[ "$have" = "$want" ] || sed 's/^/# /' "$T/err"
}

# is_file NAME FILE GOLDEN: the files are equal; the difference is shown.
is_file() {
	ok "$1" diff -u "$3" "$2"
}

# skip WHY: one check that cannot be made here.
skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n # SKIP $1"
}

# skip_all WHY: ends a story that cannot be told here.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# has PROGRAM: whether it is there; if not, a check of it is skipped.
has() {
	command -v "$1" >/dev/null || {
		skip "$1 is not installed"
		return 1
	}
}

# run_bg COMMAND...: starts a server and leaves its pid in $!.
run_bg() {
	"$@" &
	tap_pids="$tap_pids $!"
}

# wait_for COMMAND...: tries the command until it succeeds, for over a minute:
# machines may be slow, and what comes at all has come by then.  After one that
# gave up the others of a story try for some seconds only.
tap_tries=1200
wait_for() {
	tap_try=0
	while [ "$tap_try" -lt "$tap_tries" ]; do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
		tap_try=$((tap_try + 1))
	done
	tap_tries=40
	echo "# gave up waiting for: $*"
	return 1
}

# free_port: prints a port that nothing listens on, for TCP and UDP, and that
# this story was not given before.  It is none of those that clients get, so
# it stays free while a server is away, and stories that run at the same time
# begin to look at different ones.
free_port() {
	perl -MIO::Socket::INET -e '
		my ($path, $pid) = @ARGV;
		open my $f, "+>>", $path or die "$path: $!\n";
		seek $f, 0, 0;
		my %given = map { $_ => 1 } <$f>;
		for my $i (0 .. 1999) {
			my $p = 10000 + ($pid * 37 + $i) % 20000;
			my @at = (LocalAddr => "127.0.0.1", LocalPort => $p);
			next if $given{"$p\n"};
			IO::Socket::INET->new(@at, Proto => "tcp",
			    Listen => 1) or next;
			IO::Socket::INET->new(@at, Proto => "udp") or next;
			print $f "$p\n";
			print $p;
			exit 0;
		}
		exit 1' "$T/.ports" $$
}

done_testing() {
	echo "1..$tap_n"
	[ "$tap_bad" -eq 0 ]
	exit
}
