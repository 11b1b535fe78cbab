/*
 * Whether subscribers take what is published of a database: the catalog is in
 * its time and lets the head's key sign a head of its time and epoch.
 */
#ifndef FEEDMILL_DELEGATION_H
#define FEEDMILL_DELEGATION_H

#include <stdint.h>

#include "formats/catalog.h"
#include "formats/fail.h"

struct pubkey;

/* The catalog of a tree, as one run goes by it. */
struct delegation {
	struct catalog catalog;
	int found;       /* 1, 0 if there is none, -1 if it does not read */
	struct fail why; /* it does not */
};

void delegation_read(struct delegation *, int treefd);

/*
 * Whether the catalog lets the head that is published of a database be.
 * Returns 1, 0 if there is no head, or -1 with what subscribers say of it.
 */
int delegation_head(const struct catalog *, int treefd, const char *db,
    struct fail *);

/* A head that was published just now. */
struct delegation_new {
	const char *db;
	uint32_t epoch, now;
	const struct pubkey *key; /* that signed it */
};

/*
 * Whether subscribers take it: 0, also without a catalog, or -1 with FAIL_HELD
 * that says why they do not and what helps.
 */
int delegation_check(const struct delegation *, int treefd,
    const struct delegation_new *, struct fail *);

#endif
