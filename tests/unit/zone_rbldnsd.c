#include "formats/rbldnsd_plan.h"
#include "formats/rbldnsd_rest.h"
#include "formats/wr.h"
#include "tests/unit/zone.h"

/* What the datasets of a zone are, in order. */
static const struct {
	const char *name;
	const char *ranges[6]; /* with the value in front */
	const char *want;
} datasets[] = {
	{ "nothing", { NULL }, "ip4tset " },
	{ "hosts of one value", { "0192.0.2.1", "0192.0.2.3" }, "ip4tset " },
	{ "hosts that touch", { "0192.0.2.1-192.0.2.6" }, "ip4tset " },
	{ "a network", { "0192.0.2.0/24" }, "ip4set " },
	{ "hosts and a network", { "0192.0.2.1", "0198.51.100.0/24" },
	    "ip4tset ip4set " },
	{ "two values in equal parts", { "0192.0.2.1", "1192.0.2.3" },
	    "ip4tset ip4set " },
	{ "three values", { "0192.0.2.1", "1192.0.2.3", "2192.0.2.5" },
	    "ip4set " },
	{ "a wide mask", { "0192.0.2.128/25" }, "ip4trie " },
	{ "everything", { "00.0.0.0/0" }, "ip4trie " },
	{ "networks of 64 bits", { "02001:db8::/64" }, "ip6tset " },
	{ "one of them and a host", { "02001:db8::/64", "12001:db9::" },
	    "ip6tset ip6trie " },
	{ "IPv6 hosts", { "02001:db8::" }, "ip6trie " },
	{ "both", { "0192.0.2.1", "02001:db8::" }, "ip4tset ip6trie " },
	{ "everything of IPv6", { "0::/0" }, "ip6trie " },
};

/* The types of the datasets that a zone of these ranges has. */
static void
types_of(struct wr *types, const char *const ranges[], size_t n)
{
	struct set *s = set_new();
	struct zone_info x = info();
	struct fail f = { 0 };
	struct wr w = { 0 };

	for (unsigned v = 0; v < 3; v++)
		value(s, 0x7f000002 + v, "");
	for (size_t i = 0; i < n && ranges[i] != NULL; i++)
		add(s, ranges[i] + 1, (uint16_t)(ranges[i][0] - '0'), 0);
	zone_rbldnsd(&w, s, &x, &f);
	wr_u8(&w, 0);
	for (char *at = (char *)w.buf;
	     (at = strstr(at, "$DATASET ")) != NULL;) {
		at += 9;
		wr_bytes(types, at, strcspn(at, ":"));
		wr_str(types, " ");
	}
	wr_u8(types, 0);
	wr_free(&w);
	set_free(s);
}

static void
test_datasets(void)
{
	for (size_t i = 0; i < sizeof(datasets) / sizeof(datasets[0]); i++) {
		struct wr types = { 0 };

		types_of(&types, datasets[i].ranges, 6);
		is_str((char *)types.buf, datasets[i].want, datasets[i].name);
		wr_free(&types);
	}
}

/* Of two values with as many hosts, the first in order has the tset. */
static void
test_tie(void)
{
	struct wr w[2] = { 0 };

	for (unsigned i = 0; i < 2; i++) {
		struct set *s = set_new();
		struct zone_info x = info();
		struct fail f = { 0 };

		value(s, 0x7f000002 + i, "");
		value(s, 0x7f000003 - i, "");
		add(s, "192.0.2.1", (uint16_t)i, 0);
		add(s, "192.0.2.3", (uint16_t)(1 - i), 0);
		zone_rbldnsd(&w[i], s, &x, &f);
		set_free(s);
	}
	ok(w[0].len == w[1].len && memcmp(w[0].buf, w[1].buf, w[0].len) == 0,
	    "where values tie, their ids do not matter");
	wr_free(&w[0]);
	wr_free(&w[1]);
}

/* More ranges than a window holds come out whole, each window by value. */
static void
test_rest(void)
{
	struct set *s = set_new();
	struct rbldnsd_plan plan;
	struct rbldnsd_rest *rest;
	struct listing l = { .range.family = IP4 };
	size_t n = 0, turns = 0;
	uint64_t sum = 0, want = 0;
	u128 before = 0;
	uint16_t last = VALUE_NONE;

	/* Their order is the reverse of their ids. */
	for (uint32_t v = 0; v < 300; v++)
		value(s, 0x7f000400 - v, "");
	for (uint32_t i = 0; i < 200000; i++) {
		l.range.first = l.range.last = 1000000 + i * 2;
		l.value = (uint16_t)(i * 7919 % 300);
		l.until = i % 10 == 0 ? NOW : 0;
		set_add(s, &l);
		want += i % 10 == 0 ? 0 : (uint64_t)l.range.first;
	}
	plan = rbldnsd_plan_of(s, IP4, NOW);
	rest = rbldnsd_rest_new(&plan);
	for (; rbldnsd_rest_next(rest, &l); n++, last = l.value) {
		turns += l.value != last;
		if (l.value == last && l.range.first <= before)
			break;
		before = l.range.first;
		sum += (uint64_t)before;
	}
	is_int((long long)n, 180000, "all that is in force comes out");
	is_int((long long)sum, (long long)want, "  and it is that");
	ok(turns <= 300 * 4, "  by value: %zu values in turn", turns);
	rbldnsd_rest_free(rest);
	set_free(s);
}

/* The line with the stamp, if there is one. */
static void
test_stamps(void)
{
	static const struct {
		uint32_t stamp, expires;
		const char *want;
	} cases[] = {
		{ 0, 60, NULL },
		{ 1795305595, 0, "$TIMESTAMP 2026-11-21:23:59:55\n" },
		{ 1795305595, 60, "$TIMESTAMP 2026-11-21:23:59:55 +60\n" },
		{ 2177452799u, 0, "$TIMESTAMP 2038-12-31:23:59:59\n" },
		{ 2177452800u, 0, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct set *s = set_new();
		struct zone_info x = info();
		struct wr w = { 0 };
		struct fail f = { 0 };
		const char *at;

		x.stamp = cases[i].stamp;
		x.expires = cases[i].expires;
		zone_rbldnsd(&w, s, &x, &f);
		wr_u8(&w, 0);
		at = strstr((char *)w.buf, "$TIMESTAMP");
		ok(cases[i].want == NULL ? at == NULL
					 : at != NULL &&
			    strncmp(at, cases[i].want, strlen(cases[i].want)) ==
				0,
		    "a stamp of %u, expiring after %u", cases[i].stamp,
		    cases[i].expires);
		wr_free(&w);
		set_free(s);
	}
}

int
main(void)
{
	test_datasets();
	test_tie();
	test_rest();
	test_stamps();
	return tap_end();
}
