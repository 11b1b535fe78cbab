#include <stdlib.h>

#include "formats/place.h"
#include "formats/record.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

#define T " 2026-11-21T22:25:00Z"

/* A line, and the record written again, or what is said of it. */
static const struct {
	const char *line;
	const char *want;
} cases[] = {
	/* addresses */
	{ "192.0.2.7" T, "192.0.2.7" T },
	{ "198.51.100.0/24" T, "198.51.100.0/24" T },
	{ "198.51.100.0-198.51.100.99" T, "198.51.100.0-198.51.100.99" T },
	{ "198.51.100.0-198.51.100.127" T, "198.51.100.0/25" T },
	{ "2001:DB8:7::/48" T, "2001:db8:7::/48" T },
	{ "!198.51.100.53" T, "!198.51.100.53" T },
	{ "!198.51.100.53" T " ref=R-102", "!198.51.100.53" T " ref=R-102" },
	{ "0.0.0.0/0" T, "0.0.0.0/0" T },
	{ "255.255.255.255" T, "255.255.255.255" T },
	{ "192.0.2.7/24" T,
	    "f:9:11: bits are set below the prefix length, found '24'" },
	{ "192.0.2.007" T,
	    "f:9:9: an octet is a number without leading zeros, found '007'" },
	{ "192.0.2" T, "f:9:8: an IPv4 address has four octets, found ''" },
	{ "192.0.2.256" T, "f:9:9: an octet is at most 255, found '256'" },
	{ "192.0.2.1111" T,
	    "f:9:12: this is not part of an address, prefix or range, found "
	    "'1'" },
	{ "192.0.2.7x" T,
	    "f:9:10: this is not part of an address, prefix or range, found "
	    "'x'" },
	{ "! 192.0.2.7" T,
	    "f:9:2: an octet is a number without leading zeros, found ''" },
	{ "!!192.0.2.7" T,
	    "f:9:2: an octet is a number without leading zeros, found "
	    "'!192.0.2.7'" },
	{ "example.net" T,
	    "f:9:1: an octet is a number without leading zeros, found "
	    "'example.net'" },
	/* times */
	{ "192.0.2.7 1970-01-01T00:00:00Z", "192.0.2.7 1970-01-01T00:00:00Z" },
	{ "192.0.2.7 2106-02-07T06:28:15Z", "192.0.2.7 2106-02-07T06:28:15Z" },
	{ "192.0.2.7 2024-02-29T00:00:00Z", "192.0.2.7 2024-02-29T00:00:00Z" },
	{ "192.0.2.7 2106-02-07T06:28:16Z",
	    "f:9:11: after the address comes a time like "
	    "2026-11-21T22:25:00Z, found '2106-02-07T06:28:16Z'" },
	{ "192.0.2.7",
	    "f:9:10: after the address comes a time like "
	    "2026-11-21T22:25:00Z, found ''" },
	{ "192.0.2.7 2026-11-21",
	    "f:9:11: after the address comes a time like "
	    "2026-11-21T22:25:00Z, found '2026-11-21'" },
	{ "192.0.2.7" T "x",
	    "f:9:11: after the address comes a time like "
	    "2026-11-21T22:25:00Z, found '2026-11-21T22:25:00Zx'" },
	/* spaces and comments */
	{ "", "-" },
	{ "  \t", "-" },
	{ "# 192.0.2.7" T, "-" },
	{ "   # remark", "-" },
	{ "\t192.0.2.7\t 2026-11-21T22:25:00Z \t ref=a \t",
	    "192.0.2.7" T " ref=a" },
	{ "192.0.2.7" T " # remark", "192.0.2.7" T },
	{ "192.0.2.7" T " ref=a #b", "192.0.2.7" T " ref=a" },
	{ "192.0.2.7" T " ref=a#b", "192.0.2.7" T " ref=a#b" },
	{ "192.0.2.7" T "\r", "192.0.2.7" T },
	{ "192.0.2.7" T " ref=a\r", "192.0.2.7" T " ref=a" },
	{ "192.0.2.7" T " ref=\"a\"\r", "192.0.2.7" T " ref=a" },
	{ "\r", "-" },
	{ "192.0.2.7" T " ref=a\r\r",
	    "f:9:36: text has no control characters, found 'a\\x0d'" },
	{ "192.0.2.7" T " ref=a\rb",
	    "f:9:36: text has no control characters, found 'a\\x0db'" },
	/* keys */
	{ "192.0.2.7" T " txt=t code=127.0.0.3 list=l proto=http port=1 isp=i "
	  "kind=relay ref=r until=2026-12-20T00:00:00Z",
	    "192.0.2.7" T " until=2026-12-20T00:00:00Z ref=r kind=relay isp=i "
	    "port=1 proto=http list=l code=127.0.0.3 txt=t" },
	{ "192.0.2.7" T " ref=a ref=b",
	    "f:9:38: no key comes twice, found 'ref'" },
	{ "192.0.2.7" T " reff=a",
	    "f:9:32: this is not one of the keys, found 'reff'" },
	{ "192.0.2.7" T " =a",
	    "f:9:32: this is not one of the keys, found ''" },
	{ "192.0.2.7" T " pro=a",
	    "f:9:32: this is not one of the keys, found 'pro'" },
	{ "192.0.2.7" T " port",
	    "f:9:32: after the time come keys with values, like ref=T-1, "
	    "found 'port'" },
	{ "192.0.2.7" T " p=1 proto=http",
	    "f:9:32: this is not one of the keys, found 'p'" },
	{ "192.0.2.7" T " porta=1",
	    "f:9:32: this is not one of the keys, found 'porta'" },
	{ "192.0.2.7" T " untilx=1",
	    "f:9:32: this is not one of the keys, found 'untilx'" },
	{ "192.0.2.7" T " Ref=a",
	    "f:9:32: this is not one of the keys, found 'Ref'" },
	{ "192.0.2.7" T " ref",
	    "f:9:32: after the time come keys with values, like ref=T-1, "
	    "found 'ref'" },
	{ "192.0.2.7" T " ref =a",
	    "f:9:32: after the time come keys with values, like ref=T-1, "
	    "found 'ref'" },
	{ "!192.0.2.7" T " isp=a",
	    "f:9:33: a removal has no key but ref, found 'isp'" },
	/* values */
	{ "192.0.2.7" T " ref=", "f:9:36: a key has a value, found ''" },
	{ "192.0.2.7" T " ref=\"\"", "f:9:36: a key has a value, found '\"'" },
	{ "192.0.2.7" T " txt=\"\"", "192.0.2.7" T " txt=\"\"" },
	{ "192.0.2.7" T " ref=\"a b\"", "192.0.2.7" T " ref=\"a b\"" },
	{ "192.0.2.7" T " ref=\"#\"", "192.0.2.7" T " ref=#" },
	{ "192.0.2.7" T " ref=a\\b", "192.0.2.7" T " ref=a\\b" },
	{ "192.0.2.7" T " ref=\"a \\\"q\\\" \\\\ b\"",
	    "192.0.2.7" T " ref=\"a \\\"q\\\" \\\\ b\"" },
	{ "192.0.2.7" T " ref=\"a\\n\"",
	    "f:9:38: in quotes a backslash stands before a quote or a "
	    "backslash, found '\\n'" },
	{ "192.0.2.7" T " ref=\"a", "f:9:36: a quote is closed, found '\"a'" },
	{ "192.0.2.7" T " ref=1234567\" kind=source",
	    "f:9:43: quotes stand around a whole value, found '\"'" },
	{ "192.0.2.7" T " ref=12345678\"9",
	    "f:9:44: quotes stand around a whole value, found '\"9'" },
	{ "192.0.2.7" T " ref=\"", "f:9:36: a quote is closed, found '\"'" },
	{ "192.0.2.7" T " ref=\"a\\",
	    "f:9:36: a quote is closed, found '\"a\\'" },
	{ "192.0.2.7" T " ref=\"a\\\"",
	    "f:9:36: a quote is closed, found '\"a\"\"'" },
	{ "192.0.2.7" T " ref=\"a\"b",
	    "f:9:39: after a closing quote comes a blank, found 'b'" },
	{ "192.0.2.7" T " ref=a\"b\"",
	    "f:9:37: quotes stand around a whole value, found '\"b\"'" },
	{ "192.0.2.7" T " isp=\xc3\xa9", "192.0.2.7" T " isp=\xc3\xa9" },
	{ "192.0.2.7" T " isp=\xe9", "f:9:36: text is UTF-8, found '\\xe9'" },
	{ "192.0.2.7" T " isp=\xc0\x80",
	    "f:9:36: text is UTF-8, found '\\xc0\\x80'" },
	{ "192.0.2.7" T " isp=\xe0\x82\x80",
	    "f:9:36: text is UTF-8, found '\\xe0\\x82\\x80'" },
	{ "192.0.2.7" T " isp=\xf0\x82\x80\x80",
	    "f:9:36: text is UTF-8, found '\\xf0\\x82\\x80\\x80'" },
	{ "192.0.2.7" T " isp=\xf4\x90\x80\x80",
	    "f:9:36: text is UTF-8, found '\\xf4\\x90\\x80\\x80'" },
	{ "192.0.2.7" T " isp=\xf0\x9f\x90\x8c",
	    "192.0.2.7" T " isp=\xf0\x9f\x90\x8c" },
	{ "192.0.2.7" T " isp=1234567\x7f",
	    "f:9:36: text has no control characters, found '1234567\\x7f'" },
	{ "192.0.2.7" T " isp=1234567\x1f"
	  "9",
	    "f:9:36: text has no control characters, found '1234567\\x1f9'" },
	{ "192.0.2.7" T " isp=1234567\xc3\xa9"
	  "9",
	    "192.0.2.7" T " isp=1234567\xc3\xa9"
	    "9" },
	{ "192.0.2.7" T " isp=\xed\xa0\x80",
	    "f:9:36: text is UTF-8, found '\\xed\\xa0\\x80'" },
	{ "192.0.2.7" T " isp=a\x1b[2J",
	    "f:9:36: text has no control characters, found 'a\\x1b[2J'" },
	{ "192.0.2.7" T " isp=12345678\x7f",
	    "f:9:36: text has no control characters, found '12345678\\x7f'" },
	{ "192.0.2.7" T " isp=\xc2\x85",
	    "f:9:36: text has no control characters, found '\\xc2\\x85'" },
	{ "192.0.2.7" T " isp=\xe2\x80\xae",
	    "f:9:36: text has no control characters, found "
	    "'\\xe2\\x80\\xae'" },
	{ "192.0.2.7" T " port=65535", "192.0.2.7" T " port=65535" },
	{ "192.0.2.7" T " port=65536",
	    "f:9:37: port is 1 to 65535, found '65536'" },
	{ "192.0.2.7" T " port=0", "f:9:37: port is 1 to 65535, found '0'" },
	{ "192.0.2.7" T " port=080",
	    "f:9:37: port is 1 to 65535, found '080'" },
	{ "192.0.2.7" T " port=1x", "f:9:37: port is 1 to 65535, found '1x'" },
	{ "192.0.2.7" T " port=4294967297",
	    "f:9:37: port is 1 to 65535, found '4294967297'" },
	{ "192.0.2.7" T " proto=ftp",
	    "f:9:38: proto is socks4, socks5, http or https, found 'ftp'" },
	{ "192.0.2.7" T " kind=Source",
	    "f:9:37: kind is source, relay or support, found 'Source'" },
	{ "192.0.2.7" T " ref=x until=2026-11-21T22:25:00Z",
	    "f:9:44: a listing ends after the time that it was seen, found "
	    "'2026-11-21T22:25:00Z'" },
	{ "192.0.2.7" T " until=1970-01-01T00:00:00Z",
	    "f:9:38: until is a time like 2026-11-21T22:25:00Z, found "
	    "'1970-01-01T00:00:00Z'" },
	{ "192.0.2.7" T " code=127.255.255.255",
	    "192.0.2.7" T " code=127.255.255.255" },
	{ "192.0.2.7" T " code=127.0.0.2", "192.0.2.7" T " code=127.0.0.2" },
	{ "192.0.2.7" T " code=127.0.0.1",
	    "f:9:37: code is an address in 127.0.0.0/8 above 127.0.0.1, found "
	    "'127.0.0.1'" },
	{ "192.0.2.7" T " code=127.0.0.0",
	    "f:9:37: code is an address in 127.0.0.0/8 above 127.0.0.1, found "
	    "'127.0.0.0'" },
	{ "192.0.2.7" T " code=128.0.0.2",
	    "f:9:37: code is an address in 127.0.0.0/8 above 127.0.0.1, found "
	    "'128.0.0.2'" },
	{ "192.0.2.7" T " code=::7f00:2",
	    "f:9:37: code is an address in 127.0.0.0/8 above 127.0.0.1, found "
	    "'::7f00:2'" },
};

/* What becomes of a line of n bytes, of which none beyond may be looked at. */
static const char *
result(const char *line, size_t n, char out[static 1024])
{
	char *copy = malloc(n + 1);
	struct place place = { "f", 9, 0 };
	struct fail f = { 0 };
	struct record rec;
	struct wr w = { 0 };
	int got;

	memcpy(copy, line, n);
	got = record_parse(&rec, copy, copy + n, &place, &f);
	if (got == 1) {
		record_write(&w, &rec);
		snprintf(out, 1024, "%.*s", (int)w.len - 1, (char *)w.buf);
	} else {
		snprintf(out, 1024, "%s", got == 0 ? "-" : f.msg);
	}
	wr_free(&w);
	free(copy);
	return out;
}

static void
test_cases(void)
{
	char have[1024], name[100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *line = cases[i].line;

		text_show(name, text_of(line, line + strlen(line)));
		is_str(result(line, strlen(line), have), cases[i].want, name);
	}
}

/* Lengths of values, to the byte. */
static void
test_lengths(void)
{
	char line[400], have[1024], want[400];

	for (int n = ATTR_VALUE_MAX; n <= ATTR_VALUE_MAX + 1; n++) {
		int len = sprintf(line, "192.0.2.7" T " txt=%0*d", n, 0);

		if (n == ATTR_VALUE_MAX)
			strcpy(want, line);
		else
			strcpy(want,
			    "f:9:36: a value is at most 215 bytes, found "
			    "'00000000000000000000000000000000000000000000"
			    "000000...'");
		result(line, (size_t)len, have);
		ok(strncmp(have, want, 60) == 0, "a value of %d bytes", n);
	}
}

static void
test_fields(void)
{
	char line[] = "10.0.0.0/8" T " code=127.0.0.9 port=25"
		      " until=2026-11-21T22:26:00Z";
	struct place place = { "f", 1, 0 };
	struct fail f = { 0 };
	struct record r;

	is_int(record_parse(&r, line, line + strlen(line), &place, &f), 1,
	    "a record");
	ok(r.range.first == 0x0a000000 && r.range.last == 0x0affffff &&
		r.range.family == IP4 && r.span == 0xffffff,
	    "its addresses");
	is_int(r.time, 1795299900, "its time");
	is_int(r.until, 1795299960, "its until");
	is_int(r.code, 0x7f000009, "its code");
	is_int(r.has, 1 << ATTR_CODE | 1 << ATTR_PORT | 1 << ATTR_UNTIL,
	    "its keys");
	ok(!r.removal, "no removal");
	strcpy(line, "192.0.2.1" T);
	record_parse(&r, line, line + strlen(line), &place, &f);
	ok(r.until == 0 && r.code == 0 && r.has == 0,
	    "the next one has nothing of it");
	record_set(&r, ATTR_PORT, (struct text){ "25", 2 });
	ok(record_set(&r, ATTR_PORT, (struct text){ "x", 1 }) != NULL &&
		text_is(r.attrs[ATTR_PORT], "25"),
	    "a bad value changes nothing");
}

int
main(void)
{
	test_cases();
	test_lengths();
	test_fields();
	return tap_end();
}
