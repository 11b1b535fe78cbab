/*
 * The compiler's own copy of the last snapshot of a database,
 * <state>/<database>.snap, which the tree often has only in steps.  It is
 * worth no more than its hash: whoever reads it knows which it must have, and
 * takes the tree's way where it is missing or another.
 */
#ifndef FEEDMILL_COPY_H
#define FEEDMILL_COPY_H

#include "formats/fail.h"
#include "formats/wr.h"

/* Adds the bytes; nothing if there are none or they cannot be read. */
void copy_read(const char *state, const char *db, struct wr *);

/* Replaces it. */
int copy_write(const char *state, const char *db, const struct wr *,
    struct fail *);

#endif
