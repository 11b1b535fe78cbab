/*
 * A rota keeps databases built: each at its own pace in a thread of its own,
 * so that none waits for another and none is built twice at once.  A mask is
 * built as well when one of its members has changed; what failed for want of
 * something is tried again before its turn; and at the start all are built, for
 * whatever ended the last run may have left something undone.
 */
#ifndef FEEDMILL_ROTA_H
#define FEEDMILL_ROTA_H

#include <stdint.h>

#include "formats/fail.h"

struct build;
struct conf;
struct passphrase;

/* What the lock of its tree says that it does. */
#define ROTA_DOING "keeping feeds made"

/* Seconds after which a build that the system failed is tried again. */
#define ROTA_RETRY 60

/* A build that takes longer than so many seconds and intervals hangs. */
#define ROTA_HANGS     600
#define ROTA_INTERVALS 10

/* Closed: see rota.c. */
struct rota;

/* Who is told, one thing at a time. */
struct rota_say {
	/* Of every build; missed ticks are made up for by it. */
	void (*built)(void *arg, const struct build *, uint32_t missed);
	/* Once, that the clock has gone behind what is published. */
	void (*behind)(void *arg, const char *db, uint32_t seconds);
	void *arg;
};

/*
 * Reads the keys, locks the tree, and begins to build what the configuration
 * says, which is the rota's from then on.  NULL with a failure, and the
 * configuration is the caller's still.
 */
struct rota *rota_begin(struct conf *, struct passphrase *,
    const struct rota_say *, struct fail *);

/*
 * Goes on with another configuration once what is being built is done.  Its
 * publish tree is the same (FAIL_USAGE).  After a failure everything is as it
 * was, and the configuration is the caller's.
 */
int rota_change(struct rota *, struct conf *, struct passphrase *,
    struct fail *);

/* Builds everything now, out of turn. */
void rota_hurry(struct rota *);

/* Whether all goes on: 0, or -1 with what does not. */
int rota_check(struct rota *, struct fail *);

/* Ends when what is being built is done.  NULL is allowed. */
void rota_end(struct rota *);

#endif
