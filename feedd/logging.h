/* The access log of a server, as its configuration says. */
#ifndef FEEDMILL_LOGGING_H
#define FEEDMILL_LOGGING_H

#include "formats/fail.h"

struct feedd_conf;
struct server;

/* Opens the log that a configuration wants: -1 in *fd for none. */
int logging_open(const struct feedd_conf *, int *fd, struct fail *);

/* Goes on logging there, whose descriptor it takes over, or no more if -1. */
void logging_turn(struct server *, int fd);

/* The log's file was moved away, or may have been: it is opened again. */
void logging_reopen(struct server *, const struct feedd_conf *);

/* Once a second. */
void logging_look(struct server *);

void logging_stop(struct server *);

#endif
