/*
 * Looking at what is published as a subscriber would: the catalog, the head of
 * a database and whether the catalog lets its key sign it, the snapshot it
 * names, the texts, all signatures and hashes.  A build may go on meanwhile.
 */
#ifndef FEEDMILL_AUDIT_H
#define FEEDMILL_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/catalog.h"

struct conf_db;
struct fail;
struct pubkey;

struct audit {
	int treefd;
	const struct pubkey *public; /* NULL: the public half of its own key */
	uint32_t now;
	/* Learns of each thing that is not as it should be. */
	void (*bad)(void *arg, const struct fail *);
	/* And of what will not be for long. */
	void (*soon)(void *arg, const struct fail *);
	void *arg;
	size_t databases, texts; /* that are good, counted up */
	/* Of the tree, once audit_catalog() has found it. */
	struct catalog catalog;
	bool has_catalog;
};

/* Looks at the catalog, if there is one; databases come after. */
void audit_catalog(struct audit *);

/*
 * Looks at one database; one that has no head is not published and passes.
 * Returns 0, good or bad, or -1 where there is no key to look with.
 */
int audit_database(struct audit *, const struct conf_db *, struct fail *);

#endif
