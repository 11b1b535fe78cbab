/*
 * The entries of a set as a snapshot has them: a part for each family, and of
 * what it has a head.  A snapshot has what is listed so, and what is
 * remembered.  Part of snapshot.h; feed.5 has the layout.
 */
#ifndef FEEDMILL_SNAPSHOT_PARTS_H
#define FEEDMILL_SNAPSHOT_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/snapshot.h"

struct set;
struct wr;

/* The head of one family's entries. */
struct snapshot_part {
	uint64_t count;
	u128 lens; /* bit len - 1 for each length in use */
};

struct snapshot_parts {
	struct snapshot_part of[FAMILIES];
	uint32_t nvalues;
	bool ends; /* some entry has an until */
};

/* Counts what a set has, and puts a 1 into used for each value of it. */
void snapshot_parts_count(struct snapshot_parts *, const struct set *,
    uint16_t *used);

/* Writes the heads, and reads them: 0, or -1 with FAIL_FORMAT. */
void snapshot_parts_heads_out(struct wr *, const struct snapshot_parts *);
int snapshot_parts_heads_in(struct rd *, struct snapshot_parts *,
    struct fail *);

/* Writes the entries; a value is that of ids at the set's. */
void snapshot_parts_out(struct wr *, const struct snapshot_parts *,
    const struct snapshot_id *, const struct set *, const uint16_t *ids);

/*
 * Reads the entries, which have to be just what the heads say, into an empty
 * set, and puts a 1 into used for each value: 0, or -1 with FAIL_FORMAT.
 */
int snapshot_parts_in(struct rd *, const struct snapshot_parts *,
    const struct snapshot_id *, struct set *, uint16_t *used, struct fail *);

/*
 * The same for what is remembered, see recent.h, NULL for nothing, heads and
 * entries; what is read fits the set that it is remembered with and is for
 * set_free(), or is NULL with FAIL_FORMAT.
 */
void snapshot_recent_out(struct wr *, const struct snapshot_id *,
    const struct set *recent);
struct set *snapshot_recent_in(struct rd *, const struct snapshot_id *,
    const struct set *with, struct fail *);

#endif
