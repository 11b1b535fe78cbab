/* What the parts of reply.h share: nothing for others. */
#ifndef FEEDMILL_REPLY_OWN_H
#define FEEDMILL_REPLY_OWN_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

struct reply;

/* For caches of everybody, or of one who has access alone. */
#define REPLY_FOREVER "max-age=31536000, immutable"
#define REPLY_SHORTLY "max-age=10" /* the catalog */
#define REPLY_AT_ONCE "max-age=1"  /* heads, and what is told of a state */

#define REPLY_BYTES   "application/octet-stream"

/* A paid feed is nothing for a cache that serves others. */
void reply_add_caching(struct MHD_Response *, const char *how, bool hidden);

/* Hands a reply over, which whoever else has it keeps. */
enum MHD_Result reply_queue(const struct reply *, unsigned status,
    struct MHD_Response *, uint64_t bytes);

#endif
