/*
 * What tests of sets share.
 */
#ifndef FEEDMILL_UNIT_SET_H
#define FEEDMILL_UNIT_SET_H

#include <stdbool.h>

#include "formats/set.h"

/* Whether they are the same function, in the same number of ranges. */
static inline bool
same_sets(const struct set *a, const struct set *b)
{
	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		if (!pair_same(&p))
			return false;
	}
	return set_size(a, IP4) == set_size(b, IP4) &&
	    set_size(a, IP6) == set_size(b, IP6);
}

#endif
