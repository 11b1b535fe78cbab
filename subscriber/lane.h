/*
 * The feeds of a service, each followed by a thread of its own: whatever one of
 * them waits for, a source, a hook or a disk that is far away, holds up none of
 * the others.
 */
#ifndef FEEDMILL_LANE_H
#define FEEDMILL_LANE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "formats/fail.h"

struct feeds;
struct service;

/* Shared by all of them; outlives them. */
struct lane_site {
	struct feeds *feeds;
	const struct service *service;
	struct timespec start; /* of the service, by the monotonic clock */
	uint32_t rest;         /* seconds that none of them rests longer */
};

struct lanes;

/* Begins to follow all feeds; NULL if there is no thread for one. */
struct lanes *lanes_start(const struct lane_site *, struct fail *);

/* Waits for the end of all, once the feeds are cancelled.  NULL is allowed. */
void lanes_end(struct lanes *);

/* All feeds are to be looked at now, see follow_hurry(). */
void lanes_hurry(struct lanes *);

/* Wakes all that rest, to see that they are cancelled; by any thread. */
void lanes_wake(struct lanes *);

/* Whether each has shown a sign of life within so many milliseconds. */
bool lanes_live(const struct lanes *, uint64_t ms);

#endif
