#include "formats/recent.h"
#include "formats/entries.h"
#include "formats/set.h"

static size_t
all_of(const struct set *s)
{
	return s == NULL ? 0 : set_size(s, IP4) + set_size(s, IP6);
}

size_t
recent_most(const struct set *now)
{
	size_t share = all_of(now) / RECENT_SHARE;

	return share > RECENT_FEW ? share : RECENT_FEW;
}

/*
 * Passes over what both list in one range, and what only the second lists:
 * nearly all of great sets, of which pair_next() would make ranges one by one.
 */
static void
skip_known(struct pair *p)
{
	const struct set *const *s = p->sets;
	enum family family = p->family;
	size_t n[2] = { set_size(s[0], family), set_size(s[1], family) };

	while (p->at[0] < n[0] && p->at[1] < n[1]) {
		struct range a = set_at(s[0], family, p->at[0]).range;
		struct range b = set_at(s[1], family, p->at[1]).range;

		if (a.first == b.first && a.last == b.last) {
			p->at[0]++;
			p->at[1]++;
		} else if (b.last < a.first) {
			p->at[1] = set_seek_between(s[1], family, a.first,
			    p->at[1] + 1, n[1]);
		} else {
			return;
		}
	}
	if (p->at[0] == n[0])
		p->at[1] = n[1];
}

/* What the first set lists and the second does not, each that much older. */
static struct set *
only_first(const struct set *a, const struct set *b, unsigned age,
    unsigned steps)
{
	struct set *only = set_new();

	for (struct pair p = pair_of(a, b); skip_known(&p), pair_next(&p);) {
		struct listing l = { p.range, 0, 0 };

		if (!p.in_a || p.in_b)
			continue;
		if (age > 0)
			l.value = (uint16_t)(p.a.value + age);
		if (l.value < steps)
			set_add(only, &l);
	}
	return only;
}

/* The ranges of two sets that have none in common, below an age. */
static struct set *
both_below(const struct set *a, const struct set *b, unsigned age)
{
	struct set *both = set_new();

	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		struct listing l = p.in_a ? p.a : p.b;

		l.range = p.range;
		if (l.value < age)
			set_add(both, &l);
	}
	return both;
}

/* Counts the entries of each age; returns how many there are. */
static size_t
count(const struct set *recent, size_t n[static RECENT_MAX])
{
	size_t all = 0;

	for (int i = 0; i < FAMILIES; i++) {
		for (size_t k = 0; k < set_size(recent, (enum family)i); k++) {
			struct listing l = set_at(recent, (enum family)i, k);
			u128 sizes = 0;
			unsigned entries = entries_count(&l.range, &sizes);

			n[l.value] += entries;
			all += entries;
		}
	}
	return all;
}

/* Forgets the oldest of what is too much. */
static struct set *
forget(struct set *recent, const struct set *now)
{
	size_t n[RECENT_MAX] = { 0 }, most = recent_most(now), sum = 0;
	struct set *nothing, *rest;
	unsigned age = 0;

	if (count(recent, n) <= most)
		return recent;
	while (sum + n[age] <= most)
		sum += n[age++];
	nothing = set_new();
	rest = both_below(recent, nothing, age);
	set_free(nothing);
	set_free(recent);
	return rest;
}

struct set *
recent_after(const struct set *last, const struct set *now, unsigned steps)
{
	struct set *left, *older, *recent;

	if (steps == 0)
		return NULL;
	left = only_first(last, now, 0, steps);
	if (set_recent(last) == NULL)
		return forget(left, now);
	older = only_first(set_recent(last), now, 1, steps);
	recent = both_below(left, older, steps);
	set_free(left);
	set_free(older);
	return forget(recent, now);
}

bool
recent_same(const struct set *a, const struct set *b)
{
	if (all_of(a) == 0 || all_of(b) == 0)
		return all_of(a) == all_of(b);
	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		if (!p.in_a || !p.in_b || p.a.value != p.b.value)
			return false;
	}
	return true;
}

/* Whether a set lists something of a range. */
static bool
lists_any(const struct set *s, const struct range *r)
{
	size_t i = set_seek(s, r->family, r->first);

	return i < set_size(s, r->family) &&
	    set_at(s, r->family, i).range.first <= r->last;
}

bool
recent_fits(const struct set *recent, const struct set *now)
{
	size_t n[RECENT_MAX] = { 0 };

	if (count(recent, n) > recent_most(now))
		return false;
	for (int f = 0; f < FAMILIES; f++) {
		for (size_t i = 0; i < set_size(recent, (enum family)f); i++) {
			struct range r =
			    set_at(recent, (enum family)f, i).range;

			if (lists_any(now, &r))
				return false;
		}
	}
	return true;
}
