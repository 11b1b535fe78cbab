#!/bin/sh
# Files as they come: compressed and in archives by stock programs, damaged,
# named wrongly.
. tests/tap.sh

records() {
	"$B/feedc" import "$@"
}
cd "$T" || exit 1

cat >a.rec <<'END'
192.0.2.1 2026-11-21T22:25:00Z ref=a
198.51.100.0/24 2026-11-21T22:25:00Z isp="Example Net"
END
printf '192.0.2.2\n# remark\n192.0.2.3\n' >b.txt
printf ':3:x\n192.0.2.9\n' >c.ip4set
for f in a.rec b.txt c.ip4set; do records $f; done >want
is 'three formats' "$(cut -d' ' -f1 want | tr '\n' ' ')" \
    '192.0.2.1 198.51.100.0/24 192.0.2.2 192.0.2.3 192.0.2.9 '

# same FILE...: they say what the three files say.
same() {
	for f in "$@"; do
		is_exit "$f" 0 records "$f"
		is_file '  says the same' out want
	done
}

for pack in gzip:gz bzip2:bz2 xz:xz zstd:zst; do
	program=${pack%:*}
	for f in a.rec b.txt c.ip4set; do
		$program -c <$f >$f."${pack#*:}"
	done
	for f in a.rec b.txt c.ip4set; do records $f."${pack#*:}"; done >out
	is_file "$program" out want
	ok "$program from a pipe" sh -c "
		$program -c <a.rec | '$B/feedc' import -f record - |
		diff a.rec -"
done

for format in gnu pax ustar; do
	tar --format=$format -cf $format.tar a.rec b.txt c.ip4set
done
tar -czf all.tar.gz ./a.rec ./b.txt ./c.ip4set
tar -czf all.tgz a.rec b.txt c.ip4set
tar -cJf all.tar.xz a.rec b.txt c.ip4set
tar -cjf all.tbz2 a.rec b.txt c.ip4set
tar --zstd -cf all.tar.zst a.rec b.txt c.ip4set
perl -MIO::Compress::Zip=:all -e '
	zip [qw(a.rec b.txt c.ip4set)] => "all.zip" or die $ZipError;
	zip [qw(a.rec b.txt c.ip4set)] => "stored.zip",
	    Method => ZIP_CM_STORE or die $ZipError'
same gnu.tar pax.tar ustar.tar all.tar.gz all.tgz all.tar.xz all.tbz2 \
    all.tar.zst all.zip stored.zip

head -c 100 all.zip >cut.zip
is_exit 'a zip file that is cut short' 4 records cut.zip
perl -pe 's/Example/Exbmple/' stored.zip >wrong.zip
is_exit 'a zip file with a wrong sum' 4 records wrong.zip

is_exit 'a format that is told beats the name' 0 records -f plain b.txt
is_exit 'a name of no format' 4 records "$B/feedc"
mkfifo fifo.rec
is_exit 'a pipe with a name is no file' 1 records fifo.rec

# What is wrong with the files in tests/data/sources.
while read -r name code message; do
	is_exit "$name" "$code" records "$TOP/tests/data/sources/$name"
	like '  and why' "$(cat err)" "$message"
done <<'END'
good-crlf.rec 0 ^$
good-mac.tar 0 ^$
good-twice.rec.gz 0 ^$
bad-crlf.ip4set 3 :2:10: to rbldnsd a carriage return is no end of a line
bad-cut.rec.gz 4 the gzip file is cut short
bad-device.tar 4 a.rec: not a plain file
bad-empty.rec.xz 4 the name says compressed, the bytes are not
bad-end.tar 4 damaged or cut short: its end is missing
bad-half.rec 3 :2: the last line has no end
bad-html.txt 3 :1:1: .*<html>
bad-length.rec.gz 4 damaged gzip: incorrect length check
bad-link.tar 4 a.rec: not a plain file
bad-name.tar 4 README: the name says no known format
bad-nested.tar 4 a.tar: the name says no known format
bad-nul.rec 3 :1:11: after the address comes a time
bad-packed.tar 4 a.rec.gz: the name says no known format
bad-plain.rec.gz 4 the name says compressed, the bytes are not
bad-range.txt 3 :1:11: a range or prefix has no blanks
bad-sum.rec.gz 4 damaged gzip: incorrect data check
bad-tail.rec.gz 4 the gzip file is cut short
bad-twice.rec.gz 3 :1: .*x1f
bad-two.ip4set 3 :2: an entry has one value
END

xz -c <a.rec | xz -c >twice.rec.xz
is_exit 'compressed twice' 4 records twice.rec.xz
like '  and why' "$(cat err)" 'a file is compressed once'

done_testing
