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

/*
 * What is signed for may not be more than this, for a stolen key could sign
 * anything: bytes of a snapshot, or of the way to one.  Nor may a set have more
 * than APPLY_ENTRIES_MAX entries.
 */
#define TRUST_BYTES_MAX ((uint64_t)1 << 28)

/* When it is, and how far ahead others' clocks may be. */
struct trust_clock {
	uint32_t now; /* seconds since 1970 */
	uint32_t skew;
};

/* A catalog is in its time: 0, else FAIL_STALE or FAIL_FUTURE. */
int trust_catalog(const struct catalog *, struct trust_clock, struct fail *);

/*
 * Until when a head is good: until its own valid-until, but no longer than the
 * window of the key that signed it and the catalog that names that key.  Who
 * steals a key may write what they like into a head.
 */
uint32_t trust_until(const struct head *, uint32_t key_until,
    uint32_t catalog_until);

/* What is held of a database. */
struct trust_held {
	const struct head *head; /* the newest accepted, NULL for none */
	bool set;                /* and its set is there */
	bool revoked; /* by a key that its database has no more, so no base */
};

/* What a head is to one who holds another. */
enum trust_news {
	TRUST_SAME,   /* the very same head */
	TRUST_BEHIND, /* the same set, an earlier head that is fresh yet */
	TRUST_BEAT,   /* the same set, later times */
	TRUST_STEP,   /* its delta leads from what is held to it */
	TRUST_FAR,    /* the index tells how */
	TRUST_WHOLE,  /* nothing is held that could be built on */
};

/*
 * Judges a head whose signature is good: FAIL_FUTURE for a time ahead of now or
 * a serial ahead of that; FAIL_WRONG for a lower epoch; in the epoch held
 * FAIL_ROLLBACK for a lower serial or time, but for a head that is older in
 * both and yet fresh: several mirrors of one name are not all at the same, and
 * nobody is kept from what is new for longer than that; FAIL_SPLIT for the
 * serial with another snapshot; FAIL_STALE past valid-until, which the caller
 * has cut to trust_until(); FAIL_SIZE over a limit.
 */
int trust_head(const struct head *, const struct trust_held *,
    struct trust_clock, enum trust_news *, struct fail *);

/*
 * Judges an index that has the hash its head says: it is of this database,
 * epoch and serial (FAIL_WRONG), and the state that it names at the serial
 * held is the one held (FAIL_SPLIT).
 */
int trust_index(const struct index *, const struct head *,
    const struct trust_held *, struct fail *);

/*
 * A way to the index's serial: its deltas from the one numbered on, and
 * whether its snapshot comes before them.
 */
struct trust_way {
	bool snapshot;
	size_t first; /* the index's n for none */
	uint64_t bytes;
};

/* The one with the fewest bytes, of which each object costs so many more. */
struct trust_way trust_way(const struct index *, const struct trust_held *,
    uint64_t around);

/* The one by its snapshot. */
struct trust_way trust_way_whole(const struct index *);

/*
 * Whether a failure tells more than another: an attack more than an outage,
 * and what concerns this machine more than both.
 */
bool trust_graver(enum fail_kind, enum fail_kind than);

#endif
