#include "tests/tool_source.h"
#include "tests/unit/tap.h"

#define T " 1970-01-01T00:00:00Z"

static const struct {
	const char *text;
	const char *want;
} cases[] = {
	{ "192.0.2.7\n", "192.0.2.7" T "\n" },
	{ "192.0.2.7", "192.0.2.7" T "\n" },
	{ "\n# a\n; b\n\t\n  192.0.2.7  \r\n", "192.0.2.7" T "\n" },
	{ "192.0.2.0/24\n198.51.100.0-198.51.100.9\n2001:db8::/32\n",
	    "192.0.2.0/24" T "\n198.51.100.0-198.51.100.9" T "\n2001:db8::/32" T
	    "\n" },
	{ "192.0.2.7 what follows is a remark\n", "192.0.2.7" T "\n" },
	{ "192.0.2.7 # 192.0.2.8\n", "192.0.2.7" T "\n" },
	{ "192.0.2.7;SBL1\n192.0.2.8#x\n", "192.0.2.7" T "\n192.0.2.8" T "\n" },
	{ "192.0.2.7\t8\n", "192.0.2.7" T "\n" },
	{ "192.0.2.7 1080 socks5\n",
	    "192.0.2.7" T " port=1080 proto=socks5\n" },
	{ "192.0.2.7 3128 connect # x\n",
	    "192.0.2.7" T " port=3128 proto=http\n" },
	{ "192.0.2.7 65536 http\n", "192.0.2.7" T "\n" },
	{ "192.0.2.7 25 spam\n", "192.0.2.7" T "\n" },
	{ "192.0.2.0 - 192.0.2.255\n",
	    "BAD f:1:11: a range or prefix has no blanks, found '-'\n" },
	{ "192.0.2.0 -192.0.2.255\n",
	    "BAD f:1:11: a range or prefix has no blanks, found "
	    "'-192.0.2.255'\n" },
	{ "192.0.2.0 255.255.255.0\n",
	    "BAD f:1:11: a range or prefix has no blanks, found "
	    "'255.255.255.0'\n" },
	{ "192.0.2.0 /24\n",
	    "BAD f:1:11: a range or prefix has no blanks, found '/24'\n" },
	{ "<html>\n192.0.2.7\n",
	    "BAD f:1:1: an octet is a number without leading zeros, found "
	    "'<html>'\n192.0.2.7" T "\n" },
	{ "192.0.2.7:1080\n",
	    "BAD f:1:10: this is not part of an address, prefix or range, "
	    "found ':1080'\n" },
	{ "10.0.0.1/8\n",
	    "BAD f:1:10: bits are set below the prefix length, found '8'\n" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct wr w = { 0 };

		text_of_source(&w, text, strlen(text), "f", "plain");
		is_str((char *)w.buf, cases[i].want, "a plain list");
		wr_free(&w);
	}
	return tap_end();
}
