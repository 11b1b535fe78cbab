# Programs for which time passes otherwise, by faketime(1); sourced after
# tap.sh.  $faketime is what to preload, after what a sanitizer needs.
# shellcheck shell=sh disable=SC2034
faketime=$(echo /usr/lib/*/faketime/libfaketimeMT.so.1)
[ -f "$faketime" ] || skip_all "faketime is not installed"
# $preload: what to preload for that, after what a sanitizer of PROGRAM needs.
preloads() {
	preload=$(ldd "$1" | sed -n 's/.*=> \([^ ]*lib[a]san[^ ]*\) .*/\1/p')
	preload=${preload:+$preload:}$faketime
}
