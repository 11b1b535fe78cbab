/*
 * What comes back: what the base remembers (see recent.h) and the result
 * lists again, each remembered range as a whole and with one label, or it
 * counts as any other that is added.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_BACK_H
#define FEEDMILL_DELTA_BACK_H

#include "formats/delta_code.h"

struct delta_values;

/*
 * What comes back of a family, as it is in the result but for its values,
 * which are by their places in the delta; for set_free().
 */
struct set *delta_back_of(const struct set *base, const struct set *result,
    enum family, const struct delta_values *);

/* Takes what comes back off all that is added. */
struct set *delta_back_rest(struct set *added, const struct set *back);

/* Puts it there again; false if something is in both. */
bool delta_back_join(struct set **added, const struct set *back);

/* DECODE: whether that is all of a family that comes back to a result. */
bool delta_back_is_all(const struct delta_code *, const struct set *back,
    const struct set *result);

/* ENCODE: what is in the set; DECODE: puts it there. */
void delta_back(struct delta_code *, struct set *back);

#endif
