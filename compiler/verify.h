/*
 * Checking a published tree as a subscriber would: signatures first, then
 * what they sign.  Holds at every instant of a tree's life, also while it is
 * being written, except that a text and its signature may be met apart.
 */
#ifndef FEEDMILL_VERIFY_H
#define FEEDMILL_VERIFY_H

#include "formats/fail.h"

struct pubkey;

/* A file of text/ and its signature. */
int verify_text(int treefd, const char *name, const struct pubkey *,
    struct fail *);

/*
 * A database: its head, the index that it names, and by size and hash every
 * object that this names.  Returns 1, 0 if it has no head, or -1.
 */
int verify_database(int treefd, const char *db, const struct pubkey *,
    struct fail *);

/*
 * Every file of text/ that is of the database, or of any if that is NULL.
 * Returns how many there are, or -1.
 */
int verify_texts(int treefd, const char *db, const struct pubkey *,
    struct fail *);

#endif
