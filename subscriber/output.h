/*
 * Outputs: the files that a set is written to for stock servers.  A file is
 * written beside its place, synced and renamed, so that whoever loads it never
 * meets half of it; then its hook runs.  What was written is remembered, so
 * that nothing is written twice and no hook is forgotten.
 */
#ifndef FEEDMILL_OUTPUT_H
#define FEEDMILL_OUTPUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "subscriber/conf.h"
#include "subscriber/meanwhile.h"

struct set;
struct state;

/* What the files are made from. */
struct output_source {
	const struct sub_feed *feed;
	const struct sub_db *db;
	const struct set *set; /* as of serial */
	uint32_t epoch, serial;
	uint32_t valid_until; /* of the newest head, see trust_until() */
	const atomic_bool *cancelled; /* ends hooks; NULL for never */
	struct meanwhile meanwhile;   /* while they run */
};

/*
 * Brings all files of a database to what they have to be at now, seconds
 * since 1970, and runs the hooks of those that changed.  A file is written
 * again if it is of another serial, missing, changed by others, configured
 * otherwise, has an entry that ended since, has to be stamped again, or has
 * to be emptied because its feed is past valid-until.  All are tried; the
 * first failure is returned (FAIL_HOOK for a hook, which runs again the next
 * time).
 */
int output_all(const struct state *, const struct output_source *, uint32_t now,
    unsigned *written, struct fail *);

/*
 * When output_all() has something to do next if nothing comes: soon after the
 * next end of an entry, when a stamp is to be renewed, at valid-until, or
 * before long where something failed; UINT32_MAX for never.
 */
uint32_t output_due(const struct state *, const struct output_source *,
    uint32_t now);

/*
 * The files of a database have the bytes that they were written with, and
 * those are what they have to be at now: 0, else FAIL_MISSING, FAIL_HASH or
 * FAIL_STALE for the first that has not.
 */
int output_verify(const struct state *, const struct output_source *,
    uint32_t now, struct fail *);

#endif
