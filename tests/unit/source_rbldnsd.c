#include "tests/tool_source.h"
#include "tests/unit/tap.h"

#define T " 1970-01-01T00:00:00Z"

/* What rbldnsd itself says to such files is in tests/t/20-rbldnsd.t. */
static const struct {
	const char *name;
	const char *format;
	const char *text;
	const char *want;
} cases[] = {
	{ "nothing said of values", "ip4set", "192.0.2.1\n",
	    "192.0.2.1" T "\n" },
	{ "a code alone", "ip4set", "192.0.2.1 :3\n",
	    "192.0.2.1" T " code=127.0.0.3\n" },
	{ "a text alone", "ip4set", "192.0.2.1 see $\n",
	    "192.0.2.1" T " txt=\"see $\"\n" },
	{ "expressly no text", "ip4set", ":2:x\n192.0.2.1 :3:\n",
	    "192.0.2.1" T " code=127.0.0.3 txt=\"\"\n" },
	{ "text from the default", "ip4set", ":2:x\n192.0.2.1 :3\n",
	    "192.0.2.1" T " code=127.0.0.3 txt=x\n" },
	{ "code from the default", "ip4set", ":5:x\n192.0.2.1 y\n",
	    "192.0.2.1" T " code=127.0.0.5 txt=y\n" },
	{ "defaults are for what follows", "ip4set",
	    "192.0.2.1\n:5\n192.0.2.2\n:6\n192.0.2.3\n",
	    "192.0.2.1" T "\n192.0.2.2" T " code=127.0.0.5\n192.0.2.3" T
	    " code=127.0.0.6\n" },
	{ "the first default of a tset is for all", "ip4tset",
	    "192.0.2.1\n:5\n192.0.2.2\n:6\n192.0.2.3\n",
	    "192.0.2.1" T " code=127.0.0.5\n192.0.2.2" T
	    " code=127.0.0.5\n192.0.2.3" T " code=127.0.0.5\n" },
	{ "Latin-1 and tabs", "ip4set", "192.0.2.1 a\t\xe9\n# \xe9\n",
	    "192.0.2.1" T " txt=\"a \xc3\xa9\"\n" },
	{ "UTF-8 stays", "ip4set", "192.0.2.1 \xc3\xa9\n",
	    "192.0.2.1" T " txt=\xc3\xa9\n" },
	{ "a hole keeps the width that was written", "ip4set",
	    "10.0.0.0/16\n!10.0.0.0\n",
	    "10.0.0.1-10.0.255.255" T " # of 65536\n" },
	{ "an exclusion of the same octets wins", "ip4set",
	    "10.0.0.0/24 a\n10.0.0/24 b\n!10.0.0.0/24\n", "" },
	{ "a wider exclusion loses", "ip4set", "10.0.0.1\n!10.0.0.0/24\n",
	    "10.0.0.1" T "\n" },
	{ "/25 and /26 are both single addresses", "ip4set",
	    "10.0.0.0/25\n!10.0.0.0/26\n", "10.0.0.64/26" T " # of 128\n" },
	{ "/23 and /24 are both whole third octets", "ip4set",
	    "10.0.0.0/23 a\n!10.0.1.0/24\n",
	    "10.0.0.0/24" T " txt=a # of 512\n" },
	{ "several values", "ip4set", "10.0.0.1 a\n10.0.0.1 b\n10.0.0.1 b\n",
	    "BAD f:2: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.1'\n"
	    "BAD f:3: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.1'\n"
	    "10.0.0.1" T " txt=a\n" },
	{ "several values of ranges", "ip4set",
	    "10.0.0.0-10.0.0.9 a\n10.0.0.20 c\n10.0.0.5-10.0.0.30 b\n",
	    "BAD f:3: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.5-10.0.0.9'\n"
	    "BAD f:3: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.20'\n"
	    "10.0.0.0-10.0.0.9" T " txt=a\n"
	    "10.0.0.10-10.0.0.19" T " txt=b # of 26\n"
	    "10.0.0.20" T " txt=c\n"
	    "10.0.0.21-10.0.0.30" T " txt=b # of 26\n" },
	{ "other values where all is excluded", "ip4set",
	    "10.0.0.0-10.0.0.9 a\n10.0.0.5-10.0.0.9 b\n!10.0.0.5-10.0.0.9\n",
	    "10.0.0.0-10.0.0.4" T " txt=a # of 10\n" },
	{ "values that meet one further back", "ip4set",
	    "10.0.0.0-10.0.0.9 a\n10.0.0.5-10.0.0.20 b\n10.0.0.8 b\n",
	    "BAD f:2: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.5-10.0.0.9'\n"
	    "BAD f:3: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.8'\n"
	    "10.0.0.0/29" T " txt=a # of 10\n"
	    "10.0.0.8" T " txt=b\n"
	    "10.0.0.9" T " txt=a # of 10\n"
	    "10.0.0.10-10.0.0.20" T " txt=b # of 16\n" },
	{ "values that meet the longest of others", "ip4set",
	    "10.0.0.0-10.0.0.100 a\n10.0.0.1-10.0.0.5 b\n"
	    "10.0.0.2-10.0.0.50 c\n10.0.0.40 a\n",
	    "BAD f:2: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.1-10.0.0.5'\n"
	    "BAD f:3: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.2-10.0.0.50'\n"
	    "BAD f:4: an entry has one value, and has another elsewhere, "
	    "found '10.0.0.40'\n"
	    "10.0.0.0" T " txt=a # of 101\n"
	    "10.0.0.1-10.0.0.5" T " txt=b\n"
	    "10.0.0.6-10.0.0.39" T " txt=c # of 49\n"
	    "10.0.0.40" T " txt=a\n"
	    "10.0.0.41-10.0.0.50" T " txt=c # of 49\n"
	    "10.0.0.51-10.0.0.100" T " txt=a # of 101\n" },
	{ "exclusions that touch are one", "ip4set",
	    "10.0.0.0-10.0.0.9 a\n10.0.0.0-10.0.0.9 b\n"
	    "!10.0.0.0-10.0.0.4\n!10.0.0.5-10.0.0.9\n",
	    "" },
	{ "longest match", "ip4trie", "10.0.0.0/8 a\n!10.0.0.0/9\n10.0.0.1 b\n",
	    "10.0.0.1" T " txt=b\n10.128.0.0/9" T " txt=a # of 16777216\n" },
	{ "the first of equal prefixes", "ip4trie",
	    "10.0.0.0/8 a\n!10.0.0.0/8\n10/8 a\n",
	    "BAD f:2: an entry comes once, found '10.0.0.0/8'\n"
	    "BAD f:3: an entry comes once, found '10.0.0.0/8'\n"
	    "10.0.0.0/8" T " txt=a\n" },
	{ "everything", "ip6trie", "!::/1\n::/0\n", "8000::/1" T " # of 0\n" },
	{ "words", "ip6trie", "2001:db8\n2001:db8:0:1:2:3:4:5:3:x\n",
	    "2001:db8::-2001:db8:0:1:2:3:4:4" T " # of 0\n"
	    "2001:db8:0:1:2:3:4:5" T " code=127.0.0.3 txt=x\n"
	    "2001:db8:0:1:2:3:4:6-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" T
	    " # of 0\n" },
	{ "a variable set behind its use", "ip4set", "10.0.0.1 $1\n$1 $x\n",
	    "10.0.0.1" T " txt=$$x\n" },
	{ "a base template", "ip4set",
	    "$= a $= $\n10.0.0.1\n10.0.0.2 $\n"
	    "10.0.0.3 =$ $=\n",
	    "10.0.0.1" T " txt=\"a $ $\"\n10.0.0.2" T " txt=\"a $$ $\"\n"
	    "10.0.0.3" T " txt=\"$ $$ $$=\"\n" },
	{ "a base template that cannot be ours", "ip4set",
	    "$= $=$1\n$1 $\n10.0.0.1\n",
	    "BAD f:3: after the address no dollar sign can come\n" },
	{ "nor one with the address twice on end", "ip4set",
	    "$= $=$=\n10.0.0.1 a\n10.0.0.2\n",
	    "BAD f:3: after the address no dollar sign can come\n"
	    "10.0.0.1" T " txt=aa\n" },
	{ "a code of no list", "ip4set", "10.0.0.1 :1.2.3.4:x\n",
	    "BAD f:1:11: an A code is in 127.0.0.0/8 above 127.0.0.1, found "
	    "'1.2.3.4:x'\n" },
	{ "the code of no listing", "ip4set", ":1:x\n10.0.0.1\n",
	    "BAD f:1:2: an A code is in 127.0.0.0/8 above 127.0.0.1, found "
	    "'1:x'\n10.0.0.1" T "\n" },
	{ "the end is missing", "ip4set", "10.0.0.1\n10.0.0.2",
	    "BAD f:2:1: the last line has no end; the file may be cut short, "
	    "found '10.0.0.2'\n10.0.0.1" T "\n" },
	{ "line ends of other systems", "ip4set", "10.0.0.1\r\n",
	    "BAD f:1:9: to rbldnsd a carriage return is no end of a line, "
	    "found '\\x0d'\n" },
	{ "control characters in a text", "ip4set", "10.0.0.1 \x1b[2J\n",
	    "BAD f:1: text has no control characters\n" },
	{ "data outside of datasets", "combined", "10.0.0.1\n",
	    "FAIL f:1:1: before data comes a $DATASET line, found "
	    "'10.0.0.1'\n" },
	{ "a dataset of names is passed over", "combined",
	    "$DATASET dnset @\nexample.net\n$DATASET ip4tset @\n192.0.2.1\n",
	    "BAD f:1:10: only datasets of addresses can be read, found "
	    "'dnset'\n192.0.2.1" T "\n" },
	{ "datasets know nothing of each other", "combined",
	    "$DATASET ip4set:a a @\n:3\n10.0.0.0/8\n$1 x\n"
	    "$DATASET ip4set:b @\n!10.0.0.1\n10.0.0.2 $1\n",
	    "10.0.0.0/8" T " code=127.0.0.3\n10.0.0.2" T " txt=$$1\n" },
};

/* A default text of n bytes for an entry. */
static void
test_long_text(size_t n, const char *want)
{
	struct wr w = { 0 }, out = { 0 };

	wr_str(&w, ":2:");
	for (size_t i = 0; i < n; i++)
		wr_str(&w, "x");
	wr_str(&w, "\n192.0.2.1\n");
	text_of_source(&out, w.buf, w.len, "f", "ip4set");
	ok(strncmp((char *)out.buf, want, strlen(want)) == 0,
	    "a text of %zu bytes", n);
	wr_free(&w);
	wr_free(&out);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct wr w = { 0 };

		text_of_source(&w, text, strlen(text), "f", cases[i].format);
		is_str((char *)w.buf, cases[i].want, cases[i].name);
		wr_free(&w);
	}
	test_long_text(215, "192.0.2.1" T " code=127.0.0.2 txt=xxx");
	test_long_text(216, "BAD f:1: a value is at most 215 bytes\n");
	test_long_text(255, "BAD f:1: a value is at most 215 bytes\n");
	test_long_text(256, "BAD f:1:4: a TXT is at most 255 bytes, found");
	return tap_end();
}
