/*
 * The sweep: the rows of one family into the ranges of a set, in one walk
 * from the lowest address to the highest.  Under merge.h.
 */
#ifndef FEEDMILL_SWEEP_H
#define FEEDMILL_SWEEP_H

#include "formats/addr.h"
#include "formats/fail.h"

struct rows;
struct set;

/*
 * Sorts the rows of a family and adds what they list to a set that has
 * nothing of it yet, their values in its dictionary.  Fails (FAIL_GUARD)
 * beyond MERGE_DEPTH_MAX.
 */
int sweep(struct rows *, enum family, struct set *, const char *const names[],
    struct fail *);

#endif
