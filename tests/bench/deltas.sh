# Sizes of deltas between the successive versions of lists, beside what makes
# patches of their text zones; and what a minute of a quick list costs.
# shellcheck shell=sh disable=SC2154

# versions NAME STEPS: of what is in the pool; at each step one in STEPS of the
# entries leaves and as many come.
versions() {
	mkdir -p "$work/series/$1"
	for hour in 00 01 02 03 04 05 06 07 08 09 10 11 12; do
		awk -v at="$hour" -v steps="$2" '
		{
			mix = (mix * 69069 + 12345) % 4294967296
			if ((int(mix / 65536) + at) % steps < steps * .7)
				print
		}' "$work/pool" >"$work/series/$1/20260821T${hour}0000Z.txt"
	done
	tar -C "$work/series" --sort=name -cJf "$work/series/$1.tar.xz" "$1"
	rm -r "$work/pool" "${work:?}/series/$1"
}

make_series() {
	"$gen" hosts 55000 >"$work/pool"
	versions rbl-nixspam-15min-2016dec 40
	"$gen" hosts 110000 >"$work/pool"
	versions rbl-datashield-2h-2026 300
	"$gen" hosts 3500 >"$work/pool"
	versions ops-hideip-8min-2026-04 10
	"$gen" hosts 10500 >"$work/pool"
	"$gen" hosts6 4500 >>"$work/pool"
	versions tor-hourly-v4v6-2026 200
	"$gen" blocks 60000 >"$work/pool"
	versions cidr-datacenter-daily-2026 600
}

# patch_of OLD NEW: the bytes that zstd, bsdiff and rsync need.
patch_of() {
	zstd -qq -19 --long=27 --patch-from="$1" "$2" -o "$work/patch.zst" \
	    2>/dev/null
	bsdiff "$1" "$2" "$work/patch.bsdiff"
	printf '%s %s %s\n' "$(wc -c <"$work/patch.zst")" \
	    "$(wc -c <"$work/patch.bsdiff")" "$(rsync_of "$1" "$2")"
	rm "$work"/patch.*
}

# series NAME TARGET: bytes a changed entry, over all steps; those of the
# peers over some.
series() {
	[ -e "$lists/series/$1.tar.xz" ] || return 0
	mkdir "$work/pairs"
	"$B/tests/bench/deltas" "$lists/series/$1.tar.xz" "$work/pairs" \
	    >"$work/deltas"
	while read -r word n changed bytes; do
		[ "$word" = pair ] || continue
		echo "pair $changed $bytes $(patch_of "$work/pairs/$n.old" \
		    "$work/pairs/$n.new")"
	done <"$work/deltas" >"$work/peers"
	# shellcheck disable=SC2046
	set -- "$1" "$2" $(awk 'NF == 6 {
		n += $2; o += $3; z += $4; b += $5; r += $6
	}
	$1 == "series" { printf "%.3f %.3f %d ", $4 / $3, $5 / $3, $3 / $2 }
	END { printf "%.2f %.2f %.2f %.1f\n", o / n, z / n, b / n, r / n }' \
	    "$work/deltas" "$work/peers")
	what="$4 without the head, $5 changes a step; peer: zstd --patch-from;"
	what="$what of some steps ours $6, zstd $7, bsdiff $8, rsync $9"
	figure "delta-${1%-20*}-bytes" "$3" "$7" "$2" "$what"
	rm -r "$work/pairs"
}

lists=$data
if [ -z "$data" ]; then
	lists=$work
	make_series
fi
for name in rbl-nixspam-15min-2016dec rbl-datashield-2h-2026 \
    rbl-blocklistde-mail-15min-2016; do
	series $name 1.75
done
series ops-hideip-8min-2026-04 1.65
series tor-hourly-v4v6-2026 2.2
for name in cidr-datacenter-daily-2026 cidr-cloud-nested-v4v6-2025 \
    cidr-chnroutes-hourly-2026 dul-20others-v4v6-2025 \
    dul-chinanet-daily-2025; do
	series $name 1.45
done
rm -rf "$work/series"

"$gen" hosts 2400000 >"$work/hosts"
mkdir "$work/quick"
"$B/tests/bench/minutes" "$work/hosts" "$work/quick" >"$work/minute"
read -r _ live _ added _ _ _ bytes <"$work/minute"
figure quick-minute-bytes "$bytes" - 6000 \
    "$live listed, $added added a minute; a made list"
"$B/tests/bench/take" "$work/quick" >"$work/minute"
read -r _ apply _ encode _ check _ zone _ all _ live _ peak <<-END
$(tr '\n' ' ' <"$work/minute")
END
figure quick-apply-cpu-ms "$apply" - 40 "the delta of one minute"
figure quick-take-cpu-ms "$all" - 250 \
    "and encode $encode, check $check, zone $zone"
figure quick-take-peak-bytes "$(product "$peak" "1 / $live")" - 40 \
    "the most memory it had, an entry"
rm -r "$work/quick" "$work/hosts"
