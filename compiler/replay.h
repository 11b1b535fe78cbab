/*
 * The quick list from the history of its hits: the reference for any faster
 * way to have the same set.
 */
#ifndef FEEDMILL_REPLAY_H
#define FEEDMILL_REPLAY_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/merge.h"

struct quick_rules;
struct rows;
struct set;
struct values;

/* Closed: see replay.c.  Takes 12 bytes an IPv4 hit, 64 an IPv6 hit. */
struct replay;

/* Copies the rules; now in seconds. */
struct replay *replay_new(const struct quick_rules *, uint32_t now);
void replay_free(struct replay *);

/* The dictionary of the set that will come out. */
struct values *replay_values(const struct replay *);

/*
 * Adds a hit or removal of a single address (span and until do not matter).
 * One whose minute has not begun is left out: see quick_intake().
 */
void replay_add(struct replay *, const struct merge_row *);

/* The rows added so far, to take some back. */
struct rows *replay_rows(struct replay *);

/*
 * The set as of now, for set_free(), each listing with its until.  The
 * replay is empty afterwards, its dictionary gone to the set; free it.
 */
struct set *replay_finish(struct replay *);

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
	struct merge_row row;
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
