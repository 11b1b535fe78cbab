/*
 * How a database stands: what is published of it, what its builds came to, and
 * how much life the entries of a quick list have left.
 */
#ifndef FEEDMILL_HEALTH_H
#define FEEDMILL_HEALTH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/tally.h"
#include "formats/head.h"
#include "keys/lock.h"
#include "keys/verdict.h"

struct conf;
struct conf_db;
struct policy;
struct set;

/* Entries by the time they have left: below 5 min, 15 min, 1, 3, 12 h, more. */
#define HEALTH_LIVES 6

struct health {
	const struct policy *policy; /* borrowed */
	bool published, built;       /* there is a head, a tally */
	struct head head;
	struct tally tally;
	uint64_t lives[HEALTH_LIVES]; /* of a quick list */
};

/* For health_clear().  A head that cannot be read is none. */
void health_read(struct health *, const struct conf *, const struct conf_db *,
    int treefd, uint32_t now);
void health_clear(struct health *);

/* Counts what is in force at now and ends. */
void health_count(uint64_t lives[static HEALTH_LIVES], const struct set *,
    uint32_t now);

/* The seconds below which a count is, 0 for the last; "< 5 min" */
uint32_t health_life(size_t i);
const char *health_life_name(size_t i);

/*
 * Whether a head is late: past fresh-until, or half of the way there and two
 * intervals old.
 */
bool health_is_late(const struct health *, uint32_t now);

/*
 * Fine; a warning: it is late; critical: past valid-until, or the last build
 * was refused or failed; unknown: there never was a build.
 */
enum verdict health_verdict(const struct health *, uint32_t now);

/* When the next build is due that "feedc run" makes; 0: not known. */
uint32_t health_next(const struct health *);

/* All that is shown. */
struct health_view {
	const struct health *dbs;
	size_t n;
	bool held; /* the tree's lock is */
	struct lock_holder holder;
	uint32_t now;
};

/* The worst of all, critical being worse than unknown. */
enum verdict health_worst(const struct health_view *);

/* Whether "feedc run" is at work. */
bool health_runs(const struct health_view *);

/* A table for people; an object for programs, for json_decref(). */
void health_table(struct wr *, const struct health_view *);
json_t *health_json(const struct health_view *);

#endif
