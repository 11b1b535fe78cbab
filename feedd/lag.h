/* How late something is, counted as a histogram of Prometheus. */
#ifndef FEEDMILL_LAG_H
#define FEEDMILL_LAG_H

#include <stdint.h>
#include <time.h>

struct wr;

#define LAG_BUCKETS 9

/* { 0 } is one of nothing. */
struct lag {
	uint64_t buckets[LAG_BUCKETS]; /* not of what is in those before */
	uint64_t count, ms;            /* of all, also the longest */
};

/* Counts a time that is after another; one that is before is no lag. */
void lag_add(struct lag *, const struct timespec *, uint32_t since);

/* Its lines: a metric's name and its labels, without braces. */
void lag_text(struct wr *, const struct lag *, const char *name,
    const char *labels);

#endif
