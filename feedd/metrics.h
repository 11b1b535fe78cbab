/* What is counted, and its text for Prometheus. */
#ifndef FEEDMILL_METRICS_H
#define FEEDMILL_METRICS_H

#include <stdint.h>

#include "feedd/route.h"

struct stock;
struct wr;

/* The status codes that are given. */
#define METRICS_STATUSES 14

struct metrics {
	uint64_t requests[ROUTE_KINDS][METRICS_STATUSES];
	uint64_t bytes;       /* of the bodies of replies */
	uint64_t connections; /* at the moment */
	uint64_t accepted;
	uint64_t waiters; /* at the moment */
	uint64_t gone;    /* waiters whose peers went away */
	uint64_t late;    /* connections that were ended for being slow */
};

/* Counts a reply. */
void metrics_count(struct metrics *, enum route_kind, unsigned status,
    uint64_t bytes);

/* The text, as of now. */
void metrics_text(struct wr *, const struct metrics *, const struct stock *,
    uint32_t now);

/*
 * Says what is wrong with what is served, a line each, nothing if all is well:
 * databases without an edition or past their fresh-until, a catalog past its
 * validity.
 */
void metrics_health(struct wr *, const struct stock *, uint32_t now);

#endif
