/*
 * The quick list from the history of its hits: the reference for any faster
 * way to have the same set.
 */
#ifndef FEEDMILL_REPLAY_H
#define FEEDMILL_REPLAY_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/rows.h"

struct quick_rules;
struct set;
struct values;

/*
 * Adds what is listed as of now in seconds, each with its until, to a set
 * that has the values of the events in its dictionary and nothing else.  The
 * rows are hits and removals of single addresses whose minute has begun (span
 * and until do not matter); they are sorted by it.
 */
void replay(struct set *, struct rows *, const struct quick_rules *,
    uint32_t now);

/* The order of events of one address: see quick.h. */
int replay_order(const struct row *, const struct row *, const struct values *);

/* What an event did. */
enum replay_fate {
	REPLAY_ADDS,
	REPLAY_REMEMBERED, /* for the end of the listing */
	REPLAY_COUNTS,     /* towards an addition */
	REPLAY_REMOVES,    /* ends the listing */
	REPLAY_SPARES,     /* is a removal, but of nothing */
	REPLAY_WAITS,      /* lies in the future */
};

struct replay_case {
	struct claim claim;
	enum replay_fate fate;
	unsigned k;     /* after it */
	uint32_t until; /* after it, in minutes; 0 if not listed */
};

/* Fills what each hit and removal of one address did, as of now in seconds. */
void replay_explain(struct replay_case *, size_t n, const struct quick_rules *,
    const struct values *, uint32_t now);

/* A fate as a phrase: "adds the address". */
const char *replay_fate_text(enum replay_fate);

#endif
