/*
 * Looking addresses up in the sets that are served.  They are held in memory
 * and made anew by a worker, one database after another: who asks meanwhile is
 * answered from the set before.  All here is called by the thread that serves,
 * and never waits.
 */
#ifndef FEEDMILL_LOOKUP_H
#define FEEDMILL_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/stock.h"
#include "formats/fail.h"
#include "formats/set.h"
#include "formats/value.h"

struct head;
struct lookup;

/* NULL with a failure. */
struct lookup *lookup_start(struct fail *);

/* Waits for what the worker has in hand.  NULL is allowed. */
void lookup_stop(struct lookup *);

/* A descriptor, readable when lookup_look() has something to do; -1 of NULL. */
int lookup_fd(const struct lookup *);

/*
 * Takes what is done, says what has failed, and goes on to what the stock has
 * by now.  NULL is allowed.
 */
void lookup_look(struct lookup *, const struct stock *, stock_say *, void *arg);

/* Whether the worker has something to do. */
bool lookup_busy(const struct lookup *);

/* What can be said of a database. */
enum lookup_state {
	LOOKUP_READY,   /* a set is held */
	LOOKUP_READING, /* there will be one */
	LOOKUP_NONE,    /* nothing is served, or it cannot be read */
};

enum lookup_state lookup_state(const struct lookup *, const struct stock_db *);

/* The head that what is held is of; NULL if nothing is. */
const struct head *lookup_head(const struct lookup *, const struct stock_db *);

/* An address, and where it is asked for. */
struct lookup_question {
	enum family family;
	u128 addr;
	uint32_t now;
};

/* What a database says of it. */
struct lookup_hit {
	struct prefix prefix; /* the longest that is listed as one */
	struct value value;   /* lives until the next lookup_look() */
	uint32_t until;       /* seconds since 1970, 0 for none */
};

/* Whether it is listed there now, in what is held. */
bool lookup_find(const struct lookup *, const struct stock_db *,
    const struct lookup_question *, struct lookup_hit *);

#endif
