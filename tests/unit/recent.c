/* What is remembered, beside a table of every address. */
#include <stdlib.h>
#include <string.h>

#include "formats/recent.h"
#include "formats/set.h"
#include "formats/value.h"
#include "tests/unit/tap.h"

#define ADDRESSES 200
#define NEVER     1000

/* A world of few addresses: how long ago each was listed. */
struct world {
	unsigned ago[FAMILIES][ADDRESSES]; /* 0: it is; NEVER */
	struct set *set;
};

static uint64_t seed = 1;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (unsigned)(seed >> 33) % n;
}

static void
step(struct world *w, unsigned steps)
{
	struct set *now = set_new(), *before = w->set;

	values_add(set_values(now), 1, "", 0);
	values_add(set_values(now), 2, "", 0);
	for (int f = 0; f < FAMILIES; f++) {
		for (unsigned i = 0; i < ADDRESSES; i++) {
			bool listed = (w->ago[f][i] == 0) != (below(8) == 0);

			if (w->ago[f][i] < NEVER)
				w->ago[f][i]++;
			if (w->ago[f][i] > steps)
				w->ago[f][i] = NEVER;
			if (!listed)
				continue;
			w->ago[f][i] = 0;
			set_add(now,
			    &(struct listing){ { i, i, (enum family)f },
				below(3), (uint16_t)below(2) });
		}
	}
	set_remember(now, recent_after(before, now, steps));
	set_free(before);
	w->set = now;
}

/* Addresses of which something else is remembered. */
static size_t
count_wrong(const struct world *w)
{
	const struct set *recent = set_recent(w->set);
	size_t wrong = 0;

	for (int f = 0; f < FAMILIES; f++) {
		for (unsigned i = 0; i < ADDRESSES; i++) {
			struct listing l;
			bool is = set_find(recent, (enum family)f, i, &l);
			unsigned ago = w->ago[f][i];

			if (is != (ago > 0 && ago < NEVER) ||
			    (is && l.value != ago - 1))
				wrong++;
		}
	}
	return wrong;
}

static void
test_walk(unsigned steps)
{
	struct world w = { .set = set_new() };
	size_t wrong = 0, unfit = 0;

	for (int f = 0; f < FAMILIES; f++) {
		for (unsigned i = 0; i < ADDRESSES; i++)
			w.ago[f][i] = NEVER;
	}
	for (int i = 0; i < 100; i++) {
		step(&w, steps);
		wrong += count_wrong(&w);
		unfit += !recent_fits(set_recent(w.set), w.set);
	}
	is_int((long long)wrong, 0, "what left in the last steps is known");
	is_int((long long)unfit, 0, "and fits");
	set_free(w.set);
}

/* Every other address of so many, from an address on. */
static struct set *
hosts(u128 from, size_t n)
{
	struct set *s = set_new();

	for (size_t i = 0; i < n; i++, from += 2)
		set_add(s, &(struct listing){ { from, from, IP4 }, 0, 0 });
	return s;
}

static size_t
remembered(const struct set *s)
{
	return set_recent(s) == NULL ? 0 : set_size(set_recent(s), IP4);
}

/* The oldest are forgotten first, all of an age together. */
static void
test_many(void)
{
	struct set *was[3] = { hosts(0, RECENT_FEW / 2),
		hosts(100000, RECENT_FEW / 2), hosts(200000, 2) };
	struct set *now = hosts(1000000, 100);
	struct listing l = { .value = 9 };

	set_remember(was[1], recent_after(was[0], was[1], 9));
	set_remember(was[2], recent_after(was[1], was[2], 9));
	is_int((long long)remembered(was[2]), RECENT_FEW,
	    "as many as may be remembered are");
	set_remember(now, recent_after(was[2], now, 9));
	is_int((long long)remembered(now), RECENT_FEW / 2 + 2,
	    "of more those are that left last");
	ok(!set_find(set_recent(now), IP4, 0, &l) &&
		set_find(set_recent(now), IP4, 100000, &l) && l.value == 1,
	    "and not the others");
	for (int i = 0; i < 3; i++)
		set_free(was[i]);
	set_free(now);
	now = hosts(0, RECENT_SHARE * 5000 + RECENT_SHARE - 1);
	is_int((long long)recent_most(now), 5000, "of a great set more may be");
	set_free(now);
}

/* Whether one range may be remembered with a set. */
static bool
fits(const struct set *now, u128 first, u128 last, enum family family)
{
	struct set *one = set_new();
	bool is;

	set_add(one, &(struct listing){ { first, last, family }, 0, 0 });
	is = recent_fits(one, now);
	set_free(one);
	return is;
}

/* What cannot be that of a set. */
static void
test_fits(void)
{
	struct set *now = hosts(0, 10), *few = hosts(1, 10);
	struct set *listed = hosts(18, 10), *many = hosts(101, RECENT_FEW);

	ok(recent_fits(few, now), "what is listed nowhere");
	ok(!recent_fits(listed, now), "something is listed");
	ok(fits(now, 17, 17, IP4) && fits(now, 19, 30, IP4) &&
		fits(now, 15, 17, IP6),
	    "a range beside what is listed");
	ok(!fits(now, 15, 17, IP4) && !fits(now, 18, 30, IP4) &&
		!fits(now, 17, 18, IP4),
	    "a range that has some of it");
	ok(recent_fits(many, now), "as much as may be");
	set_add(many, &(struct listing){ { 1 << 20, 1 << 20, IP4 }, 0, 0 });
	ok(!recent_fits(many, now), "and one more");
	ok(recent_same(NULL, NULL) && recent_same(few, few), "the same");
	ok(!recent_same(few, NULL) && !recent_same(NULL, few) &&
		!recent_same(few, listed),
	    "not the same");
	set_free(now);
	set_free(few);
	set_free(listed);
	set_free(many);
}

int
main(void)
{
	struct set *some = hosts(0, 10), *none = hosts(0, 0);

	ok(recent_after(some, none, 0) == NULL, "nothing, if nothing is to be");
	set_free(some);
	set_free(none);
	test_walk(1);
	test_walk(5);
	test_walk(RECENT_MAX);
	test_many();
	test_fits();
	return tap_end();
}
