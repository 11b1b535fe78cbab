/*
 * What is added, as the fewest prefixes that mean it: all that the base does
 * not list in a prefix gets its label.  A prefix is as long as it can be with
 * the same addresses added.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_COVER_H
#define FEEDMILL_DELTA_COVER_H

#include <stddef.h>

#include "formats/set.h"
#include "formats/trie.h"

/* The prefixes in ascending order; free with free(). */
struct entry *delta_cover(const struct set *base, const struct set *added,
    enum family, size_t *n);

/* Adds what a prefix means to a set: what of it the base does not list. */
void delta_uncover(struct set *added, const struct set *base,
    const struct listing *prefix);

#endif
