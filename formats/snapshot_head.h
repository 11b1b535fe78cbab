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
#include "formats/snapshot_parts.h"

struct wr;

struct snapshot_head {
	struct snapshot_id id;
	struct snapshot_parts parts; /* of what is listed */
};

/* Writes what stands before the dictionary. */
void snapshot_head_out(struct wr *, const struct snapshot_head *);

/* Reads it; returns 0, or -1 if it is not the head of any snapshot. */
int snapshot_head_in(struct rd *, struct snapshot_head *, struct fail *);

#endif
