/* A clock for waiting: it only goes forward, and says nothing of the date. */
#ifndef FEEDMILL_CLOCK_H
#define FEEDMILL_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

uint64_t clock_ms(void);

/*
 * The date beside it, to notice that somebody has set that.  Begins with 0s.
 */
struct clock_date {
	int64_t ahead; /* of the clock for waiting, in seconds; 0: not known */
};

/* More seconds than clocks are corrected by unseen. */
#define CLOCK_SET_SECONDS 10

/* Whether the date, in seconds, was set since this was asked the last time. */
bool clock_was_set(struct clock_date *, int64_t date, uint64_t ms);

#endif
