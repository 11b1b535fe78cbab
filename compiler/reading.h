/*
 * Reading one source of a database, for intake.c: its newest files, or where
 * those do not read its last good state.
 */
#ifndef FEEDMILL_READING_H
#define FEEDMILL_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct answers;
struct intake;
struct intake_job;
struct intake_source;
struct merge;
struct replay;
struct rows;

struct reading {
	const struct intake_job *job;
	struct intake_source *source;
	struct merge *merge;   /* of a standing database, or NULL */
	struct replay *replay; /* of a quick one */
	struct rows *rows;     /* of either */
	struct answers *answers;
	uint16_t id;
	bool all; /* its removals end everybody's records */
	bool full;
	uint64_t taken;
};

/*
 * Reads the source; spool and kept are the database's folders in both trees.
 * Returns -1 only for what fails the whole build.
 */
int reading_source(struct reading *, const struct intake *, const char *spool,
    const char *kept, struct fail *);

#endif
