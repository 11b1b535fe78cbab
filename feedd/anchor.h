/*
 * The catalogs of a tree, from the roots that are pinned on: the newest, and
 * those before it that lead there, for whoever is behind.
 */
#ifndef FEEDMILL_ANCHOR_H
#define FEEDMILL_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/catalog.h"
#include "formats/fail.h"
#include "keys/roots.h"

struct asset;

/* Catalogs that are walked, and kept, at most. */
#define ANCHOR_STEPS_MAX 1000

/* { 0 } is one of no catalog. */
struct anchor {
	bool held;
	struct catalog catalog; /* the newest */
	struct asset *newest;
	struct asset **before; /* catalog.<n>, from version first on */
	uint32_t first;
	size_t n; /* the last is of the newest's version */
};

/*
 * Goes on to the newest catalog of the tree.  It is signed by the pinned roots
 * if none is held yet; else by those of the one that is; or, in either case,
 * catalogs between lead there.  After a failure nothing has changed.
 */
int anchor_look(struct anchor *, int treefd, const struct roots *pinned,
    struct fail *);

void anchor_free(struct anchor *);

/* The file of a version, 0 for the newest; NULL if there is none. */
struct asset *anchor_file(const struct anchor *, uint32_t version);

#endif
