#!/bin/sh
# feedmill-resolvers(7) shows the examples as they are in examples/subscriber,
# where other stories load them: every one of them, and letter by letter.
. tests/tap.sh

manual=subscriber/feedmill-resolvers.7
# what is shown, a file each, as mdoc writes it
awk -v to="$T/shown" '
/^\.Bd/ { inside = 1; n++; next }
/^\.Ed/ { inside = 0 }
inside { print >(to n) }' "$manual"
for file in examples/subscriber/*; do
	sed 's/\\/\\e/g; s/^[.'"'"']/\\\&&/' "$file" >"$T/example"
	found=
	for shown in "$T"/shown*; do
		cmp -s "$shown" "$T/example" && found=$shown
	done
	ok "${file##*/} is shown as it is" test -n "$found"
done

"$B/feedkey" generate --no-passphrase -s "$T/key" -p "$T/root.pub" >"$T/made"
mkdir "$T/state"
{
	echo "state = \"$T/state\""
	sed "s|/etc/feedmill/example-root.pub|$T/root.pub|" \
	    examples/subscriber/feedsub.conf
} >"$T/feedsub.conf"
is_exit "feedsub reads its own, and holds nothing yet" 2 \
    "$B/feedsub" status -c "$T/feedsub.conf"
done_testing
