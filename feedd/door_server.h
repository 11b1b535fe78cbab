/* The server behind a door: what the library is told to run one. */
#ifndef FEEDMILL_DOOR_SERVER_H
#define FEEDMILL_DOOR_SERVER_H

#include "formats/fail.h"

struct door;
struct feedd_conf;
struct server;
struct tls;

/* What is behind a door, for whom. */
struct door_opening {
	struct server *server;
	const struct tls *tls; /* NULL if there is none */
	const struct feedd_conf *conf;
};

/* Starts one, which takes the door's socket over. */
int door_start(struct door *, const struct door_opening *, struct fail *);

/* The connections that there may be, of all doors together. */
unsigned door_most(const struct feedd_conf *);

#endif
