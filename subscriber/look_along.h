/*
 * What is likely to be wanted once a head is known: so that a source which is
 * asked anew each time (rsync) may be asked for all of it at once.
 */
#ifndef FEEDMILL_LOOK_ALONG_H
#define FEEDMILL_LOOK_ALONG_H

#include <stddef.h>
#include <stdint.h>

#include "subscriber/fetch.h"

struct held;
struct look;

/* No more ranges than this for one database. */
#define LOOK_ALONG_MAX 2

/*
 * The deltas from what is held on, and the index if there will be several of
 * them, of a database with so many seconds between heads.  Returns how many
 * ranges that is: 0 if the deltas may be more than half a snapshot, since not
 * all need be on offer then, or too many.
 */
size_t look_along_db(const struct held *, uint32_t interval, uint32_t now,
    struct fetch_range ranges[static LOOK_ALONG_MAX]);

/* Those of all databases that are wanted, at most LOOK_ALONG_MAX for each. */
size_t look_along(const struct look *, struct fetch_range *ranges);

#endif
