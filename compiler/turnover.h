/*
 * Turnover: how a set differs from the one that was published before it.  One
 * walk over both counts what is told of a build and what its guards judge.
 */
#ifndef FEEDMILL_TURNOVER_H
#define FEEDMILL_TURNOVER_H

#include <stdint.h>

#include "formats/addr.h"
#include "formats/change.h"

struct set;

struct turnover {
	struct change ranges;
	/*
	 * Entries, test entries aside: those from before that have not ended
	 * by themselves, and how many of them are lost and others gained, in
	 * whole or in part.
	 */
	uint64_t before, lost, gained;
	struct range first_lost, first_gained; /* if any are */
};

/* The time is in seconds.  Before is NULL for a first set: all is added. */
struct turnover turnover_of(const struct set *before, const struct set *now,
    uint32_t time);

#endif
