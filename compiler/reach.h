/*
 * Getting back to the set of a database at a serial: from a whole snapshot
 * along deltas, as a subscriber would.  What comes of it has been encoded
 * again and has the hash that it must have.
 */
#ifndef FEEDMILL_REACH_H
#define FEEDMILL_REACH_H

#include <stdint.h>

#include "formats/delta.h"
#include "formats/fail.h"
#include "formats/wr.h"

struct head;
struct index;

/* A state that was got back to; { 0 } is none. */
struct reach {
	struct delta_end end; /* its set, what it says of itself, its state */
	struct wr snapshot;   /* its bytes */
};

/* Frees what it holds. */
void reach_clear(struct reach *);

/* The state that a head is of, by the index that it names. */
int reach_head(int treefd, const struct head *, const struct index *,
    struct reach *, struct fail *);

/*
 * The state at any serial that the tree still has the way to, by the names of
 * its objects; no signature is looked at.
 */
int reach_serial(int treefd, const char *db, uint32_t serial, struct reach *,
    struct fail *);

/* The state whose snapshot's bytes are there already. */
int reach_bytes(struct reach *, struct fail *);

#endif
