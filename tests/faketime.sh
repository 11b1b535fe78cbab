# Programs for which time passes otherwise, by faketime(1); sourced after
# tap.sh.  $faketime is what to preload, after what a sanitizer needs.
# shellcheck shell=sh disable=SC2034
faketime=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$faketime" ] || skip_all "faketime is not installed"
