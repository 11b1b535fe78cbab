/*
 * What a delta says before its values and its code: of which database it is,
 * from where to where it leads, and what of the rest is there.  Part of
 * delta.h; see feed.5.
 */
#ifndef FEEDMILL_DELTA_HEAD_H
#define FEEDMILL_DELTA_HEAD_H

#include "formats/delta.h"

/* What holds of a delta, in the low half of its first byte. */
#define DELTA_RULES  1 /* delta_rules.h has some */
#define DELTA_ENDS   2 /* some new label has an until */
#define DELTA_AFRESH 4 /* together the sets have too many values */
#define DELTA_VALUES 8 /* the result has values that the base has not */

/* The flags are the sum of those that hold. */
void delta_head_out(struct wr *, const struct delta_end *from,
    const struct delta_end *to, unsigned flags);

/*
 * Reads the head, and with it what the other end's id has but for its rules,
 * and its state.  Returns 0, or -1 with FAIL_FORMAT, or with FAIL_WRONG if it
 * is not from this end.
 */
int delta_head_in(struct rd *, const struct delta_end *from,
    struct delta_end *to, unsigned *flags, struct fail *);

#endif
