/*
 * What is remembered of what a database listed a short while ago: much of
 * what comes to a list is what left it, and is told in few bits by who knows
 * that.  It is part of a published state, as the set itself is.
 *
 * It is held as a set in which a value is an age: the number of published
 * states between the last one that listed an address and now.  What is
 * listed is in it nowhere.
 */
#ifndef FEEDMILL_RECENT_H
#define FEEDMILL_RECENT_H

#include <stdbool.h>
#include <stddef.h>

struct set;

/* Nothing is remembered for more steps. */
#define RECENT_MAX 64

/*
 * So many entries, see entries.h, are remembered with a small set, and with a
 * great one an eighth of its ranges.
 */
#define RECENT_FEW   4096
#define RECENT_SHARE 8

/*
 * What is remembered with a set that follows another one: what only that one
 * lists is of age 0, and all that it remembered is a step older.  What is as
 * old as steps is forgotten, and the oldest if it were too much.  NULL if
 * steps is 0; else for set_free().
 */
struct set *recent_after(const struct set *last, const struct set *now,
    unsigned steps);

/* Whether the same is remembered; NULL is nothing. */
bool recent_same(const struct set *, const struct set *);

/* How many entries may be remembered with a set. */
size_t recent_most(const struct set *now);

/* Whether what is remembered is listed nowhere, and not too much. */
bool recent_fits(const struct set *recent, const struct set *now);

#endif
