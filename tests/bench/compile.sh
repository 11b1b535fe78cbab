# Compiling records to snapshot, zone and signature, against iprange merging
# nothing but their addresses.
# shellcheck shell=sh disable=SC2154

# setup NAME COUNT DB...: a spool with COUNT records in each database.
setup() {
	top=$work/$1
	count=$2
	shift 2
	mkdir -p "$top"
	{
		printf 'spool = "%s"\nstate = "%s"\npublish = "%s"\n' \
		    "$top/spool" "$top/state" "$top/publish"
		printf 'key = "%s"\norigin = "bl.example.net"\n' "$work/key"
		printf 'ns = { "ns.example.net" }\n'
	} >"$top/conf"
	for db in "$@"; do
		mkdir -p "$top/spool/$db/traps"
		ln "$work/records-$count" "$top/spool/$db/traps/bench.rec"
		printf 'database %s { like = rbl }\n' "$db" >>"$top/conf"
	done
}

# compile NAME: from nothing; sets cpu, wall and peak of the best of two runs.
compile() {
	rm -f "$work/runs"
	for _ in 1 2; do
		rm -rf "$work/$1/state" "$work/$1/publish"
		measure "$B/feedc" compile -c "$work/$1/conf"
		echo "$cpu $wall $peak" >>"$work/runs"
	done
	read -r cpu wall peak <<-END
	$(sort -n "$work/runs")
	END
}

tenth=$((records / 10))
for n in "$records" "$tenth"; do
	"$gen" records "$n" >"$work/records-$n"
done
"$B/feedkey" generate --no-passphrase -s "$work/key" -p "$work/key.pub" \
    >/dev/null
setup one "$records" one
setup two "$records" one two
setup tenth "$tenth" one

"$gen" addresses "$records" >"$work/addresses"
measure iprange --optimize "$work/addresses"
peer=$cpu
measure iprange --optimize "$work/addresses"
peer=$(printf '%s\n' "$peer" "$cpu" | sort -n | head -n 1)
rm "$work/addresses"

compile one
one_cpu=$cpu one_wall=$wall
figure compile-cpu-s "$cpu" "$peer" "$(product "$peer" 0.5)" \
    "$records records; peer: iprange merging their addresses"
figure compile-peak-bytes "$(product "$peak" "1 / $records")" - 48 \
    "the most memory it had, a record"
compile tenth
figure compile-linear-cpu-s "$one_cpu" "$cpu" "$(product "$cpu" 11)" \
    "the same; peer: a tenth of the records"
compile two
figure compile-two-wall-s "$wall" "$one_wall" "$(product "$one_wall" 1.3)" \
    "two databases at once; peer: one"
rm -rf "$work/one" "$work/two" "$work/tenth" "$work"/records-*
