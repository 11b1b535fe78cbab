/*
 * What is known of the tries of IPv4 lists before one is seen: the odds that
 * every block starts with.  Made once from public lists of hosts and blocks,
 * and part of the format for ever; the table is in feed.5 too.
 */
#ifndef FEEDMILL_PRIOR_H
#define FEEDMILL_PRIOR_H

#include "formats/coder.h"
#include "formats/trie.h"

/* A chance that is known counts as if it had been seen so often. */
#define PRIOR_SEEN 16

/* The odds that a character of a table stands for. */
struct odds prior_odds(char);

/*
 * The odds of an enum trie_flag at a depth below 32; nearness is that of the
 * last entry times TRIE_NEAR and that of the farther one.
 */
struct odds prior_flag(unsigned depth, unsigned flag, unsigned nearness);

#endif
