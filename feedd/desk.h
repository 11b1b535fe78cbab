/* What the server library calls: connections come and go, requests come. */
#ifndef FEEDMILL_DESK_H
#define FEEDMILL_DESK_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

/* All with a struct server as their own argument. */

enum MHD_Result desk_request(void *server, struct MHD_Connection *,
    const char *path, const char *method, const char *version,
    const char *upload, size_t *upload_size, void **own);

/* A request begins; desk_request() follows if it is one, once it is whole. */
void *desk_begun(void *server, const char *uri, struct MHD_Connection *);

void desk_completed(void *server, struct MHD_Connection *, void **own,
    enum MHD_RequestTerminationCode);

void desk_connection(void *server, struct MHD_Connection *, void **context,
    enum MHD_ConnectionNotificationCode);

/* Seconds that only go forward. */
uint64_t desk_clock(void);

#endif
