/* What is counted, and its text for Prometheus. */
#ifndef FEEDMILL_METRICS_H
#define FEEDMILL_METRICS_H

#include <stdint.h>

#include "feedd/route.h"

struct feedd_log;
struct process;
struct sites;
struct wr;

/* The status codes that are given. */
#define METRICS_STATUSES 15

struct metrics {
	uint64_t requests[ROUTE_KINDS][METRICS_STATUSES];
	uint64_t bytes;       /* of the bodies of replies */
	uint64_t connections; /* at the moment */
	uint64_t accepted;
	uint64_t waiters; /* at the moment */
	uint64_t gone;    /* waiters whose peers went away */
	uint64_t late;    /* connections that were ended for being slow */
	uint64_t turned;  /* away: there was no room for them */
	uint64_t pressed; /* for saying nothing while there was no room */
	/* Requests that came not whole, or that the library refused. */
	uint64_t broken;
	uint64_t
	    lookups[2]; /* of addresses that are not listed, and that are */
};

/* Counts a reply. */
void metrics_count(struct metrics *, enum route_kind, unsigned status,
    uint64_t bytes);

/* What there is to tell of. */
struct metrics_view {
	const struct metrics *metrics;
	const struct sites *sites;
	const struct feedd_log *log; /* NULL: there is none */
	const struct process *process;
	uint32_t now;
};

/* The text. */
void metrics_text(struct wr *, const struct metrics_view *);

/* Of it, what is about sites and their databases. */
void metrics_dbs(struct wr *, const struct metrics_view *);

/* Begins a metric of feedd_NAME. */
void metrics_head(struct wr *, const char *name, const char *type,
    const char *help);

/*
 * Says what is wrong with what is served, a line each, nothing if all is well:
 * databases without an edition or past their fresh-until, catalogs past their
 * validity.
 */
void metrics_health(struct wr *, const struct sites *, uint32_t now);

#endif
