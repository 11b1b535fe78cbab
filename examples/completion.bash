# bash completion for feedc and feedkey: commands and options are what the
# program itself says in its help, the rest are files.
# shellcheck shell=bash

_feedmill() {
	local program=$1 word=$2 words

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		words=$("$program" --help 2>/dev/null |
		    awk '/^  [a-z]/ { print $1 }')
	elif [[ $word == -* ]]; then
		words=$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null |
		    grep -oE -- '(^|[ ,])--?[a-zA-Z][-a-z]*' | tr -d ' ,')
	else
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _feedmill feedc feedkey
