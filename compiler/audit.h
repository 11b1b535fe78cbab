/*
 * Looking at what is published of a database as a subscriber would: the head,
 * the snapshot it names, the texts, all signatures and hashes.  A build may
 * go on meanwhile.
 */
#ifndef FEEDMILL_AUDIT_H
#define FEEDMILL_AUDIT_H

#include <stddef.h>

struct conf_db;
struct fail;
struct pubkey;

struct audit {
	int treefd;
	const struct pubkey *public; /* NULL: the public half of its own key */
	/* Learns of each thing that is not as it should be. */
	void (*bad)(void *arg, const struct fail *);
	void *arg;
	size_t databases, texts; /* that are good, counted up */
};

/*
 * Looks at one database; one that has no head is not published and passes.
 * Returns 0, good or bad, or -1 where there is no key to look with.
 */
int audit_database(struct audit *, const struct conf_db *, struct fail *);

#endif
