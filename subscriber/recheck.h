/*
 * What is held, judged from scratch, as if it had just come: nothing that was
 * believed before counts, but for what roots are pinned.
 */
#ifndef FEEDMILL_RECHECK_H
#define FEEDMILL_RECHECK_H

#include "formats/catalog.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "keys/key.h"

struct set;
struct state;
struct sub_feed;

/* A feed of a state folder. */
struct recheck_place {
	const struct state *state;
	const struct sub_feed *feed;
	struct catalog catalog; /* by recheck_catalog() */
};

/* The catalog is by the pinned roots, or those that followed them. */
int recheck_catalog(struct recheck_place *, struct fail *);

/* What is held of a database. */
struct recheck {
	struct head head;
	struct pubkey key; /* that signed it */
	uint32_t until;    /* as of trust_until() */
	struct set *set;   /* decoded */
};

/*
 * The head is by a key of the catalog, the snapshot has the head's hash and is
 * the one encoding of its set, and its signature file is by the same key: 0,
 * and *out for recheck_free(), else -1.
 */
int recheck_db(struct recheck *out, const struct recheck_place *,
    const char *db, struct fail *);
void recheck_free(struct recheck *);

#endif
