#include <stdlib.h>

#include "formats/mem.h"
#include "formats/set_index.h"

/* Slots are as many as make it so many ranges to each, a power of two. */
#define RANGES_A_SLOT 16

/*
 * The space from the first listed address to the last, cut into slots of equal
 * width.  starts[k] is what set_seek() says of the first address of slot k, so
 * that of any in the slot it says something from starts[k] to starts[k + 1].
 */
struct slots {
	u128 first, last;
	unsigned shift;   /* a slot has 2^shift addresses */
	uint32_t *starts; /* NULL: nothing is listed */
};

struct set_index {
	const struct set *set;
	struct slots of[FAMILIES];
};

static void
make(struct slots *x, const struct set *s, enum family family)
{
	size_t n = set_size(s, family), slots, i = 0;

	if (n == 0)
		return;
	x->first = set_at(s, family, 0).range.first;
	x->last = set_at(s, family, n - 1).range.last;
	while ((x->last - x->first) >> x->shift > n / RANGES_A_SLOT + 1)
		x->shift++;
	slots = (size_t)((x->last - x->first) >> x->shift) + 1;
	x->starts = mem_new(slots + 1, sizeof(*x->starts));
	for (size_t k = 1; k < slots; k++) {
		u128 from = x->first + ((u128)k << x->shift);

		while (set_at(s, family, i).range.last < from)
			i++;
		x->starts[k] = (uint32_t)i;
	}
	x->starts[slots] = (uint32_t)n - 1;
}

struct set_index *
set_index_new(const struct set *s)
{
	struct set_index *x = mem_new(1, sizeof(*x));

	x->set = s;
	make(&x->of[IP4], s, IP4);
	make(&x->of[IP6], s, IP6);
	return x;
}

void
set_index_free(struct set_index *x)
{
	if (x == NULL)
		return;
	free(x->of[IP4].starts);
	free(x->of[IP6].starts);
	free(x);
}

bool
set_index_find(const struct set_index *x, enum family family, u128 addr,
    struct listing *l)
{
	const struct slots *s = &x->of[family];
	const uint32_t *at;

	if (s->starts == NULL || addr < s->first || addr > s->last)
		return false;
	at = &s->starts[(size_t)((addr - s->first) >> s->shift)];
	*l = set_at(x->set, family,
	    set_seek_between(x->set, family, addr, at[0], at[1]));
	return l->range.first <= addr;
}
