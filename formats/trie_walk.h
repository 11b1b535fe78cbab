/*
 * The walk of a trie from one entry to the next, coding what is decided on
 * the way.  Part of trie.c; feed.5 has its rules.
 */
#ifndef FEEDMILL_TRIE_WALK_H
#define FEEDMILL_TRIE_WALK_H

#include "formats/trie.h"

/*
 * Codes n entries, and sets their last addresses and their labels' classes.
 * A 1 is set in branches for each node with entries in both halves between
 * the one where the walk to the entry starts and the entry, as in struct
 * trie; above, there may be any.
 */
void trie_walk_out(struct trie *, struct entry *, const u128 *branches,
    size_t n);

/* Reads the next entry; false if it is none that is ever written. */
bool trie_walk_in(struct trie *, struct entry *);

#endif
