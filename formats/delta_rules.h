/*
 * The rules of a delta's result where they are not the base's: its grains,
 * and for how many steps it remembers what leaves; and what it remembers
 * where that is not what follows from the two sets (see recent.h), as after
 * states that were skipped.  Part of delta.h; see feed.5.
 */
#ifndef FEEDMILL_DELTA_RULES_H
#define FEEDMILL_DELTA_RULES_H

#include "formats/delta.h"

struct delta_rules {
	bool told;        /* they are in the delta */
	bool given;       /* what the result remembers is, too */
	struct rd recent; /* what was read of that */
};

/* What has to be told. */
struct delta_rules delta_rules_of(const struct delta_end *from,
    const struct delta_end *to);

/* Writes what is told. */
void delta_rules_out(struct wr *, const struct delta_rules *,
    const struct delta_end *to);

/*
 * Reads the rules of the result, if they are told, into its id.  Returns 0, or
 * -1 with FAIL_FORMAT.
 */
int delta_rules_in(struct rd *, struct delta_rules *,
    const struct delta_end *from, struct delta_end *to, struct fail *);

/*
 * Makes the result remember what it has to.  Returns 0, or -1 with FAIL_FORMAT
 * if what is given need not be, or cannot be.
 */
int delta_rules_remember(const struct delta_rules *,
    const struct delta_end *from, struct delta_end *to, struct fail *);

#endif
