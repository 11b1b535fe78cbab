/* What a request says of who asks: a part of desk.c. */
#ifndef FEEDMILL_DESK_ASKED_H
#define FEEDMILL_DESK_ASKED_H

#include "feedd/access.h"

struct MHD_Connection;
struct reply;
struct server;
struct sockaddr;

/* The address of a connection's other end. */
const struct sockaddr *desk_sockaddr(struct MHD_Connection *);

/* For access, of what it asks for; texts live as long as the request. */
struct access_asked desk_asked(const struct server *, const struct reply *,
    const struct route *);

/* Whether the request may go on, or go on again when it has waited. */
struct access_reply desk_let_in(struct server *, const struct reply *,
    const struct route *);

#endif
