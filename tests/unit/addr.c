#include "formats/addr.h"
#include "tests/unit/tap.h"

/* What range_parse() makes of a text: itself printed again, or a rule. */
static const struct {
	const char *text;
	const char *want;
	int column;
} cases[] = {
	{ "192.0.2.7", "192.0.2.7", 0 },
	{ "0.0.0.0", "0.0.0.0", 0 },
	{ "255.255.255.255", "255.255.255.255", 0 },
	{ "192.0.2.0/24", "192.0.2.0/24", 0 },
	{ "0.0.0.0/0", "0.0.0.0/0", 0 },
	{ "192.0.2.7/32", "192.0.2.7", 0 },
	{ "198.51.100.0-198.51.100.99", "198.51.100.0-198.51.100.99", 0 },
	{ "198.51.100.0-198.51.100.127", "198.51.100.0/25", 0 },
	{ "198.51.100.1-198.51.100.1", "198.51.100.1", 0 },
	{ "2001:db8:7::/48", "2001:db8:7::/48", 0 },
	{ "2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", 0 },
	{ "::ffff:7f00:2", "::ffff:127.0.0.2", 0 },
	{ "::/0", "::/0", 0 },
	{ "2001:db8::-2001:db8::2", "2001:db8::-2001:db8::2", 0 },
	{ "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0", 0 },
	{ "", "an octet is a number without leading zeros", 0 },
	{ "192.0.2", "an IPv4 address has four octets", 7 },
	{ "192.0.2.", "an octet is a number without leading zeros", 8 },
	{ "192.0.2.256", "an octet is at most 255", 8 },
	{ "192.0.02.1", "an octet is a number without leading zeros", 6 },
	{ "192.0.2.1000", "this is not part of an address, prefix or range",
	    11 },
	{ "192.0.2.7.1", "this is not part of an address, prefix or range", 9 },
	{ "192.0.2.7 ", "this is not part of an address, prefix or range", 9 },
	{ "192.0.2.7/33", "a prefix length is 0 to 32", 10 },
	{ "192.0.2.7/", "a prefix length is 0 to 32", 10 },
	{ "192.0.2.7/024", "a prefix length is 0 to 32", 10 },
	{ "192.0.2.7/24", "bits are set below the prefix length", 10 },
	{ "192.0.2.0/24-192.0.3.0",
	    "this is not part of an address, prefix or range", 12 },
	{ "192.0.2.9-192.0.2.8", "a range ends at or after its start", 10 },
	{ "192.0.2.9-2001:db8::", "both ends of a range are of one family",
	    10 },
	{ "192.0.2.9-10", "an IPv4 address has four octets", 12 },
	{ "2001:db8::1/129", "a prefix length is 0 to 128", 12 },
	{ "2001:db8::1/64", "bits are set below the prefix length", 12 },
	{ "2001:db8:::1", "this is no IPv6 address", 0 },
	{ "fe80::1%eth0", "this is not part of an address, prefix or range",
	    7 },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text, *at;
		char again[RANGE_TEXT];
		struct range r;
		const char *rule =
		    range_parse(text, text + strlen(text), &r, &at);

		if (rule == NULL)
			range_text(again, &r);
		is_str(rule != NULL ? rule : again, cases[i].want, text);
		if (rule != NULL)
			is_int(at - text, cases[i].column, "  its column");
	}
}

/* A text of 15 bytes: octets of all sorts, and what looks like them. */
static void
make_quad(char out[static 16], unsigned *seed)
{
	static const char chars[] = "00112255699.";

	for (int i = 0; i < 15; i++) {
		*seed = *seed * 1103515245 + 12345;
		out[i] = i % 4 == 3 && *seed >> 29 != 0
		    ? '.'
		    : chars[(*seed >> 16) % 12];
	}
	out[15] = '\0';
}

/* Whether quad_scan(), with and without room to read on, says so. */
static bool
scans_as(const char *text, size_t len, bool good, u128 addr)
{
	char line[32] = { 0 };
	const char *roomy, *tight;
	uint32_t a = 0, b = 0;

	memcpy(line, text, len);
	roomy = quad_scan(line, line + sizeof(line), &a);
	tight = quad_scan(line, line + len, &b);
	return (roomy == line + len) == good && (tight == line + len) == good &&
	    (!good || (a == addr && b == addr));
}

/* The quick reader of dotted quads finds the same as the one with rules. */
static void
test_quads(void)
{
	unsigned seed = 1, good = 0;
	bool same = true;

	for (int i = 0; i < 200000 && same; i++) {
		size_t len = 7 + (size_t)i % 9;
		enum family family;
		char text[16];
		u128 addr;
		bool reads;

		make_quad(text, &seed);
		reads = addr_parse(text, text + len, &family, &addr) == NULL;
		good += reads;
		same = scans_as(text, len, reads, addr);
		if (!same)
			printf("# %.*s\n", (int)len, text);
	}
	ok(same, "quads are read as the rules have it");
	ok(good > 1000, "of which some are good: %u", good);
}

static void
test_shift(void)
{
	struct range r = { 1, 30, IP4 };
	struct prefix p;
	char all[500] = "", one[ADDR_TEXT];
	size_t len = 0;
	bool more;

	do {
		more = range_shift(&r, &p);
		prefix_text(one, &p);
		len +=
		    (size_t)snprintf(all + len, sizeof(all) - len, "%s ", one);
	} while (more);
	is_str(all,
	    "0.0.0.1 0.0.0.2/31 0.0.0.4/30 0.0.0.8/29 0.0.0.16/29 "
	    "0.0.0.24/30 0.0.0.28/31 0.0.0.30 ",
	    "1 to 30 as its fewest prefixes");
	r = (struct range){ 1, ~(u128)0, IP6 };
	for (int i = 0; i < 128; i++) {
		more = range_shift(&r, &p);
		if (!ok(more == (i < 127) && p.len == 128 - i, "::%d is a /%d",
			i, p.len))
			break;
	}
}

int
main(void)
{
	test_cases();
	test_quads();
	test_shift();
	return tap_end();
}
