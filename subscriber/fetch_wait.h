/*
 * Requests that sources hold until there is news, any number side by side.
 * Nobody waits for them but who rests in fetch_waits_rest(); each has a
 * connection of its own, which is kept for the next one.
 */
#ifndef FEEDMILL_FETCH_WAIT_H
#define FEEDMILL_FETCH_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct fetch;
struct fetch_item;

/*
 * Seconds after which a source that holds a request is given up.  feedd
 * answers after 55, and whoever is between may take some time, too.
 */
#define FETCH_WAIT_SECONDS 90

/* All that are held, and one of them. */
struct fetch_waits;
struct fetch_wait;

/* Freed after each that was made with it. */
struct fetch_waits *fetch_waits_new(struct fail *);
void fetch_waits_free(struct fetch_waits *);

/* Goes on with all of them, as far as that is possible at once. */
void fetch_waits_work(struct fetch_waits *);

/*
 * Waits until that is worth doing, but no longer than so many milliseconds,
 * nor when something can be read from a descriptor.
 */
void fetch_waits_rest(struct fetch_waits *, int fd, uint32_t ms);

/* Whether a source can be asked so: it is one of http, and may be. */
bool fetch_can_wait(const struct fetch *);

/* One for a source, which outlives it; nothing is sent yet. */
struct fetch_wait *fetch_wait_new(struct fetch_waits *, struct fetch *,
    struct fail *);

/* NULL is allowed. */
void fetch_wait_free(struct fetch_wait *);

/* Sends a request for so many bytes at most; none may be under way. */
void fetch_wait_begin(struct fetch_wait *, const char *path, uint64_t most);

/*
 * What came of it: 1 and the item, which lives until the next, 0 while it is
 * held, or -1 as fetch_files().
 */
int fetch_wait_end(struct fetch_wait *, struct fetch_item **, struct fail *);

#endif
