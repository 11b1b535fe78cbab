/*
 * All feeds of a configuration, each followed by itself, in one state folder.
 * What is done for the i-th feed may be done by a thread of its own, beside
 * those of the others.
 */
#ifndef FEEDMILL_FEEDS_H
#define FEEDMILL_FEEDS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct fetch_waits;
struct follow;
struct meanwhile;
struct state;
struct sub_conf;

struct feeds {
	struct sub_conf *conf;
	struct state *state;
	struct follow **follows;
	uint32_t *nexts; /* when each is to be looked at again */
	uint32_t *dues;  /* and written; never while it is being written */
	size_t n;
	bool once;              /* nobody will look again by that time */
	pthread_mutex_t noting; /* how they stand, in one file for all */
	atomic_bool cancelled;
};

/*
 * Opens the state and reads what is held of all feeds, or of the one of a name
 * that is not NULL.  The configuration is its own from then on, also after a
 * failure.  Close with feeds_close().
 */
int feeds_open(struct feeds *, struct sub_conf *, const char *only,
    struct fail *);
void feeds_close(struct feeds *);

/*
 * Another configuration in place of the one there, all or nothing: 0, or -1
 * and everything is as before.  Nothing may be under way.
 */
int feeds_change(struct feeds *, struct sub_conf *, const char *only,
    struct fail *);

/*
 * Looks at the i-th feed, writes its outputs, and notes how it stands: -1 with
 * the gravest failure.
 */
int feeds_look(struct feeds *, size_t i, uint32_t now, struct fail *);

/* The same without a look. */
int feeds_write(struct feeds *, size_t i, uint32_t now, struct fail *);

/*
 * Where requests of the i-th feed may be held that wait for news, see
 * follow_waits(); and sends them, see follow_wait().
 */
void feeds_waits(struct feeds *, size_t i, struct fetch_waits *);
uint64_t feeds_wait(struct feeds *, size_t i, uint32_t now);

/*
 * Takes what came of those of the i-th feed: as feeds_look(), of one database.
 * False if no more came.
 */
bool feeds_hear(struct feeds *, size_t i, uint32_t now, struct fail *);

/* Writes only, where a look that is next or under way notes what came of it. */
void feeds_age(struct feeds *, size_t i, uint32_t now);

/* What is done while the i-th feed waits, see follow_meanwhile(). */
void feeds_meanwhile(struct feeds *, size_t i, const struct meanwhile *);

/* It is to be looked at now, see follow_hurry(). */
void feeds_hurry(struct feeds *, size_t i);

/* What it waits for was reckoned by a clock that was set since. */
void feeds_restart(struct feeds *, size_t i);

/*
 * Ends a look or hook that is under way soon, and all later ones; by any
 * thread, but not while closing or changing.
 */
void feeds_cancel(struct feeds *);

/* They may go on, and what was cut off may begin anew; nothing is under way. */
void feeds_resume(struct feeds *);

#endif
