/*
 * Doors: the places where connections come in.  A door is a socket that
 * listens, opened here or passed by a service manager, with a server behind
 * it.  One that is left lets nobody in any more, and serves those who are in.
 */
#ifndef FEEDMILL_DOOR_H
#define FEEDMILL_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/conf.h"
#include "feedd/passed.h"
#include "formats/fail.h"

struct MHD_Daemon;
struct server;
struct tls;

/* Doors at most: in use, and still being left. */
#define DOOR_MAX (4 * FEEDD_LISTEN_MAX)

struct door {
	struct feedd_listen at;
	int socket; /* until there is a server, which has it from then on */
	struct MHD_Daemon *daemon; /* NULL: not yet */
	int fd;                    /* readable when there is something to do */
	uint8_t secured[32];       /* by what is behind TLS */
	bool proxies;              /* were configured when there was one */
	bool left, wanted;
};

struct doors {
	struct door all[DOOR_MAX];
	size_t n;
	unsigned most; /* connections, of all doors together */
	struct passed passed;
};

/*
 * Opens the sockets of the configuration, and leaves the rest to
 * doors_listen(): what takes the rights that the process began with.
 */
int doors_bind(struct doors *, const struct feedd_conf *, struct fail *);

/*
 * Listens where the configuration says and at what was passed, and leaves
 * other doors, and those of another certificate or from before
 * there were proxies.  tls is NULL if there is none.  After a failure
 * everything is as it was.
 */
int doors_listen(struct doors *, const struct feedd_conf *, const struct tls *,
    struct server *, struct fail *);

/* Whether a server's door is left, and connections end with their requests. */
bool doors_is_left(const struct doors *, const struct MHD_Daemon *);

/* Leaves all. */
void doors_leave(struct doors *);

/* Ends all connections. */
void doors_stop(struct doors *);

#endif
