/*
 * Outputs: the files that a set is written to for stock servers.  A file is
 * written beside its place, synced and renamed, so that whoever loads it never
 * meets half of it; then its hook runs.  What was written is remembered, so
 * that nothing is written twice and no hook is forgotten.
 */
#ifndef FEEDMILL_OUTPUT_H
#define FEEDMILL_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "subscriber/conf.h"

struct set;
struct state;

/* What the files are made from. */
struct output_source {
	const struct sub_feed *feed;
	const struct sub_db *db;
	const struct set *set; /* as of serial; NULL: past its time, emptied */
	uint32_t epoch, serial;
	uint32_t valid_until; /* zones stop being served by then */
};

/*
 * Brings all files of a database to what they have to be at now, seconds
 * since 1970, and runs the hooks of those that changed.  A file is written
 * again if it is of another serial, missing, changed by others, configured
 * otherwise, has an entry that ended since, or has to be stamped again.  All
 * are tried; the first failure is returned (FAIL_HOOK for a hook, which runs
 * again the next time).
 */
int output_all(const struct state *, const struct output_source *, uint32_t now,
    unsigned *written, struct fail *);

/*
 * When output_all() has something to do next if nothing comes: the next end
 * of an entry or stamp; UINT32_MAX for never.
 */
uint32_t output_due(const struct output_source *, uint32_t now);

#endif
