/*
 * The entries of a set, as a snapshot has them: of each range the fewest
 * prefixes, in ascending order.
 */
#ifndef FEEDMILL_ENTRIES_H
#define FEEDMILL_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/set.h"
#include "formats/trie.h"

/* One family's, one after another. */
struct entries {
	const struct set *set;
	enum family family;
	const uint16_t *ids; /* values become these, by their ids in the set */
	size_t next;         /* listing */
	struct listing rest;
	bool more; /* rest has some left */
};

static inline struct entries
entries_of(const struct set *set, enum family family, const uint16_t *ids)
{
	return (struct entries){ .set = set, .family = family, .ids = ids };
}

/* Fills an array with at most so many entries; fewer if there are no more. */
size_t entries_take(struct entries *, struct entry *, size_t most);

/*
 * How many prefixes make a range, without making them; a 1 is set in sizes
 * at n for each that has 2^n addresses, n < 128.
 */
unsigned entries_count(const struct range *, u128 *sizes);

#endif
