# bash completion for feedc, feedd, feedkey and feedsub: commands and options
# are what the program itself says in its help, the rest are files.
# shellcheck shell=bash

_feedmill() {
	local word=$2 words help
	local -a command=("$1")

	COMPREPLY=()
	help=$("$1" --help 2>/dev/null)
	# Commands that have commands of their own list them.
	while grep -q '^  [a-z]' <<<"$help" &&
	    [ "$COMP_CWORD" -gt ${#command[@]} ]; do
		command+=("${COMP_WORDS[${#command[@]}]}")
		help=$("${command[@]}" --help 2>/dev/null)
	done
	if [ "$COMP_CWORD" -eq ${#command[@]} ] &&
	    grep -q '^  [a-z]' <<<"$help"; then
		words=$(awk '/^  [a-z]/ { print $1 }' <<<"$help")
	elif [[ $word == -* ]]; then
		words=$(grep -oE -- '(^|[ ,])--?[a-zA-Z][-a-z]*' <<<"$help" |
		    tr -d ' ,')
	else
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _feedmill feedc feedd feedkey feedsub
