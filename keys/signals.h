/*
 * The signals of a service, taken by a thread of their own, so that what is
 * under way can be ended at once and nothing is interrupted by accident.
 */
#ifndef FEEDMILL_SIGNALS_H
#define FEEDMILL_SIGNALS_H

#include <stdint.h>

#include "formats/fail.h"

enum {
	SIGNALS_STOP = 1,   /* SIGTERM, SIGINT */
	SIGNALS_RELOAD = 2, /* SIGHUP */
	SIGNALS_LOOK = 4,   /* SIGUSR1 */
};

struct signals;

/*
 * Takes them from now on.  stop(arg), unless it is NULL, is called by that
 * thread as soon as it is to end.  Programs that are started must unblock
 * these signals.
 */
struct signals *signals_new(void (*stop)(void *arg), void *arg, struct fail *);
void signals_free(struct signals *);

/* Can be read from while any came that was not told yet: for poll() alone. */
int signals_fd(const struct signals *);

/* What came since the last call. */
unsigned signals_came(struct signals *);

/* The same; waits for it so many seconds at most. */
unsigned signals_wait(struct signals *, uint32_t seconds);

#endif
