/*
 * The pace of a database: at which times it is built.  Its ticks are the
 * multiples of its interval since 1970, so that a minute's is on the minute,
 * and builds are as of a tick.  Late is not lost: what is due is the newest
 * tick that has come, and it makes up for those that were missed.
 *
 * Time never goes back for what is published.  Where the clock does, nothing
 * is due until it is again where it was.
 */
#ifndef FEEDMILL_PACE_H
#define FEEDMILL_PACE_H

#include <stdint.h>

struct pace {
	uint32_t interval; /* seconds, from 1 on */
	uint32_t last;     /* as of when was built; 0: not yet */
};

/* As of when is to be built at now; 0: nothing is due. */
uint32_t pace_due(const struct pace *, uint32_t now);

/* When something is due next, if nothing is at now; UINT32_MAX for never. */
uint32_t pace_next(const struct pace *, uint32_t now);

/* Ticks that were missed between the last build and one as of then. */
uint32_t pace_missed(const struct pace *, uint32_t due);

/* Seconds that the clock is behind what was built, 0 for none. */
uint32_t pace_behind(const struct pace *, uint32_t now);

#endif
