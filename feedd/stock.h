/*
 * What is served: the catalogs of a tree, and of each of its databases the
 * last good edition.  What replaces one and is not good is refused, and the
 * last good one stays.
 */
#ifndef FEEDMILL_STOCK_H
#define FEEDMILL_STOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/anchor.h"
#include "feedd/lag.h"
#include "formats/fail.h"
#include "formats/name.h"

struct asset;
struct edition;
struct conf_site;

/* Editions before the present one whose objects can still be had. */
#define STOCK_FORMER 8

/* Kinds of failures. */
#define STOCK_KINDS (FAIL_HOOK + 1)

struct stock_db {
	char name[NAME_DB_MAX + 1];
	struct edition *now; /* NULL: none was good yet */
	struct edition *former[STOCK_FORMER];
	bool changed; /* by the last look */
	/* Editions, since the start, by kind of failure. */
	uint64_t refused[STOCK_KINDS];
	char why[512]; /* the present one is not; empty if it is */
	/*
	 * From the time of a head to its being in the tree, and to its being
	 * served, of those that came while this ran.
	 */
	struct lag build, publish;
};

struct stock {
	const struct conf_site *conf; /* borrowed */
	int treefd;
	struct anchor anchor;
	struct stock_db *dbs;
	size_t n;
	uint64_t refused[STOCK_KINDS]; /* catalogs */
	char why[512]; /* the catalog is refused; empty if it is not */
};

/* Opens the tree, whatever is in it.  NULL with a failure. */
struct stock *stock_open(const struct conf_site *, struct fail *);
void stock_free(struct stock *);

/* Is told what is refused, and what is good again with FAIL_NONE, once. */
typedef void stock_say(void *arg, const char *what, const struct fail *);

/*
 * Looks for a new catalog and new heads, and takes what is good.  Returns
 * whether any edition changed.
 */
bool stock_look(struct stock *, stock_say *, void *arg);

/* A database; NULL if it is not served. */
struct stock_db *stock_db(const struct stock *, const char *name);

/* An object of a database, or NULL: see edition_object(). */
struct asset *stock_object(const struct stock_db *, const char *name);

#endif
