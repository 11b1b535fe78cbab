/*
 * Hits: from what is new in the spool of a quick database to a batch.  Each
 * source is judged by itself, and one that is held back, or sends more than
 * its rate, is no matter to the others:
 * - Bad lines and protected addresses are left out and told of, once.
 * - What is over a source's rate is left for the next batches.
 * - A source with too many lines in protected space, or that would alone list
 *   more than a database may, is held back: nothing of it counts, and its
 *   files stay unread.
 */
#ifndef FEEDMILL_HITS_H
#define FEEDMILL_HITS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"

struct hitbatch;
struct fold;
struct intake;
struct intake_job;
struct seen;

/* The source of removals that are made because space became protected. */
#define HITS_PROTECTED "~protected"

struct hits {
	const struct intake_job *job;
	struct fold *fold; /* for its names and values; values are added */
	const struct seen *seen;
	uint32_t now;   /* of the batch */
	bool reprotect; /* protected space may be another than last time */
};

/*
 * Fills a batch that is { 0 }, for hitbatch_free(), and intake->spool and
 * intake->sources.  Returns -1 for what concerns all sources.
 */
int hits_read(const struct hits *, struct hitbatch *, struct intake *,
    struct fail *);

#endif
