/*
 * Following as a service: looks and writes when either is due, until it is
 * told to end.
 */
#ifndef FEEDMILL_SERVICE_H
#define FEEDMILL_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct feeds;
struct sub_conf;

struct service {
	const char *only; /* the feed's name, NULL for all */
	uint32_t now;     /* when it is at the start, 0 for the present */
	/* Reads the configuration anew; NULL with a failure. */
	struct sub_conf *(*read)(void *arg, struct fail *);
	void *arg;
	/* Prints what came of a look at a feed. */
	void (*print)(void *arg, const struct feeds *, size_t feed,
	    uint32_t now, const struct fail *);
};

/*
 * Runs until SIGTERM or SIGINT.  SIGHUP: another configuration, unless it is
 * none.  SIGUSR1: a look at once.
 */
int service_run(struct feeds *, const struct service *, struct fail *);

#endif
