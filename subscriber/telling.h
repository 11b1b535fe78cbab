/*
 * What a feedd tells of a database in one reply: a bundle, taken apart.  Its
 * files are worth what those are that come one by one, and are judged alike.
 */
#ifndef FEEDMILL_TELLING_H
#define FEEDMILL_TELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bundle.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "formats/name.h"
#include "formats/rd.h"
#include "formats/wr.h"

/* { 0 } is none. */
struct telling {
	struct wr bytes;
	struct bundle_part *parts; /* in these */
	size_t n;
};

/*
 * "v1/<db>/since/<epoch>.<serial>.<time>" with its NUL, and the same with
 * "wait".  With the time of its head the answer is the same for all who ask
 * the same, so that caches may collapse them, and no head is told twice.
 */
#define TELLING_PATH (NAME_DB_MAX + 50)

void telling_path(char path[static TELLING_PATH], const char *way,
    const char *db, const struct head *held);

/*
 * More bytes are not taken by one who holds this: nobody needs more for deltas
 * than the snapshot has, and what has to be more can be had file by file.
 */
uint64_t telling_most(const struct head *held);

/*
 * Takes the bytes of one over and apart.  0; 1 if they are no bundle at all; -1
 * with a FAIL_FORMAT for one that is broken, FAIL_WRONG for one that begins
 * with something else than the head of this database.
 */
int telling_open(struct telling *, struct wr *bytes, const char *db,
    struct fail *);
void telling_free(struct telling *);

/* The file of a path in the tree, in place; false if it is not told. */
bool telling_file(const struct telling *, const char *path, struct rd *);

#endif
