/*
 * What a subscriber believes: pure decisions over what it holds, what came,
 * and now.  Every refusal has its own kind of failure and its own message.
 */
#ifndef FEEDMILL_TRUST_H
#define FEEDMILL_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/catalog.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "formats/index.h"

/* Seconds that clocks may differ unless configured. */
#define TRUST_SKEW 120

/* A catalog is in its time at now: 0, else FAIL_STALE or FAIL_FUTURE. */
int trust_catalog(const struct catalog *, uint32_t now, uint32_t skew,
    struct fail *);

/* What a head is to one who holds another, or NULL for nothing. */
enum trust_news {
	TRUST_SAME,  /* the very same head */
	TRUST_BEAT,  /* the same set, later times */
	TRUST_STEP,  /* its delta leads from what is held to it */
	TRUST_FAR,   /* the index tells how */
	TRUST_WHOLE, /* nothing is held, or it is of another epoch */
};

/*
 * Judges a head whose signature is good: FAIL_ROLLBACK for a lower serial or
 * time than held, FAIL_SPLIT for the serial held with another snapshot,
 * FAIL_FUTURE for a time or serial ahead of now, FAIL_STALE past valid-until,
 * FAIL_WRONG for a lower epoch.
 */
int trust_head(const struct head *, const struct head *held, uint32_t now,
    uint32_t skew, enum trust_news *, struct fail *);

/*
 * Judges an index that has the hash its head says: of this database, epoch and
 * serial (FAIL_WRONG), and the state that it names at the serial held is the
 * one held (FAIL_SPLIT).
 */
int trust_index(const struct index *, const struct head *,
    const struct head *held, struct fail *);

/*
 * The way with the fewest bytes: the deltas from the one returned on, and
 * whether the snapshot comes before them.
 */
struct trust_way {
	bool snapshot;
	size_t first; /* delta of the index; its n for none */
	uint64_t bytes;
};

struct trust_way trust_way(const struct index *, const struct head *held);

#endif
