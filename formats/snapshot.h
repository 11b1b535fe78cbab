/*
 * A snapshot: one whole set as bytes, in the one encoding that it has.
 * feed.5 documents every byte.
 */
#ifndef FEEDMILL_SNAPSHOT_H
#define FEEDMILL_SNAPSHOT_H

#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/rd.h"

struct listing;
struct set;
struct value;
struct wr;

/* The longest name of a database: a-z, 0-9 and "-", first a letter. */
#define DB_NAME_MAX 31

/* The longest list of grains that a snapshot carries. */
#define GRAIN_MAX 16

/* What a snapshot says of itself. */
struct snapshot_id {
	char db[DB_NAME_MAX + 1];
	uint32_t epoch;
	uint32_t serial; /* the build's time, seconds since 1970 */
	/*
	 * The grains in minutes, ascending, that the database rounds its
	 * untils to (see feed.5); only to code them in fewer bits.
	 */
	uint16_t grains[GRAIN_MAX];
	uint16_t ngrains;
};

/* The minute below which no until of this address and grain may be odd. */
uint32_t grain_phase(enum family, u128 addr, uint32_t grain);

/* Adds the bytes of a snapshot. */
void snapshot_encode(struct wr *, const struct set *,
    const struct snapshot_id *);

/*
 * The set of a snapshot that fills the cursor, or NULL: anything but the one
 * encoding of a set is refused.  Free with set_free().
 */
struct set *snapshot_decode(struct rd, struct snapshot_id *, struct fail *);

/*
 * Looks one address up without decoding more than one block.  Returns 1 with
 * the listing and its value (whose text lives as long as the bytes), 0 if the
 * address is not listed, or -1.
 */
int snapshot_find(struct rd, enum family, u128 addr, struct listing *,
    struct value *, struct fail *);

#endif
