/*
 * A snapshot: one whole set as bytes, in the one encoding that it has.
 * feed.5 documents every byte.
 */
#ifndef FEEDMILL_SNAPSHOT_H
#define FEEDMILL_SNAPSHOT_H

#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/name.h"
#include "formats/rd.h"
#include "formats/value.h"

struct set;
struct wr;

/* The longest list of grains that a snapshot carries. */
#define GRAIN_MAX 16

/* What a snapshot says of itself. */
struct snapshot_id {
	char db[NAME_DB_MAX + 1];
	uint32_t epoch;
	uint32_t serial; /* the build's time, seconds since 1970 */
	/*
	 * The grains in minutes, above 1 and ascending, that the database
	 * rounds its untils to (see feed.5); only to code them in fewer bits.
	 */
	uint16_t grains[GRAIN_MAX];
	uint16_t ngrains;
	uint16_t recent; /* steps that what leaves is remembered for; 0: none */
};

/*
 * Where the grid of a grain lies for an address, so that not everything ends
 * at once: an until is on it where until % grain is the phase.
 */
uint32_t grain_phase(u128 addr, uint32_t grain);

/* Adds the bytes of a snapshot. */
void snapshot_encode(struct wr *, const struct set *,
    const struct snapshot_id *);

/*
 * The set of a snapshot that fills the cursor, or NULL: anything but the one
 * encoding of a set is refused.  Free with set_free().
 */
struct set *snapshot_decode(struct rd, struct snapshot_id *, struct fail *);

/* What an address gets. */
struct snapshot_hit {
	struct range prefix; /* the entry that has the address */
	uint32_t until;      /* minutes since 1970, 0 for none */
	uint32_t code;
	size_t len;
	char text[VALUE_TEXT_MAX + 1];
};

/*
 * Looks one address up in a snapshot that is known to be good, decoding no
 * more than one block.  Returns 1 and what was found, 0 if the address is not
 * listed, or -1.
 */
int snapshot_find(struct rd, enum family, u128 addr, struct snapshot_hit *,
    struct fail *);

#endif
