/*
 * What is decided at a node on the way to what a delta adds, and in the light
 * of what: mostly of what the base has below it.  Each takes what is so when
 * it encodes, and returns it.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_CHOICE_H
#define FEEDMILL_DELTA_CHOICE_H

#include "formats/delta_code.h"
#include "formats/delta_node.h"

/* Is there one entry? */
bool delta_single(struct delta_code *, const struct node *, bool);

/* Has each half some? */
bool delta_both(struct delta_code *, const struct node *,
    const struct node halves[2], bool);

/* Has the upper half some, or the lower; the odds are upper's or tail's. */
bool delta_upper(struct delta_code *, const struct node *,
    const struct node halves[2],
    struct odds[DELTA_SIZES][DELTA_SKEWS][DELTA_WIDE], bool);

/* Is the one entry a single address? */
bool delta_host(struct delta_code *, const struct node *, bool);

/* Is the one entry, which is none, the node? */
bool delta_here(struct delta_code *, const struct node *, bool);

#endif
