/*
 * A crew builds several databases at once: threads that take one database
 * after another, those that are made of others' sets after all the rest.
 */
#ifndef FEEDMILL_CREW_H
#define FEEDMILL_CREW_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct build;
struct conf;
struct conf_db;
struct passphrase;

struct crew_job {
	const struct conf *conf;
	const struct conf_db *const *dbs;
	size_t ndbs;
	uint32_t now;
	unsigned threads;
	struct passphrase *passphrase; /* for keys that ask for one */
};

/*
 * Reads the keys, locks the tree and builds dbs[i] into builds[i]; no
 * database is among them twice.  Returns -1 where that could not even begin;
 * each build has its own failure.
 */
int crew_run(struct build *builds, const struct crew_job *, struct fail *);

#endif
