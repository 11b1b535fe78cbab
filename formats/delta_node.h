/*
 * A node of the trie of all addresses, and the base's listings that meet it.
 * Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_NODE_H
#define FEEDMILL_DELTA_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/delta_runs.h"
#include "formats/set.h"

struct node {
	u128 first;
	unsigned depth;
	size_t from, to; /* the base's listings from one up to before another */
};

static inline struct node
node_of(const struct set *base, enum family family)
{
	return (struct node){ 0, 0, 0, set_size(base, family) };
}

/* The node's last address. */
u128 node_last(enum family, const struct node *);

/* The bit of addresses that tells the halves of a node apart. */
static inline u128
node_half(enum family family, const struct node *n)
{
	return (u128)1 << (family_bits(family) - 1 - n->depth);
}

/* The lower and the upper half of a node that is not one address. */
void node_split(const struct set *base, enum family, const struct node *,
    struct node halves[static 2]);

/* Does the base list all of it? */
bool node_is_full(struct runs *, const struct node *);

/*
 * Goes down while the base lists all of one half, so that both have something
 * that it does not list, or the node is one address.  The base must not list
 * all of the node; returns its halves.
 */
void node_narrow(struct runs *, struct node *, struct node halves[static 2]);

#endif
