/*
 * The server: listens, answers, lets wait, in one thread.
 */
#ifndef FEEDMILL_SERVER_H
#define FEEDMILL_SERVER_H

#include <stdbool.h>

#include "feedd/access.h"
#include "feedd/door.h"
#include "feedd/metrics.h"
#include "feedd/peer.h"
#include "feedd/process.h"
#include "feedd/sites.h"
#include "formats/fail.h"

struct feedd_conf;
struct feedd_log;

struct server {
	struct sites sites;
	struct feedd_log *log; /* NULL: there is none */
	struct metrics metrics;
	struct process process;
	struct access access;
	struct peers peers;
	struct doors doors;
	bool stopping;
};

/* Lets connections in and begins with all else that a configuration says. */
int server_begin(struct server *, const struct feedd_conf *, stock_say *,
    struct fail *);

/*
 * Goes over to another configuration, checked as a whole: after a failure
 * everything is as it was.
 */
int server_change(struct server *, const struct feedd_conf *, stock_say *,
    struct fail *);

/*
 * Looks for what is new in trees of which something was heard, as ears of
 * sites_ears() have it, or with NULL in all; wakes those who wait for it.
 */
void server_hear(struct server *, const struct pollfd *ears, stock_say *);

/* Does what is to be done.  Returns milliseconds until there is more. */
int server_run(struct server *);

/* To be called once a second. */
void server_look(struct server *, uint64_t now);

/* Lets nobody in and nobody wait any more. */
void server_quiesce(struct server *);

/* Ends all connections. */
void server_stop(struct server *);

#endif
