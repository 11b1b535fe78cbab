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
#include "subscriber/trust.h"

struct catalogs;
struct fetch;

/* What a look goes on with for a database. */
enum look_need {
	LOOK_NOTHING,
	LOOK_DELTA, /* the newest */
	LOOK_INDEX, /* to find a way */
	LOOK_WAY,   /* the objects of that */
};

struct look_db {
	struct held *held;
	bool wanted; /* else it is passed over */
	/* What came of it. */
	bool believed; /* a good head, and its set if that is another */
	bool behind;   /* the source has nothing newer than what is held */
	bool local;    /* it failed here, and so it would with any source */
	struct fail fail;
	struct follow_change change;
	/* On the way. */
	struct trust_held trust;
	size_t head_at; /* numbers in a batch */
	size_t first_at;
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
	struct fetch *fetch;
	const char *url; /* of the source */
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
