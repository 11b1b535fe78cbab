#include "formats/delta_node.h"

u128
node_last(enum family family, const struct node *n)
{
	unsigned below = family_bits(family) - n->depth;

	if (below == 128)
		return ~(u128)0;
	return n->first | (((u128)1 << below) - 1);
}

/* The first of the node's listings that ends at or after an address. */
static size_t
seek(const struct set *base, enum family family, const struct node *n,
    u128 addr)
{
	size_t low = n->from, high = n->to;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set_at(base, family, middle).range.last < addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
node_split(const struct set *base, enum family family, const struct node *n,
    struct node halves[static 2])
{
	u128 middle = n->first | node_half(family, n);
	size_t at = seek(base, family, n, middle);
	bool both = at < n->to && set_at(base, family, at).range.first < middle;

	halves[0] = (struct node){ n->first, n->depth + 1, n->from, at + both };
	halves[1] = (struct node){ middle, n->depth + 1, at, n->to };
}

bool
node_is_full(struct runs *r, const struct node *n)
{
	if (n->from == n->to)
		return false;
	return set_at(r->base, r->family, n->from).range.first <= n->first &&
	    set_at(r->base, r->family, n->to - 1).range.last >=
	    node_last(r->family, n) &&
	    runs_touch(r, n->from, n->to);
}

void
node_narrow(struct runs *r, struct node *n, struct node halves[static 2])
{
	while (n->depth < family_bits(r->family)) {
		node_split(r->base, r->family, n, halves);
		if (n->from == n->to)
			return;
		if (node_is_full(r, &halves[0]))
			*n = halves[1];
		else if (node_is_full(r, &halves[1]))
			*n = halves[0];
		else
			return;
	}
}
