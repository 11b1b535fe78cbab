/*
 * What leaves the tree, and when.  An object stays for a grace after the last
 * index that named it, so that whoever took a head or an index still finds it:
 * two hours, or less where builds come faster than one a minute.  An index
 * stops being the last at the serial of the one that follows it: when that
 * build began, and so the time that the build took is missing from the grace.
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

/* Seconds that an object stays at most after nothing names it any more. */
#define RETAIN_GRACE 7200

/*
 * An index is up to 100 KB: with one a second two hours of them would be 700
 * MB in a folder of 7,200.  So the grace is that of as many builds as the
 * longest has with one a minute, but not under ten minutes.
 */
#define RETAIN_BUILDS      (RETAIN_GRACE / 60)
#define RETAIN_GRACE_LEAST 600

/* The grace where builds come so many seconds apart. */
uint32_t retain_grace(uint32_t interval);

/*
 * Removes the objects of a database that no index names any more that was the
 * last one within a grace before now, and those later than the head; an epoch
 * before the head's, whose clock was ahead, has RETAIN_GRACE.  Never what the
 * head and its index name; nothing if there is no head.  Files with other
 * names are let alone.
 */
int retain_objects(struct tree *, const char *db, uint32_t now, uint32_t grace,
    struct fail *);

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
