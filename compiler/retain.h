/*
 * What leaves the tree, and when.  An object stays until two hours after the
 * last head that named it, so that whoever took that head still finds it.  As
 * the time of that counts the serial of the next snapshot: when the build of
 * it began, and so the time that the build took is missing from the grace.
 */
#ifndef FEEDMILL_RETAIN_H
#define FEEDMILL_RETAIN_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct tree;

/* Seconds that an object stays after nothing names it any more. */
#define RETAIN_GRACE 7200

/*
 * Removes snapshots of a database that were followed by a newer one at least
 * RETAIN_GRACE before now, and those that an interrupted run left newer than
 * the head.  Never what the head names; nothing if there is no head.  Files
 * with other names are let alone.
 */
int retain_snapshots(struct tree *, const char *db, uint32_t now,
    struct fail *);

/*
 * Removes the texts of a database, with their signatures, that are not among
 * the formats ("rbldnsd", "rbldnsd.gz") given.
 */
int retain_texts(struct tree *, const char *db, const char *const *formats,
    size_t n, struct fail *);

#endif
