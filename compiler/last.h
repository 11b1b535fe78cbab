/*
 * What was published last of a database: what the next build is compared
 * with, and goes on from.
 */
#ifndef FEEDMILL_LAST_H
#define FEEDMILL_LAST_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/reach.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "formats/index.h"

struct pubkey;

struct last {
	struct head head; /* its db is "" if nothing is published */
	/*
	 * The set of it; NULL if it is lost.  Where nothing is published any
	 * more, that of the compiler's own copy, if it is of the epoch.
	 */
	struct reach state;
	struct index
	    index;    /* what it names; its db is "" if it is lost or of old */
	bool broken;  /* there is a head, but it is given up */
	bool rekeyed; /* it was signed with another key */
	bool copied;  /* the compiler's own copy is of it, too */
	bool warm;    /* it was in memory: whoever published it goes on */
	/*
	 * The newest state that is known to have been published: another one
	 * than the head's where the tree is lost or an old one came back.
	 */
	uint32_t seen_epoch, seen_serial;
};

/* Where it is read, and how much is let pass. */
struct last_from {
	int treefd;
	const char *state; /* the folder of the compiler's own copy */
	const char *db;
	const struct pubkey *key; /* who signed it */
	bool any_key;   /* or anybody, for the operator says that it is new */
	uint32_t epoch; /* a lower one's set may be lost; 0: it may not */
	/* Is moved to last.state if it is the head's; may be NULL. */
	struct reach *warm;
};

/*
 * Reads it: 1, 0 if nothing is published, or -1.  The operator's business are
 * FAIL_GUARD, if it is by another key, and what cannot be got back to.  A
 * higher epoch than all that are known gives that up.  End with last_clear()
 * whatever comes.
 */
int last_read(struct last *, const struct last_from *, struct fail *);
void last_clear(struct last *);

/* Something later was published in this epoch than what is there now. */
bool last_went_back(const struct last *, uint32_t epoch);

/*
 * Whether a build may go on from it as of now, with a new set or the same:
 * epochs go on, in an epoch times do, and a serial is that of one set.
 * FAIL_STALE.
 */
int last_check_time(const struct last *, uint32_t epoch, uint32_t now,
    bool changed, struct fail *);

#endif
