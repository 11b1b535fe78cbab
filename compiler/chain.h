/*
 * The chain of a database: which of its states the tree keeps whole, the key
 * states, and which steps between states the index offers.  Pure decisions,
 * from what the last index offers to what the next one does.
 */
#ifndef FEEDMILL_CHAIN_H
#define FEEDMILL_CHAIN_H

#include <stdbool.h>

#include "formats/index.h"
#include "formats/object.h"

/* Seconds after a key state when the next one is due. */
#define CHAIN_KEY_SECONDS 3600

/*
 * What a delta costs beside its own bytes: a request, and a line of the index,
 * which those take, too, who want but the last.
 */
#define CHAIN_DELTA_BYTES (OBJECT_FETCH_BYTES + INDEX_LINE_MAX)

/*
 * With deltas since the last key state that cost more than such a part of the
 * snapshot the next one is due: what a subscriber takes beside it that is too
 * far behind for deltas alone.
 */
#define CHAIN_KEY_SHARE 8

/* With more deltas since the last key state the next one is due. */
#define CHAIN_KEY_DELTAS (INDEX_DELTAS_MAX / 2)

/* A new state of a database, and the delta that leads to it. */
struct chain_step {
	const char *db;
	uint32_t epoch, serial;
	struct object snapshot;
	bool has_delta;
	struct index_delta delta;
};

/*
 * What to offer once there is a new state.  The last index may be NULL; one
 * of another epoch, or that the delta does not lead on from, is as none.  The
 * new state is a key state where the next index's snapshot is of its serial.
 * End the next index with index_clear().
 */
void chain_next(struct index *next, const struct index *last,
    const struct chain_step *);

#endif
