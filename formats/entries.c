#include "formats/entries.h"

static bool
next_entry(struct entries *s, struct entry *e)
{
	struct prefix p;
	struct range *r;

	if (!s->more) {
		if (s->next == set_size(s->set, s->family))
			return false;
		s->rest = set_at(s->set, s->family, s->next++);
	}
	r = &s->rest.range;
	e->first = r->first;
	e->last = r->last;
	e->len = (uint8_t)family_bits(s->family);
	if (r->first != r->last) {
		s->more = range_shift(r, &p);
		e->len = p.len;
		if (s->more)
			e->last = r->first - 1;
	} else {
		s->more = false;
	}
	e->label = (struct label){ s->rest.until, s->ids[s->rest.value], 0 };
	return true;
}

size_t
entries_take(struct entries *s, struct entry *e, size_t most)
{
	size_t n = 0;

	while (n < most && next_entry(s, &e[n]))
		n++;
	return n;
}

static unsigned
ones(u128 n)
{
	return (unsigned)(__builtin_popcountll((uint64_t)n) +
	    __builtin_popcountll((uint64_t)(n >> 64)));
}

/*
 * A range that is none itself has a middle, where the
 * smallest node that holds it has its own, and on each side of it there is
 * one prefix for each 1 in the number of addresses.
 */
unsigned
entries_count(const struct range *r, u128 *sizes)
{
	u128 span = range_span(r), middle;
	unsigned half;

	if (span == 0) {
		*sizes |= 1;
		return 1;
	}
	if ((span & (span + 1)) == 0 && (r->first & span) == 0) {
		if (span + 1 != 0)
			*sizes |= span + 1;
		return 1;
	}
	half = 127 - trie_common(IP6, r->first, r->last);
	middle = r->last >> half << half;
	*sizes |= (middle - r->first) | (r->last + 1 - middle);
	return ones(middle - r->first) + ones(r->last + 1 - middle);
}
