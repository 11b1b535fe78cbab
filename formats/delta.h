/*
 * A delta: the step from one published set of a database to a later one, as
 * bytes.  It names the snapshots at both ends by serial and by how their
 * hashes begin, and fits no others.  What ends by itself until
 * the later serial costs nothing: whoever applies it drops that first.  feed.5
 * documents every byte.
 *
 * The same two sets give the same bytes on every machine.  That an applied
 * delta is right is not for the delta to prove: whoever applied it encodes
 * the set as a snapshot, and its hash has to be the one that a head signed.
 */
#ifndef FEEDMILL_DELTA_H
#define FEEDMILL_DELTA_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/object.h"
#include "formats/rd.h"
#include "formats/snapshot.h"

struct set;
struct wr;

/* No delta is longer: whoever is so far behind takes a snapshot. */
#define DELTA_MAX (256u << 20)

/*
 * One end of a delta: a set, what its snapshot says of itself, and how that
 * one's hash begins.
 */
struct delta_end {
	struct set *set;
	struct snapshot_id id;
	uint8_t state[OBJECT_STATE_LEN];
};

/*
 * Adds the bytes of the delta from one set to the other, both of one database
 * and epoch, to a later serial.
 */
void delta_make(struct wr *, const struct delta_end *from,
    const struct delta_end *to);

/* Whether bytes begin as a delta does, and not as one of another format. */
bool delta_begins(struct rd);

/*
 * The set that a delta, which fills the cursor, makes of the one it is from:
 * in to->set, for set_free(), with its id and the state that its snapshot must
 * have.  Returns 0, or -1 with FAIL_FORMAT, or
 * with FAIL_WRONG if it is not from this end.
 */
int delta_apply(struct rd, const struct delta_end *from, struct delta_end *to,
    struct fail *);

#endif
