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
#include "formats/fail.h"

struct feedd_conf;
struct feedd_log;
struct lookup;
struct stock;

struct server {
	struct stock *stock;   /* borrowed; may be replaced */
	struct lookup *lookup; /* borrowed; NULL: there are none */
	struct feedd_log *log; /* borrowed; NULL: there is none */
	struct metrics metrics;
	struct process process;
	struct access access;
	struct peers peers;
	struct doors doors;
	bool stopping;
};

/*
 * Reads the certificate, if there is one, and listens where the configuration
 * says, and no more at other places.  After a failure everything is as it was.
 */
int server_listen(struct server *, const struct feedd_conf *, struct fail *);

/* Does what is to be done.  Returns milliseconds until there is more. */
int server_run(struct server *);

/* To be called once a second. */
void server_look(struct server *, uint64_t now);

/* Lets nobody in and nobody wait any more. */
void server_quiesce(struct server *);

/* Ends all connections. */
void server_stop(struct server *);

#endif
