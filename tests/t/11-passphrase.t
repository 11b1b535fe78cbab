#!/bin/sh
# Passphrases typed on a terminal, which script(1) provides.
. tests/tap.sh
feedkey=$B/feedkey
cd "$T" || exit 1

# Where memory is short scrypt takes less of it, and less time.  A program
# under AddressSanitizer does not even start with so little; minisign does.
cheap="prlimit --as=120000000"
$cheap "$feedkey" --version >/dev/null 2>&1 || cheap=

# dialogue COMMAND: runs it on a terminal of its own; its exit code goes to
# the file code, what the terminal shows to the file shown, and what is
# written to descriptor 5 is typed.
dialogue() {
	rm -f keys shown code
	mkfifo keys
	: >shown
	# a background process of the shell ignores interrupts
	run_bg perl -e '$SIG{INT} = "DEFAULT"; open(STDIN, "<", "keys");
		open(STDOUT, ">", "script-out"); exec @ARGV' \
	    script -qfec "$1; echo \$? >code" shown
	exec 5>keys
}

# type_at PROMPT COUNT TEXT: types when the prompt was shown so often.
type_at() {
	wait_for shown_times "$1" "$2" && printf '%s' "$3" >&5
}

shown_times() {
	[ "$(grep -oF -- "$1" shown | wc -l)" -ge "$2" ]
}

# hung_up: waits for the end of the dialogue.
hung_up() {
	exit_code="still running"
	wait_for test -s code && exit_code=$(cat code)
	exec 5>&-
	wait
}

dialogue "$cheap '$feedkey' generate -s key -p pub"
type_at 'New passphrase: ' 1 'two words
'
type_at 'The same again: ' 1 'two words
'
hung_up
is "generate asks twice" "$exit_code" 0
ok "and shows nothing that is typed" sh -c '! grep -q words shown'

printf 'signed\n' >text
echo 'two words' >words
chmod 600 words
ok "the passphrase is what was typed" "$feedkey" sign -s key \
    --passphrase-file words -c comment text
minisign -S -s key -m text -t comment -x theirs <words >out 2>&1
is_file "for minisign too" text.minisig theirs

# The same passphrase with less scrypt, for what follows.
minisign -C -W -s key <words >out 2>&1
cat words words | prlimit --as=120000000 minisign -C -s key >out 2>&1

dialogue "'$feedkey' sign -s key -c typed text"
type_at 'Passphrase of key: ' 1 'two words
'
hung_up
is "sign asks once" "$exit_code" 0
like "and signs" "$(minisign -Q -V -p pub -m text)" '^typed$'

dialogue "'$feedkey' sign -s key -c typed text"
type_at 'Passphrase of key: ' 1 'two word
'
hung_up
is "the wrong one" "$exit_code" 5
like "is said to be" "$(cat shown)" 'key: wrong passphrase'

dialogue "'$feedkey' show --unlock key"
type_at 'Passphrase of key: ' 1 'two words
'
hung_up
is "show --unlock asks" "$exit_code" 0
ok "and shows the key" grep -F "$(sed -n 2p pub)" shown

cp key before
dialogue "'$feedkey' passphrase -s key"
type_at 'Passphrase of key: ' 1 'two words
'
type_at 'New passphrase: ' 1 'other words
'
type_at 'The same again: ' 1 'other word
'
hung_up
is "two that differ" "$exit_code" 2
is_file "change nothing" key before

dialogue "'$feedkey' passphrase -s key --passphrase-file words"
type_at 'New passphrase: ' 1 '
'
hung_up
is "an empty new one" "$exit_code" 2
is_file "changes nothing" key before

dialogue "'$feedkey' passphrase -s key --passphrase-file words"
type_at 'New passphrase: ' 1 "$(head -c 1023 /dev/zero | tr '\0' x)
"
hung_up
is "one that is too long" "$exit_code" 2
like "is refused as such" "$(cat shown)" 'more than 1022 bytes'

# An interrupt at the prompt ends the program and gives the echo back.
dialogue "trap : INT; stty -a >tty-before; '$feedkey' show --unlock key;
    echo \$? >code-of-show; stty -a >tty-after"
type_at 'Passphrase of key: ' 1 "$(printf '\003')"
hung_up
is "an interrupt ends the dialogue" "$exit_code" 0
is "and the program" "$(cat code-of-show)" 130
is_file "leaves the terminal as it was" tty-after tty-before

# The end of input is no passphrase.
dialogue "'$feedkey' show --unlock key"
type_at 'Passphrase of key: ' 1 "$(printf '\004')"
hung_up
is "nothing typed" "$exit_code" 2
like "is said" "$(cat shown)" 'no passphrase was typed'

is_exit "without a terminal" 2 setsid -w "$feedkey" show --unlock key
like "a file is asked for" "$(cat err)" 'no terminal to ask'

done_testing
