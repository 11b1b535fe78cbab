/*
 * Replies: what goes back to one request.  Bytes are shared with whoever else
 * gets them, and live until the last has them.
 */
#ifndef FEEDMILL_REPLY_H
#define FEEDMILL_REPLY_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/route.h"

struct access_reply;
struct asset;
struct edition;
struct feedd_log;
struct metrics;
struct peer;

/* Who asked, and what it is counted as. */
struct reply {
	struct MHD_Connection *connection;
	struct metrics *metrics;
	struct peer *peer;
	enum route_kind kind;
	uint64_t now; /* of peers */
	const char *method, *path, *version;
	struct feedd_log *log; /* NULL: there is none; the rest is for it */
	enum family family;
	u128 addr;
};

/* All return what the server library's handler does. */

/* A short text, which is copied, not to be kept by anybody. */
enum MHD_Result reply_text(const struct reply *, unsigned status, const char *);

/* The same, to be asked again after so many seconds. */
enum MHD_Result reply_later(const struct reply *, unsigned status, const char *,
    uint32_t seconds);

/*
 * That there was nothing new, and that only the snapshot leads on: true for
 * everybody who asks the same at this moment.
 */
enum MHD_Result reply_nothing_new(const struct reply *);
enum MHD_Result reply_whole(const struct reply *, uint32_t seconds);

/*
 * The same as reply_later() of JSON, which is taken over; with seconds unless
 * they are 0.
 */
enum MHD_Result reply_json(const struct reply *, unsigned status, char *,
    uint32_t seconds);

/* That a request is refused, and why. */
enum MHD_Result reply_refused(const struct reply *,
    const struct access_reply *);

/* A file, or the part of it that is wanted, or that it is there already. */
enum MHD_Result reply_asset(const struct reply *, struct asset *);

/*
 * The head, the index unless there is a step at the most, and the deltas from
 * the first on.
 */
enum MHD_Result reply_telling(const struct reply *, struct edition *,
    size_t first);

#endif
