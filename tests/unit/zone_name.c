#include "formats/zone_name.h"
#include "tests/unit/tap.h"

/* How many names stand for a range, and the first of them. */
static const struct {
	const char *range;
	const char *first;
	unsigned count;
	enum zone_name name;
} cases[] = {
	{ "192.0.2.7", "7.2.0.192", 1, ZONE_WILDCARD },
	{ "192.0.2.0/24", "*.2.0.192", 1, ZONE_WILDCARD },
	{ "192.0.2.128/25", "128.2.0.192", 128, ZONE_WILDCARD },
	{ "10.0.0.0/8", "*.10", 1, ZONE_WILDCARD },
	{ "12.0.0.0/7", "*.12", 2, ZONE_WILDCARD },
	{ "10.0.0.0/9", "*.0.10", 128, ZONE_WILDCARD },
	{ "2.0.10.0/24", "*.10.0.2", 1, ZONE_WILDCARD },
	{ "2.0.9.0/24", "0.9.0.2", 256, ZONE_WILDCARD },
	{ "2.0.0.0/16", "0.0.0.2", 246 + 10 * 256, ZONE_WILDCARD },
	{ "2001:db8::/48", "*.0.0.0.0.8.b.d.0.1.0.0.2", 1, ZONE_WILDCARD },
	{ "2001:db8::/45", "*.0.0.0.0.8.b.d.0.1.0.0.2", 8, ZONE_WILDCARD },
	{ "2001:db8::/33", "*.0.8.b.d.0.1.0.0.2", 8, ZONE_WILDCARD },
	{ "2001::/16", "*.1.0.0.2", 1, ZONE_WILDCARD },
	{ "2000::/12", "*.0.0.0.2", 16, ZONE_WILDCARD },
	{ "2001:db8::f",
	    "f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	    "0.0.8.b.d.0.1.0.0.2",
	    1, ZONE_WILDCARD },
	{ "192.0.2.7", "7.2.0.192", 1, ZONE_SUBTREE },
	{ "192.0.2.0/24", "2.0.192", 1, ZONE_SUBTREE },
	{ "2.0.9.0/24", "0.9.0.2", 256, ZONE_SUBTREE },
	{ "2001::/16", "0.1.0.0.2", 16, ZONE_SUBTREE },
	{ "2001:db8::/33", "0.8.b.d.0.1.0.0.2", 8, ZONE_SUBTREE },
};

static void
test_pieces(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].range;
		char first[ZONE_NAME_TEXT];
		unsigned n = 1;
		struct range r;
		struct prefix p;
		bool more;

		range_parse(text, text + strlen(text), &r, NULL);
		more = zone_name_shift(&r, &p, cases[i].name);
		zone_name_text(first, &p, cases[i].name);
		for (; more; n++)
			more = zone_name_shift(&r, &p, cases[i].name);
		is_str(first, cases[i].first, text);
		is_int(n, cases[i].count, "  so many names");
	}
}

int
main(void)
{
	test_pieces();
	return tap_end();
}
