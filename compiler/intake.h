/*
 * Intake: the sources of one database, from the files in their folders to
 * rows for the merge or hits for the fold.  A standing source whose newest
 * files do not read is held back: its last good state stands in for it, or
 * nothing if there never was one.  In a quick database the good lines of a
 * file count and the bad ones are told of.
 */
#ifndef FEEDMILL_INTAKE_H
#define FEEDMILL_INTAKE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/guard.h"
#include "compiler/progress.h"
#include "compiler/spool.h"
#include "formats/fail.h"

struct claim;
struct conf;
struct conf_db;
struct hitlist;
struct place;
struct record;
struct set;

/* What one take read of a source of a quick list. */
struct intake_hits {
	uint64_t read;    /* lines of hits and removals that count */
	uint64_t late;    /* hits of minutes before the last take's */
	uint64_t old;     /* hits so late that they would be forgotten */
	uint64_t waiting; /* hits of minutes that have not begun */
	uint64_t again;   /* lines of files whose content was known */
	uint64_t future;  /* bad lines: too far ahead */
	bool capped;      /* it sent more than its rate: the rest comes later */
};

/* What was read of one source. */
struct intake_source {
	struct guard_source guard; /* name and counts */
	struct intake_hits hits;   /* of a quick database */
	bool held;                 /* its last good state was read instead */
	bool lost;                 /* held, and there was no last good state */
	struct fail why;           /* it is held */
	uint64_t bad;              /* lines of a quick source not taken */
	struct fail first_bad;
};

/* Whoever wants to see every claim, those that do not count as well. */
struct intake_watch {
	void (*claim)(void *arg, const struct claim *, const struct record *,
	    const struct place *);
	/* The claims of a source are taken back: it is held, or read anew. */
	void (*forget)(void *arg, uint16_t source);
	void *arg;
};

struct intake_job {
	const struct conf *conf;
	const struct conf_db *db;
	uint32_t now;
	unsigned accepted;                /* bits 1 << enum guard_rule */
	const struct intake_watch *watch; /* may be NULL */
	struct hitlist *hitlist;  /* of a quick database; NULL: open it */
	const struct set *before; /* its last set, or NULL: see hitlist.h */
	struct progress_slot progress;
};

struct intake {
	struct spool spool, kept;
	struct intake_source *sources; /* by name */
	size_t n;
	struct set *set; /* before guards and test entries */
};

/*
 * Reads all sources of a standing or quick database into a set, without
 * protected space.  Of a quick one what is new goes to its journal first, and
 * the watch sees nothing.  Returns 0, or -1 where no set can be made at all,
 * such as when a last good state cannot be read.  Free with intake_free() in
 * any case.
 */
int intake_run(struct intake *, const struct intake_job *, struct fail *);

void intake_free(struct intake *);

/*
 * Keeps what was read as the last good state of every source that was not
 * held back: for when the build has passed its guards.
 */
int intake_keep(const struct intake *, const struct intake_job *,
    struct fail *);

/* The folders of a database in the spool and among the kept states. */
int intake_spool(char out[static PATH_MAX], const struct conf *,
    const struct conf_db *, struct fail *);
int intake_kept(char out[static PATH_MAX], const struct conf *,
    const struct conf_db *, struct fail *);

#endif
