/*
 * Cover: the rows over the address that a sweep is at, and which of them
 * wins there.  Under sweep.h.
 */
#ifndef FEEDMILL_COVER_H
#define FEEDMILL_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/merge.h"
#include "formats/addr.h"

struct values;

/*
 * Of the rows that began at or before pos it holds
 * - listings, the one that wins over all others last; those that ended stay
 *   until they come in the way;
 * - removals, and for each source the time before which they end its records
 *   (as the first second that is good).
 * A row that another one makes void to its end is not held: a listing by one
 * of the same source that wins over it and is as late, a removal by one that
 * is as wide and as late.
 */
struct cover {
	enum family family;
	const struct values *values;
	u128 pos;
	struct row listings[MERGE_DEPTH_MAX];
	size_t nlistings;
	struct row removals[MERGE_DEPTH_MAX];
	size_t nremovals;
	u128 removed_to; /* where the first of the removals ends */
	uint64_t good_all;
	uint64_t good[ROW_SOURCE + 1];
};

/* Fills one that is all zeroes: nothing is held yet. */
void cover_begin(struct cover *, enum family, const struct values *);

/* Goes to an address behind pos, letting go of removals that ended. */
void cover_move(struct cover *, u128 pos);

/* Takes a row that begins at pos; false if it would be one too many. */
bool cover_take(struct cover *, const struct row *);

/*
 * The listing that wins at pos, NULL if there is none; *last is lowered to
 * the last address up to which that holds.
 */
const struct row *cover_winner(struct cover *, u128 *last);

#endif
