/*
 * A bundle: several files of a publish tree in one reply, so that a subscriber
 * has in one round trip all that it needs.  It says nothing by itself: each
 * part is worth what its own signature, or the hash that a signed part has for
 * it, says.  feed.5 documents it.
 *
 *	format: feedmill bundle 1
 *	<path> <bytes>
 *	the bytes, and the next line right behind them
 *
 * Paths are those of the tree.  One encoding only.
 */
#ifndef FEEDMILL_BUNDLE_H
#define FEEDMILL_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/index.h"
#include "formats/rd.h"
#include "formats/text.h"

struct wr;

/* The most parts: a head, an index, and the deltas of one. */
#define BUNDLE_PARTS_MAX (2 + INDEX_DELTAS_MAX)

/* The longest path, and the longest line with its end. */
#define BUNDLE_PATH_MAX 127
#define BUNDLE_LINE_MAX (BUNDLE_PATH_MAX + 22)

/* Adds the first line. */
void bundle_begin(struct wr *);

/* Adds the line of a part, whose bytes come behind it. */
void bundle_line(struct wr *, const char *path, uint64_t bytes);

/* A bundle that is being read. */
struct bundle {
	struct rd rest;
	size_t n; /* parts so far */
};

/* In place. */
struct bundle_part {
	struct text path;
	struct rd bytes;
};

/* Starts reading; FAIL_FORMAT if it is none. */
int bundle_open(struct bundle *, struct rd, struct fail *);

/*
 * The next part.  Returns 1, 0 behind the last, or -1 with a FAIL_FORMAT that
 * names the part by its number, from 1.
 */
int bundle_next(struct bundle *, struct bundle_part *, struct fail *);

#endif
