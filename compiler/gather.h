/*
 * The batch that hits go into while sources are read: rows, which are sorted
 * in the end, and files.  Under hits.h.
 */
#ifndef FEEDMILL_GATHER_H
#define FEEDMILL_GATHER_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/rows.h"
#include "formats/fail.h"

struct hitbatch;
struct hitbatch_file;
struct hits;
struct intake;
struct values;

struct gather {
	const struct hits *hits;
	struct hitbatch *batch;
	struct intake *intake;
	struct rows rows; /* their sources are indexes into the intake */
	uint16_t *ids;    /* by those; HITS_NO_ID until one is needed */
	size_t nids;
};

#define HITS_NO_ID UINT16_MAX

struct gather_mark {
	struct rows_mark rows;
	size_t nfiles;
};

/* The intake's sources are there; gather_free() in any case. */
void gather_begin(struct gather *);
void gather_free(struct gather *);

/* The order of events of one address, for rows_walk(): see quick.h. */
int gather_order(const struct row *, const struct row *, const struct values *);

/* The id of a source, or HITS_NO_ID if it has none yet. */
uint16_t gather_id(const struct gather *, uint16_t index);

/* Adds a file of a source, whose path is copied. */
void gather_file(struct gather *, uint16_t index, const struct hitbatch_file *);

/* Takes back what was added since the mark. */
struct gather_mark gather_mark(struct gather *);
void gather_rewind(struct gather *, const struct gather_mark *);

/*
 * Makes the events, without those of sources that would alone list too much,
 * and the names and values that are new.
 */
int gather_end(struct gather *, struct fail *);

#endif
