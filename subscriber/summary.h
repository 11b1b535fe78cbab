/*
 * What a look came to, for people and as JSON.
 */
#ifndef FEEDMILL_SUMMARY_H
#define FEEDMILL_SUMMARY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct follow;
struct wr;

/* A line a database; where only news is wanted, none for those without. */
void summary_text(struct wr *, const struct follow *, bool only_news);

/*
 * What somebody ought to know though the look succeeded, on standard error: a
 * source that was passed over, deltas that were no good, a feed that is not
 * fresh any more.  But for the failure that is told anyway.
 */
void summary_warn(const struct follow *, uint32_t now, const char *told);

/* An object of a feed. */
json_t *summary_json(const struct follow *);

#endif
