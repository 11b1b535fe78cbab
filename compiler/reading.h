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
struct conf_source;
struct intake;
struct intake_job;
struct intake_source;
struct rows;

struct reading {
	const struct intake_job *job;
	struct rows *rows; /* of all sources */
	struct answers *answers;
	struct intake_source *source;
	uint16_t id;                    /* of the source */
	const struct conf_source *conf; /* of it, NULL for none */
	bool full;                      /* the dictionary is */
	uint64_t taken;                 /* records of all sources */
};

/*
 * Reads r->source; spool and kept are the database's folders in both trees.
 * Returns -1 only for what fails the whole build.
 */
int reading_source(struct reading *, const struct intake *, const char *spool,
    const char *kept, struct fail *);

#endif
