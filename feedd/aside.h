/*
 * What a server has beside it, as its configuration says: lookups and the
 * access log.
 */
#ifndef FEEDMILL_ASIDE_H
#define FEEDMILL_ASIDE_H

#include "formats/fail.h"

struct feedd_conf;
struct server;

/*
 * Gets what a configuration wants that the server has not; the log's file is
 * for one of the next two, -1 if there is none.
 */
int aside_prepare(struct server *, const struct feedd_conf *, int *log,
    struct fail *);

/* That configuration is in force: what it does not want ends. */
void aside_commit(struct server *, const struct feedd_conf *, int log);

/* It is not, and this one stays. */
void aside_cancel(struct server *, const struct feedd_conf *, int log);

/* The log's file was moved away, or may have been: it is opened again. */
void aside_reopen(struct server *, const struct feedd_conf *);

/* Once a second. */
void aside_look(struct server *);

/* Ends all. */
void aside_stop(struct server *);

#endif
