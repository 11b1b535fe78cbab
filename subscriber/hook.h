/*
 * Hooks: commands of the administrator that run when a file has changed, such
 * as "rndc reload".
 */
#ifndef FEEDMILL_HOOK_H
#define FEEDMILL_HOOK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "subscriber/meanwhile.h"

/* After so many seconds of SIGTERM comes SIGKILL. */
#define HOOK_GRACE 5

struct hook {
	const char *command; /* for /bin/sh -c */
	uint32_t seconds;    /* that it may take */
	/* In its environment as FEEDSUB_FEED and so on. */
	const char *feed, *db, *file, *format;
	uint32_t serial;
	const atomic_bool *cancelled; /* ends it; NULL for never */
	struct meanwhile meanwhile;
};

/*
 * Runs it to its end in a session of its own, with nothing to read; what it
 * leaves running there is ended.  FAIL_HOOK if it does not exit with 0 or
 * takes too long; the message has the last line that it printed.  FAIL_SYSTEM
 * if it was cancelled.
 */
int hook_run(const struct hook *, struct fail *);

#endif
