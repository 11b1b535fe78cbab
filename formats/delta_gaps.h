/*
 * The code of which listings of the base are touched: of those in force, how
 * many there are between one touched and the next.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_GAPS_H
#define FEEDMILL_DELTA_GAPS_H

#include "formats/delta_code.h"

struct delta_gaps {
	uint64_t left;   /* touched ones to come */
	uint64_t gap;    /* listings before the next */
	unsigned middle; /* the width of a middling gap */
};

/* Starts with how many of a family's n listings are touched. */
void delta_gaps_begin(struct delta_code *, struct delta_gaps *, size_t n);

/* Codes the gap before the next one if there is one; ENCODE: its gap is set. */
void delta_gaps_next(struct delta_code *, struct delta_gaps *);

#endif
