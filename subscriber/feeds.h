/*
 * All feeds of a configuration, each followed by itself, in one state folder.
 */
#ifndef FEEDMILL_FEEDS_H
#define FEEDMILL_FEEDS_H

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
	bool once;   /* nobody will look again by that time */
	size_t busy; /* the one that is looked at or written; n: none */
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
 * Where requests may be held that wait for news, see follow_waits(); and sends
 * them for the i-th feed, see follow_wait().
 */
void feeds_waits(struct feeds *, struct fetch_waits *);
uint64_t feeds_wait(struct feeds *, size_t i, uint32_t now);

/*
 * Takes what came of those of the i-th feed: as feeds_look(), of one database.
 * False if no more came.
 */
bool feeds_hear(struct feeds *, size_t i, uint32_t now, struct fail *);

/* Writes only, where a look that is next or under way notes what came of it. */
void feeds_age(struct feeds *, size_t i, uint32_t now);

/* What is done while one of them waits, see follow_meanwhile(). */
void feeds_meanwhile(struct feeds *, const struct meanwhile *);

/* All are to be looked at now, see follow_hurry(). */
void feeds_hurry(struct feeds *);

/* Whatever they wait for was reckoned by a clock that was set since. */
void feeds_restart(struct feeds *);

/*
 * Ends a look or hook that is under way soon, and all later ones; by any
 * thread, but not while closing or changing.
 */
void feeds_cancel(struct feeds *);

#endif
