#!/bin/sh
# make install: everything is where it belongs and runs from there; systemd
# finds nothing wrong with the units, and little that they could do.
. tests/tap.sh

root=$T/root
is_exit "it is installed" 0 make -s install "B=$B" "DESTDIR=$root" prefix=/usr
for file in bin/feedc bin/feedd bin/feedkey bin/feedsub \
    share/man/man8/feedd.8 share/man/man5/feedd.conf.5 \
    share/bash-completion/completions/feedd share/doc/feedmill/README \
    share/doc/feedmill/examples/feedd.conf lib/sysusers.d/feedmill.conf \
    lib/tmpfiles.d/feedmill.conf lib/systemd/system/feedd.service \
    lib/systemd/system/feedd.socket lib/systemd/system/feedc.service; do
	ok "$file" test -s "$root/usr/$file"
done
for program in feedc feedd feedkey feedsub; do
	is_exit "$program runs" 0 "$root/usr/bin/$program" --version
done
units=$root/usr/lib/systemd/system
like "units run what is installed" "$(cat "$units/feedd.service")" \
    '^ExecStart=/usr/bin/feedd$'
for unit in "$units"/*.service; do
	like "a wrong configuration is not tried again: ${unit##*/}" \
	    "$(cat "$unit")" '^RestartPreventExitStatus=2$'
done

if has systemd-analyze; then
	mkdir "$T/units"
	for unit in "$units"/*; do
		sed "s|=/usr/bin/feed|=$root/usr/bin/feed|" "$unit" \
		    >"$T/units/${unit##*/}"
	done
	for unit in "$T/units"/*; do
		is_exit "verified: ${unit##*/}" 0 \
		    systemd-analyze verify --man=no "$unit"
		is "with nothing to say" "$(cat "$T/err")" ""
	done
	for unit in "$T/units"/*.service; do
		is_exit "little is exposed: ${unit##*/}" 0 systemd-analyze \
		    security --offline=true --no-pager --threshold=20 "$unit"
	done
fi
mkdir -p "$root/etc"
if has systemd-sysusers; then
	is_exit "users are made" 0 systemd-sysusers --root="$root"
	is "three of them" "$(grep -c '^feed' "$root/etc/passwd")" 3
fi
if has systemd-tmpfiles && [ "$(id -u)" -eq 0 ] &&
    [ -s "$root/etc/passwd" ]; then
	echo 'adm:x:4:' >>"$root/etc/group"
	is_exit "folders are made" 0 systemd-tmpfiles --root="$root" --create \
	    feedmill.conf
	is "the tree is who compiles's" \
	    "$(stat -c %u "$root/srv/feedmill")" \
	    "$(sed -n 's/^feedmill:[^:]*:\([0-9]*\).*/\1/p' \
		"$root/etc/passwd")"
	ok "and the log's" test -d "$root/var/log/feedd"
fi
done_testing
