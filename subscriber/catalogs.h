/*
 * The chain of catalogs: from the roots that are pinned, each catalog is
 * signed by the roots of the one before, up to the newest.  Whoever missed
 * some walks them one by one.
 */
#ifndef FEEDMILL_CATALOGS_H
#define FEEDMILL_CATALOGS_H

#include <stdbool.h>

#include "formats/catalog.h"
#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/roots.h"

struct batch;
struct state;

/* Catalogs that are walked in one look at most, and fetched at once. */
#define CATALOGS_STEPS_MAX 1000
#define CATALOGS_BATCH     8

struct catalogs {
	const struct roots *pinned;
	bool held;              /* there is a catalog that is believed */
	struct catalog catalog; /* the newest of those */
	struct wr file;         /* as it came */
	bool fresh;             /* it was not written yet */
	bool repinned; /* what is in the state was believed from other roots */
};

/*
 * Reads what is held in the state folder of a feed.  What was believed from
 * other pinned roots, or is damaged, is as none, but stays until a catalog is
 * believed from these.
 */
int catalogs_read(struct catalogs *, const struct state *, const char *feed,
    struct fail *);

/* Writes it there if it was not yet. */
int catalogs_write(struct catalogs *, const struct state *, const char *feed,
    struct fail *);

void catalogs_free(struct catalogs *);

/*
 * Goes on to the newest catalog of a source, which is the first file of a
 * batch, fetching from there those between.  What was believed on the way
 * stays believed whatever comes then.  Returns 0, or -1 as roots_next() and
 * roots_first() do, which then says so if other roots were pinned before.
 */
int catalogs_follow(struct catalogs *, const struct batch *, struct fail *);

#endif
