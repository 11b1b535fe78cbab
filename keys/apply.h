/*
 * Applying what is published: from a set that is held, or from nothing, over
 * snapshots and deltas to the set that a head says.  Every object is checked
 * for size and hash before it is read; in the end the set is encoded again,
 * and its bytes have to be those that the head signed.
 */
#ifndef FEEDMILL_APPLY_H
#define FEEDMILL_APPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/delta.h"
#include "formats/fail.h"
#include "formats/object.h"
#include "formats/rd.h"
#include "formats/wr.h"

struct head;
struct pubkey;

/* A set of more entries is refused: few bytes can become a great one. */
#define APPLY_ENTRIES_MAX ((uint64_t)1 << 27)

struct apply {
	const struct head *head;
	struct delta_end at; /* where it stands */
	bool owned;          /* that set is its own to free */
	struct wr encoded;
	struct rd snapshot; /* the bytes of the set, once they are known */
};

/*
 * Begins at a set, which must outlive it and stays the caller's, or at NULL.
 * So does the head.
 */
struct apply apply_begin(const struct head *, const struct delta_end *from);
void apply_free(struct apply *);

/* Goes to a snapshot of a serial; its bytes must outlive it. */
int apply_snapshot(struct apply *, const struct object *, uint32_t serial,
    struct rd bytes, struct fail *);

/* Goes a step to a serial. */
int apply_delta(struct apply *, const struct object *, uint32_t serial,
    struct rd bytes, struct fail *);

/*
 * It is the set that the head says: 0, and apply.snapshot are its bytes, else
 * FAIL_HASH or FAIL_WRONG.
 */
int apply_confirm(struct apply *, struct fail *);

/* And its signature is by the head's key, else FAIL_TRUST. */
int apply_end(struct apply *, const struct pubkey *, struct fail *);

/* Hands the set over. */
struct delta_end apply_take(struct apply *);

#endif
