/*
 * The code of what becomes of a family's listings of the base.  Part of
 * delta.h.
 */
#ifndef FEEDMILL_DELTA_FATES_H
#define FEEDMILL_DELTA_FATES_H

#include "formats/delta_code.h"
#include "formats/delta_diff.h"

void delta_fates_out(struct delta_code *, const struct delta_diff *);

/* Makes the family's part of the result, of the base and what is added. */
void delta_fates_in(struct delta_code *, const struct set *added,
    struct set *result);

#endif
