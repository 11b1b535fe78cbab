/*
 * How long a source is left alone after it failed: a random time, so that not
 * all come back at once, below a limit that doubles with every failure from
 * BACKOFF_LEAST to BACKOFF_MOST; or as long as it asked for.  Remembered across
 * restarts.  Randomness comes from the caller.
 */
#ifndef FEEDMILL_BACKOFF_H
#define FEEDMILL_BACKOFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"

#define BACKOFF_LEAST 15   /* seconds */
#define BACKOFF_MOST  3600 /* but what a source asks for may be more: */
#define BACKOFF_ASKED 86400

/* One source, known by its url. */
struct backoff_source {
	char *url;
	uint32_t failures;   /* in a row */
	uint32_t not_before; /* seconds since 1970; 0 for at once */
	bool asked;          /* it wanted that itself */
};

struct backoff {
	struct backoff_source *sources;
	size_t n, cap;
};

/* The source of a url, added if it is new; valid until the next is added. */
struct backoff_source *backoff_of(struct backoff *, const char *url);

/*
 * random is any 32 bits; asked is the source's Retry-After or 0, and is never
 * cut short but to BACKOFF_ASKED.
 */
void backoff_failed(struct backoff_source *, uint32_t now, uint32_t asked,
    uint32_t random);

/* After that: wait for a random time of at most so many seconds. */
void backoff_outage(struct backoff_source *, uint32_t now, uint32_t most,
    uint32_t random);
void backoff_worked(struct backoff_source *);

/*
 * Whether it may be asked.  A not_before farther ahead than it can be after so
 * many failures is of a clock that was wrong, and does not count.
 */
bool backoff_may(const struct backoff_source *, uint32_t now);

/*
 * As text, for a file of the state folder, and back: a line "TIME FAILURES
 * URL" for each source that failed last, with "+" behind the number for one
 * that asked to be left alone.  Reading adds to what is there; a
 * line that is none of these is dropped.
 */
void backoff_write(struct wr *, const struct backoff *);
void backoff_read(struct backoff *, struct rd);

void backoff_free(struct backoff *);

#endif
