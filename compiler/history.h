/*
 * What became of the builds of the last days, for "feedc status": a line of
 * JSON a build in <state>/builds/<database>.<YYYY-MM-DD>, by the day that it
 * was as of.  The files of the last HISTORY_DAYS days are kept, however
 * many builds came.
 */
#ifndef FEEDMILL_HISTORY_H
#define FEEDMILL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"

struct build;

/* With the one that is not over yet: enough for the last 24 hours. */
#define HISTORY_DAYS 2

struct history_row {
	uint32_t as_of, serial;
	double seconds; /* that the build took */
	double late;    /* from as_of until it was done */
	char state[12]; /* as in the report of a build */
	bool failed;
	uint64_t entries[FAMILIES];
	uint64_t added, removed, changed;
	uint64_t snapshot_bytes, delta_bytes;
	/* Of all sources; of a standing list the first and the last alone. */
	uint64_t records, late_hits, future_hits, bad;
	uint32_t held; /* sources */
};

/* Adds a build that was as of then and is done, so late; also to tally.h. */
int history_add(const char *state, const struct build *, uint32_t as_of,
    double late, struct fail *);

/* { 0 } is none. */
struct history {
	struct history_row *rows; /* in the order of the builds */
	size_t n, cap;
};

/*
 * Reads the builds of a database that are as of since or later; lines that
 * are none are passed over.  Since is less than HISTORY_DAYS - 1 days ago.
 */
int history_read(struct history *, const char *state, const char *db,
    uint32_t since, struct fail *);
void history_clear(struct history *);

#endif
