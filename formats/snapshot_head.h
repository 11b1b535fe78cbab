/*
 * The head of a snapshot: what it is and how much of what it has.  Part of
 * snapshot.h; feed.5 has the layout.
 */
#ifndef FEEDMILL_SNAPSHOT_HEAD_H
#define FEEDMILL_SNAPSHOT_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/rd.h"
#include "formats/snapshot.h"

struct wr;

/* The entries of one family. */
struct snapshot_part {
	uint64_t count;
	u128 lens; /* bit len - 1 for each length in use */
};

struct snapshot_head {
	struct snapshot_id id;
	bool ends; /* some entry has an until */
	struct snapshot_part parts[FAMILIES];
	uint32_t nvalues;
};

/* Writes what stands before the dictionary. */
void snapshot_head_out(struct wr *, const struct snapshot_head *);

/* Reads it; returns 0, or -1 if it is not the head of any snapshot. */
int snapshot_head_in(struct rd *, struct snapshot_head *, struct fail *);

#endif
