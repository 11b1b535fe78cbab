/*
 * One look at one source: its catalog and heads in one fetch, then for each
 * database the way to its head with the fewest bytes, side by side with the
 * others'.  What is believed is put in the state folder at once.
 */
#ifndef FEEDMILL_LOOK_H
#define FEEDMILL_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/fail.h"
#include "formats/head.h"
#include "formats/index.h"
#include "keys/key.h"
#include "subscriber/follow.h"
#include "subscriber/held.h"
#include "subscriber/telling.h"
#include "subscriber/trust.h"

struct catalogs;
struct fetch;

/* What a look goes on with for a database. */
enum look_need {
	LOOK_NOTHING,
	LOOK_TELLING, /* all of the following in one */
	LOOK_HEAD,
	LOOK_DELTA, /* the newest */
	LOOK_INDEX, /* to find a way */
	LOOK_WAY,   /* the objects of that */
};

/* The status of one who does not tell how to get there: by the snapshot. */
#define LOOK_GONE 410

struct look_db {
	struct held *held;
	bool wanted; /* else it is passed over */
	bool asks;   /* what a feedd has to tell is asked for before the head */
	/* What was told already, for this look, which frees it. */
	struct telling told;
	/* What came of it. */
	bool believed; /* a good head, and its set if that is another */
	bool behind;   /* the source has nothing newer than what is held */
	bool local;    /* it failed here, and so it would with any source */
	struct fail fail;
	struct follow_change change;
	struct fail told_fail; /* what was told was bad, and fetched instead */
	long told_status;      /* nothing is told, by this status; or 0 */
	uint32_t told_after;   /* and not before so many seconds */
	/* On the way. */
	struct trust_held trust;
	size_t first_at; /* its number in a batch */
	struct wr head_file;
	struct held_head next;
	struct head head;
	struct pubkey key;
	struct index index;
	struct trust_way way;
	uint32_t lost; /* the delta from this serial is not there; 0: none */
	enum look_need need;
};

struct look {
	const struct state *state;
	const char *feed;
	struct fetch *fetch; /* NULL: of what is told already, and no more */
	const char *url;     /* of the source */
	struct catalogs *catalogs;
	struct trust_clock clock;
	follow_fetching *fetching; /* NULL: nobody wants to know */
	void *arg;
	struct look_db *dbs;
	size_t n;
	bool local; /* it failed here, as with any source */
};

/*
 * Looks.  Returns 0, and each wanted database says what came of it; -1 if the
 * source was not believed at all.
 */
int look_at(struct look *, struct fail *);

#endif
