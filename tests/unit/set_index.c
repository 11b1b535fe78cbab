#include <stdlib.h>

#include "formats/set_index.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

/* Ranges over all of a family, in clusters with holes of every size. */
struct spread {
	enum family family;
	u128 from; /* the first address that may be listed */
	unsigned ranges;
	unsigned widest;   /* bits of a range */
	unsigned farthest; /* bits between two */
};

static uint64_t
roll(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* A number of at most so many bits, of any size alike. */
static u128
some(uint64_t *dice, unsigned bits)
{
	u128 x = roll(dice);
	unsigned n;

	x = x << 31 | roll(dice);
	x = x << 31 | roll(dice);
	x = x << 31 | roll(dice);
	n = (unsigned)(roll(dice) % (bits + 1));
	return n == 128 ? x : x & (((u128)1 << n) - 1);
}

static struct set *
make(const struct spread *w, uint64_t *dice)
{
	u128 end = w->family == IP4 ? 0xffffffff : ~(u128)0;
	struct set *s = set_new();
	u128 at = w->from;

	for (unsigned i = 0; i < w->ranges; i++) {
		struct listing l = { .until = (uint32_t)i };
		u128 width = some(dice, w->widest);
		u128 far = some(dice, w->farthest);

		if (end - at <= width)
			break;
		l.range = (struct range){ at, at + width, w->family };
		if (!set_add(s, &l))
			ok(false, "what was drawn by lot is in order");
		at += width + 1;
		if (end - at <= far)
			break;
		at += far;
	}
	return s;
}

static bool
same(const struct set *s, const struct set_index *x, enum family family,
    u128 addr)
{
	struct listing a = { 0 }, b = { 0 };
	bool found = set_find(s, family, addr, &a);

	if (set_index_find(x, family, addr, &b) != found)
		return false;
	return !found ||
	    (a.range.first == b.range.first && a.range.last == b.range.last &&
		a.until == b.until && a.value == b.value);
}

/* Around every border, and anywhere. */
static unsigned
differences(const struct set *s, enum family family, uint64_t *dice)
{
	u128 all = family == IP4 ? 0xffffffff : ~(u128)0;
	struct set_index *x = set_index_new(s);
	unsigned bad = 0;

	for (size_t i = 0; i < set_size(s, family); i++) {
		struct range r = set_at(s, family, i).range;

		bad += !same(s, x, family, (r.first - 1) & all);
		bad += !same(s, x, family, r.first);
		bad += !same(s, x, family, r.first + (r.last - r.first) / 2);
		bad += !same(s, x, family, r.last);
		bad += !same(s, x, family, (r.last + 1) & all);
	}
	for (int i = 0; i < 2000; i++)
		bad += !same(s, x, family, some(dice, 128) & all);
	bad += !same(s, x, family, 0) + !same(s, x, family, all);
	bad += !same(s, x, family == IP4 ? IP6 : IP4, 1);
	set_index_free(x);
	return bad;
}

static void
test_spread(const struct spread *w, const char *name)
{
	uint64_t dice = 1;
	unsigned bad = 0;
	size_t ranges = 0;

	for (int round = 0; round < 40; round++) {
		struct set *s = make(w, &dice);

		ranges += set_size(s, w->family);
		bad += differences(s, w->family, &dice);
		set_free(s);
	}
	is_int(bad, 0, name);
	ok(ranges > 0, "  of some ranges");
}

/* Whole families, their first and last addresses, and nothing. */
static void
test_ends(void)
{
	static const char *const ranges[] = { "0.0.0.0/0", "0.0.0.0",
		"255.255.255.255", "::/0", "::", "8000::/1",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" };
	struct set *none = set_new();
	uint64_t dice = 1;

	is_int(differences(none, IP4, &dice) + differences(none, IP6, &dice), 0,
	    "where nothing is listed");
	set_free(none);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		struct listing l = { 0 };
		struct set *s = set_new();

		range_parse(ranges[i], ranges[i] + strlen(ranges[i]), &l.range,
		    NULL);
		set_add(s, &l);
		is_int(differences(s, l.range.family, &dice), 0, ranges[i]);
		set_free(s);
	}
}

/* Both ends of a family, so that the slots reach over all of it. */
static void
test_wide(enum family family, const char *name)
{
	u128 all = family == IP4 ? 0xffffffff : ~(u128)0;
	struct set *s = set_new();
	struct listing l = { .range = { 0, 0, family } };
	uint64_t dice = 1;

	set_add(s, &l);
	l.range.first = l.range.last = all;
	set_add(s, &l);
	is_int(differences(s, family, &dice), 0, name);
	set_free(s);
}

int
main(void)
{
	test_spread(&(struct spread){ IP4, 0, 3000, 8, 20 },
	    "IPv4, to its end");
	test_spread(&(struct spread){ IP4, 0xffff0000, 500, 3, 7 },
	    "IPv4, close together at its end");
	test_spread(&(struct spread){ IP4, 0x0a000000, 5, 24, 24 },
	    "IPv4, few and wide");
	test_spread(&(struct spread){ IP6, (u128)0x20010db8 << 96, 3000, 64,
			120 },
	    "IPv6, in clusters");
	test_spread(&(struct spread){ IP6, -(u128)4096, 500, 3, 4 },
	    "IPv6, at its end");
	test_ends();
	test_wide(IP4, "IPv4 from its first address to its last");
	test_wide(IP6, "IPv6 from its first address to its last");
	set_index_free(NULL);
	return tap_end();
}
