/*
 * Buckets: how much of something was taken lately, and when more may be.  One
 * lets a minute's worth be taken at once and then what flows in; who takes
 * more than that owes it.  Pure functions of now, in seconds of a clock that
 * only goes forward.
 */
#ifndef FEEDMILL_BUCKET_H
#define FEEDMILL_BUCKET_H

#include <stdint.h>

/* The most that a minute may bring. */
#define BUCKET_RATE_MAX ((uint64_t)1 << 48)

/* { 0 } is one without a limit. */
struct bucket {
	uint64_t rate; /* that a minute brings; 0: no limit */
	uint64_t owed; /* in 60ths: every second brings rate of them */
	uint64_t at;   /* when it was so much */
};

/*
 * From now on it has another rate.  What is owed stays, but for a lower rate no
 * longer than it was owed: what was taken was taken at the rate of then.
 */
void bucket_rate(struct bucket *, uint64_t rate, uint64_t now);

/* Takes so many, whether they are there or not. */
void bucket_take(struct bucket *, uint64_t n, uint64_t now);

/* Seconds until n of them are there, of a whole one at most: 0 is now. */
uint64_t bucket_wait(const struct bucket *, uint64_t n, uint64_t now);

/* How many are there. */
uint64_t bucket_left(const struct bucket *, uint64_t now);

/* Seconds until nothing is owed. */
uint64_t bucket_debt(const struct bucket *, uint64_t now);

#endif
