/*
 * One look at a feed: ask its sources in order, believe what can be believed,
 * apply, install, write the outputs.  Whatever fails, the last good state
 * stays and goes on ageing.
 */
#ifndef FEEDMILL_FOLLOW_H
#define FEEDMILL_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/head.h"
#include "subscriber/conf.h"

struct set;
struct state;

/* How a database stands; all of it for people and status files. */
struct follow_db {
	const struct sub_db *conf;
	bool holds;       /* head, set and the rest below are there */
	struct head head; /* the newest accepted */
	struct set *set;  /* at its serial, decoded */
	uint32_t checked; /* when a source was last believed; 0 never */
	char source[256]; /* whose head that was */
	uint64_t got;     /* bytes that the last change took */
	unsigned steps;   /* deltas that it took; 0 with a snapshot */
	bool snapshot;
	struct fail fail; /* of the last look, if it failed */
};

/* A feed in memory. */
struct follow;

/*
 * Reads what is held and checks it as if it had just come.  Free with
 * follow_free().
 */
struct follow *follow_new(const struct sub_feed *, struct state *,
    struct fail *);
void follow_free(struct follow *);

/*
 * Looks for news at a time.  0 if every database was believed from some
 * source (news or none), else -1 with the gravest failure.
 */
int follow_update(struct follow *, uint32_t now, struct fail *);

/* Writes what is due at a time, with or without news. */
int follow_write(struct follow *, uint32_t now, struct fail *);

/* When to look again, and when something is due to be written. */
uint32_t follow_next(const struct follow *, uint32_t now);

const struct follow_db *follow_dbs(const struct follow *, size_t *n);

/* Ends an update that is under way soon; for signal handlers. */
void follow_cancel(struct follow *);

#endif
