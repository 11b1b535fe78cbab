#!/bin/sh
# Web servers that do what no web server should: nothing of it is believed,
# and no more is taken than was asked for.
. tests/tap.sh
. tests/servers.sh

port=$(free_port)
web=http://127.0.0.1:$port
run_bg tests/hostile_http "$port" "$T/hostile.pid"
wait_for test -s "$T/hostile.pid"
mkdir "$T/to"

# Short where that is what it is about.
patient=20 connected=20
get() {
	timeout 300 "$B/tests/tool_fetch" stall_seconds=$patient \
	    connect_seconds=$connected "to=$T/to" "$@"
}

# refused WHAT CODE PATTERN [ARG...]: it fails so, and brings nothing.
refused() {
	what=$1 code=$2 pattern=$3
	shift 3
	rm -f "$T/to"/*
	is_exit "$what" "$code" get "$web/$what" "${@:-file:1000:exact}"
	like "  with a reason" "$(cat "$T/err")" "/$what: file: $pattern"
	is "  and nothing comes" "$(ls "$T/to")" ""
	like "  and nothing is kept" "$(cat "$T/out")" '^kept 0$'
}

# at_most BYTES: so many came over the network.
at_most() {
	came=$(sed -n 's/^received //p' "$T/out")
	ok "  after at most $1 bytes" [ "${came:-999999999}" -le "$1" ]
}

is_exit "a good file" 0 get "$web/good" file:1000:exact
is "comes" "$(wc -c <"$T/to/file")" 1000
is_exit "and again, though the server hangs up each time" 0 \
    get rounds=3 "$web/good" file:1000:exact
is "  each time" "$(cat "$T/err")" ""

echo "# too much"
refused endless 14 'has at least 1001 bytes, want 1000$'
at_most 20000
refused endless 14 'has more than 100000 bytes$' file:100000
at_most 120000
refused endless-close 14 'has at least 1001 bytes, want 1000$'
at_most 20000
refused huge 14 'has at least 99999999999999 bytes, want 1000$'
at_most 20000
refused too-long 14 'has at least 1001 bytes, want 1000$'
refused good 14 'has at least 1000 bytes, want 999$' file:999:exact
refused good 14 'has more than 999 bytes$' file:999
refused headers 14 'headers of more than 65536 bytes$'
at_most 140000
refused header 14 'a header of more than 102400 bytes$'
at_most 140000
refused hints 14 'headers of more than 65536 bytes$'
at_most 140000
refused trailers 14 'headers of more than 65536 bytes$'
at_most 140000
is_exit "endless-error" 0 get "$web/endless-error" file:1000
at_most 140000
is "the page of an error is not read to its end" \
    "$(sed 1q "$T/out")" "file: missing"

echo "# too little"
refused truncated 20 'broke off after 500 bytes'
refused truncated-chunks 20 'broke off after 500 bytes'
refused too-short 14 'has 500 bytes, want 1000$'
refused empty 14 'has 0 bytes, want 1000$'
refused length-two 14 'has 10 bytes, want 1000$'
refused length-none 20 'Invalid Content-Length'
refused none 20 'Empty reply'
refused garbage 20 'Received HTTP/0.9'
refused good 14 'has 1000 bytes, want 1001$' file:1001:exact

echo "# too slow"
patient=1
refused trickle 15 'too slow: .*Less than 100 bytes/sec'
refused trickle-headers 15 'too slow: .*Less than 100 bytes/sec'
refused silent 15 'too slow: .*Less than 100 bytes/sec'
connected=2
refused slow 15 'too slow: .*after [0-9]{4,} milliseconds with [1-9]' file:4000
patient=20 connected=20
is_exit "a file has no more time than there is for all" 15 \
    get total_seconds=1 "$web/slow" file:4000
like "  with a reason" "$(cat "$T/err")" \
    'after (9|[1-9][0-9]+)[0-9]{2} milliseconds'
is_exit "nor has the second" 15 \
    get total_seconds=3 "$web" good/file:1000 slow/file:4000
like "  but the first came" "$(cat "$T/err")" ' slow/file: too slow: '
is_exit "nor has one when no time is left" 15 \
    get total_seconds=0 "$web/good" file:1000
like "  with a reason" "$(cat "$T/err")" 'file: no time is left of 0 seconds'
is_exit "a stall can be ended" 1 \
    get cancel=100 stall_seconds=900 total_seconds=900 "$web/silent" file:1000
like "  with a reason" "$(cat "$T/err")" 'file: stopped: Interrupted'

echo "# something else"
is_exit "a web page is brought" 0 get "$web/html" file:1000:exact
like "  and said to be one" "$(cat "$T/out")" '1000 bytes, a web page'
refused html 14 'has at least 1000 bytes, want 99, and says it is a web page' \
    file:99:exact
refused redirect 20 "302: the server sends to 'file:///etc/passwd', where nob"
refused partial 20 '206: the server answers what was not asked'
is_exit "what is packed" 0 get "$web/bomb" file:20000
like "  is not unpacked" "$(cat "$T/out")" '^file: 9[0-9]{3} bytes'
refused bomb-transfer 14 'has more than 20000 bytes$' file:20000
at_most 20000

is_exit "it wants to be left alone, and then does not" 20 \
    get rounds=2 "$web/sulk" file:1000
is "  which counts" "$(grep -c ': again in' "$T/err")" 1
like "  once" "$(sed -n 2p "$T/err")" 'again in 7$'

echo "# broken off"
is_exit "a large file is resumed where it broke" 0 \
    get "$web/resume/300000" file:1000000:exact
is "  and is whole" "$(cksum <"$T/to/file")" \
    "$(seq -f %07.0f 125000 | cksum)"
at_most 1002000
refused resume/200000 20 'broke off after 800000 bytes' file:1000000
refused resume/60000 20 'broke off after 60000 bytes' file:1000000
is_exit "a server that cannot resume is asked for all of it" 0 \
    get "$web/whole/300000" file:1000000:exact
is "  and it is whole" "$(cksum <"$T/to/file")" \
    "$(seq -f %07.0f 125000 | cksum)"
is_exit "so is one that resumes elsewhere" 0 \
    get "$web/lie/300000" file:1000000:exact
is "  and it is whole" "$(cksum <"$T/to/file")" \
    "$(seq -f %07.0f 125000 | cksum)"
is_exit "and one that has no rest to give" 0 \
    get "$web/gone/300000" file:1000000:exact
is "  and it is whole" "$(cksum <"$T/to/file")" \
    "$(seq -f %07.0f 125000 | cksum)"

rm -f "$T/to"/*
whole=$(printf 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n%050d' 0 | wc -c)
at=0 codes=
while [ $at -lt "$whole" ]; do
	get "$web/reset/$at" file:1000 >"$T/out" 2>"$T/err"
	codes="$codes$?
"
	at=$((at + 1))
done
is "resets after 0 to $((whole - 1)) bytes are all noticed" \
    "$(printf %s "$codes" | sort | uniq -c | tr -s ' ')" " $whole 20"
is "  and nothing comes" "$(ls "$T/to")" ""

done_testing
