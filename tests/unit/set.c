#include <stdlib.h>

#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

static uint64_t
roll(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static bool
add(struct set *s, const char *range, uint16_t value, uint32_t until)
{
	struct listing l = { .until = until, .value = value };

	range_parse(range, range + strlen(range), &l.range, NULL);
	return set_add(s, &l);
}

static struct set *
two_values(void)
{
	struct set *s = set_new();

	values_add(set_values(s), 0x7f000002, "a", 1);
	values_add(set_values(s), 0x7f000002, "b", 1);
	return s;
}

static void
test_joining(void)
{
	struct set *s = two_values();
	struct listing l;

	ok(add(s, "192.0.2.0-192.0.2.9", 0, 7), "the first is added");
	ok(add(s, "192.0.2.10", 0, 7) && set_size(s, IP4) == 1,
	    "a neighbour that is equal joins it");
	ok(add(s, "192.0.2.11", 1, 7) && set_size(s, IP4) == 2,
	    "one of another value does not");
	ok(add(s, "192.0.2.12", 1, 8) && set_size(s, IP4) == 3,
	    "one of another until does not");
	ok(add(s, "192.0.2.14", 1, 8) && set_size(s, IP4) == 4,
	    "one that does not touch does not");
	ok(!add(s, "192.0.2.14", 1, 8) && !add(s, "192.0.2.13", 1, 8) &&
		!add(s, "192.0.2.13-192.0.2.20", 0, 0),
	    "what does not lie behind is refused");
	is_int((long long)set_size(s, IP4), 4, "  and changes nothing");
	l = set_at(s, IP4, 0);
	ok(l.range.first == 0xc0000200 && l.range.last == 0xc000020a &&
		l.until == 7 && l.value == 0,
	    "the joined one is there");
	ok(add(s, "2001:db8::/32", 0, 0), "IPv6 has its own order");
	ok(add(s, "255.255.255.255", 0, 0) && !add(s, "0.0.0.0", 0, 0) &&
		!add(s, "255.255.255.255", 0, 0),
	    "nothing lies behind the last address");
	ok(add(s, "ffff::/16", 0, 0) && !add(s, "::", 0, 0) &&
		set_size(s, IP6) == 2,
	    "nor of IPv6");
	set_free(s);
}

static void
test_coverage(void)
{
	struct set *s = two_values();

	ok(set_coverage(s, IP4) == 0 && set_coverage(s, IP6) == 0,
	    "an empty set covers nothing");
	add(s, "0.0.0.0/0", 0, 0);
	add(s, "::/1", 0, 0);
	add(s, "8000::/1", 1, 0);
	ok(set_coverage(s, IP4) == (u128)1 << 32, "all of IPv4 is 2^32");
	ok(set_coverage(s, IP6) == 0, "all of IPv6 in parts wraps");
	set_free(s);
	s = two_values();
	add(s, "::/0", 0, 0);
	ok(set_coverage(s, IP6) == ~(u128)0, "in one, it is one less");
	set_free(s);
}

/*
 * Sets in a small world, so that every address can be tried.  The world is
 * the last addresses of a family, where it must not wrap.
 */
#define WORLD 256

struct world {
	enum family family;
	u128 base;
};

/* A random set; answers[i] becomes 0 or 1 + value + 4 * until. */
static struct set *
random_set(const struct world *w, uint64_t *dice, unsigned answers[WORLD])
{
	struct set *s = two_values();

	memset(answers, 0, WORLD * sizeof(*answers));
	for (unsigned at = (unsigned)(roll(dice) % 40); at < WORLD;) {
		unsigned stop = at + (unsigned)(roll(dice) % 20);
		struct listing l = { .until = (uint32_t)(roll(dice) % 2),
			.value = (uint16_t)(roll(dice) % 2) };

		stop = stop < WORLD ? stop : WORLD - 1;
		l.range =
		    (struct range){ w->base + at, w->base + stop, w->family };
		if (!set_add(s, &l))
			ok(false, "a random set adds in order");
		for (; at <= stop; at++)
			answers[at] = 1 + l.value + 4 * l.until;
		at += roll(dice) % 2 ? (unsigned)(roll(dice) % 30) : 0;
	}
	return s;
}

static bool
find_agrees(const struct set *s, const struct world *w, unsigned at,
    unsigned answer)
{
	struct listing l;
	u128 addr = w->base + at;
	bool found = set_find(s, w->family, addr, &l);
	size_t i = set_seek(s, w->family, addr);

	if (found != (answer != 0))
		return false;
	if (found && 1 + l.value + 4 * l.until != answer)
		return false;
	if (found && !range_has(&l.range, addr))
		return false;
	return (i == set_size(s, w->family) ||
		   set_at(s, w->family, i).range.last >= addr) &&
	    (i == 0 || set_at(s, w->family, i - 1).range.last < addr);
}

static void
test_find(const struct world *w, const char *name)
{
	uint64_t dice = 1;
	unsigned bad = 0;

	for (int round = 0; round < 200; round++) {
		unsigned answers[WORLD];
		struct set *s = random_set(w, &dice, answers);

		for (unsigned i = 0; i < WORLD; i++)
			bad += !find_agrees(s, w, i, answers[i]);
		set_free(s);
	}
	is_int(bad, 0, name);
}

/* What a pair says of an address, for both sides as in random_set(). */
static void
say(const struct pair *p, unsigned *a, unsigned *b, bool *same)
{
	*a = p->in_a ? 1 + p->a.value + 4 * p->a.until : 0;
	*b = p->in_b ? 1 + p->b.value + 4 * p->b.until : 0;
	*same = pair_same(p);
}

/*
 * Walks two sets against trying every address: each address where one lists
 * is in exactly one range, ranges ascend, and no two neighbours say the same
 * of the same listings.
 */
static unsigned
check_pairs(const struct world *w, uint64_t *dice)
{
	unsigned want_a[WORLD], want_b[WORLD], bad = 0, next = 0;
	struct set *a = random_set(w, dice, want_a);
	struct set *b = random_set(w, dice, want_b);
	struct pair last = { 0 };
	bool any = false;

	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		unsigned in_a, in_b;
		bool same;

		say(&p, &in_a, &in_b, &same);
		bad += p.range.family != w->family || p.range.first < w->base;
		for (; next < p.range.first - w->base; next++)
			bad += want_a[next] != 0 || want_b[next] != 0;
		for (; next < WORLD && next <= p.range.last - w->base; next++)
			bad += want_a[next] != in_a || want_b[next] != in_b;
		bad += same != (in_a == in_b && in_a != 0);
		bad += any && p.range.first == last.range.last + 1 &&
		    p.in_a == last.in_a && p.in_b == last.in_b &&
		    (!p.in_a || p.a.range.first == last.a.range.first) &&
		    (!p.in_b || p.b.range.first == last.b.range.first);
		last = p;
		any = true;
	}
	for (; next < WORLD; next++)
		bad += want_a[next] != 0 || want_b[next] != 0;
	set_free(a);
	set_free(b);
	return bad;
}

static void
test_pairs(const struct world *w, const char *name)
{
	uint64_t dice = 2;
	unsigned bad = 0;

	for (int round = 0; round < 400; round++)
		bad += check_pairs(w, &dice);
	is_int(bad, 0, name);
}

/* Values are compared as they are, not by their ids. */
static void
test_ids(void)
{
	struct set *a = set_new(), *b = set_new();
	struct pair p = pair_of(a, b);

	values_add(set_values(a), 0x7f000002, "x", 1);
	values_add(set_values(a), 0x7f000003, "x", 1);
	values_add(set_values(b), 0x7f000003, "x", 1);
	add(a, "192.0.2.0-192.0.2.1", 1, 0);
	add(b, "192.0.2.1-192.0.2.2", 0, 0);
	add(a, "2001:db8::", 0, 0);
	add(b, "2001:db8::", 0, 0);
	ok(pair_next(&p) && p.in_a && !p.in_b && !pair_same(&p),
	    "one side alone is not the same");
	ok(pair_next(&p) && pair_same(&p), "equal values of other ids are");
	ok(pair_next(&p) && !p.in_a && p.in_b, "then the other side alone");
	ok(pair_next(&p) && p.range.family == IP6 && p.in_a && p.in_b &&
		!pair_same(&p),
	    "other values of equal ids are not");
	ok(!pair_next(&p) && !pair_next(&p), "that is all, again and again");
	set_free(a);
	set_free(b);
}

int
main(void)
{
	struct world low = { IP4, 0 }, high = { IP4, 0x100000000 - WORLD };
	struct world high6 = { IP6, -(u128)WORLD };
	struct world middle6 = { IP6, ((u128)1 << 64) - WORLD / 2 };

	test_joining();
	test_coverage();
	test_find(&low, "find and seek at the first addresses");
	test_find(&high, "at the last of IPv4");
	test_find(&high6, "at the last of IPv6");
	test_pairs(&low, "pairs at the first addresses");
	test_pairs(&high, "at the last of IPv4");
	test_pairs(&high6, "at the last of IPv6");
	test_pairs(&middle6, "around 2^64");
	test_ids();
	set_free(NULL);
	return tap_end();
}
