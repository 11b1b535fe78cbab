/*
 * What a snapshot opens with: what kind of file it is, and of which database
 * and serial; the grains of a database; and for how long it remembers.  See
 * feed.5.
 */
#ifndef FEEDMILL_OPENING_H
#define FEEDMILL_OPENING_H

#include <stdbool.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/snapshot.h"

struct wr;

/* Writes it, up to the serial. */
void opening_out(struct wr *, const struct snapshot_id *);

/* Reads it into an id without grains; returns 0, or -1 with FAIL_FORMAT. */
int opening_in(struct rd *, struct snapshot_id *, struct fail *);

void grains_out(struct wr *, const struct snapshot_id *);

/* Reads the grains; returns 0, or -1 with FAIL_FORMAT. */
int grains_in(struct rd *, struct snapshot_id *, struct fail *);

/* For how many steps what leaves is remembered, 1 at least. */
void recent_out(struct wr *, const struct snapshot_id *);
int recent_in(struct rd *, struct snapshot_id *, struct fail *);

#endif
