/*
 * What a look came to, for people and as JSON.
 */
#ifndef FEEDMILL_SUMMARY_H
#define FEEDMILL_SUMMARY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct fail;
struct follow;
struct wr;

/* A line a database; where only news is wanted, none for those without. */
void summary_text(struct wr *, const struct follow *, bool only_news);

/*
 * What somebody ought to know though the look succeeded, a line each: a source
 * that was passed over, deltas that were no good, a feed that is not fresh any
 * more.  Not what is told anyway as the failure of the look.
 */
void summary_warnings(struct wr *, const struct follow *, uint32_t now,
    const struct fail *told);

/* An object of a feed. */
json_t *summary_json(const struct follow *);

#endif
