/*
 * What leaves the tree, and when.  An object stays until two hours after the
 * last index that named it, so that whoever took a head or an index still
 * finds it.  An index stops being the last at the serial of the one that
 * follows it: when that build began, and so the time that the build took is
 * missing from the grace.
 *
 * Indexes only ever offer later things than those before them.  So what the
 * oldest index within the grace offers is the oldest that has to stay.
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
 * Removes the objects of a database that no index names any more that was the
 * last one within RETAIN_GRACE before now, and those later than the head; an
 * epoch before the head's, whose clock was ahead, has that grace, too.  Never
 * what the head and its index name; nothing if there is no head.  Files with
 * other names are let alone.
 */
int retain_objects(struct tree *, const char *db, uint32_t now, struct fail *);

/*
 * Removes the objects that an interrupted run left: those later than the head.
 * To be done before there is a later head.  Nothing if there is none.
 */
int retain_leftovers(struct tree *, const char *db, uint32_t now,
    struct fail *);

/*
 * Removes the texts of a database, with their signatures, that are not among
 * the formats ("rbldnsd", "rbldnsd.gz") given.
 */
int retain_texts(struct tree *, const char *db, const char *const *formats,
    size_t n, struct fail *);

#endif
