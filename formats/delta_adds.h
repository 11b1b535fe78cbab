/*
 * The code of what a delta adds to a family: the prefixes of delta_cover.h,
 * walked as a trie with the base beside it.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_ADDS_H
#define FEEDMILL_DELTA_ADDS_H

#include "formats/delta_code.h"

/* ENCODE: what is in the set; DECODE: puts it there. */
void delta_adds(struct delta_code *, struct set *added);

#endif
