/* Reading back what a tree publishes, to compare, to combine, to tell. */
#ifndef FEEDMILL_PUBLISHED_H
#define FEEDMILL_PUBLISHED_H

#include "formats/fail.h"

struct head;
struct pubkey;
struct set;
struct wr;

/*
 * The last head of a database, unchecked but for its form: whose key signed it
 * matters to subscribers.  Returns 1, 0 if there is none, -1 if it is no head
 * or one of another database.
 */
int published_last(int treefd, const char *db, struct head *, struct fail *);

/* The same; -1, too, if it is not by this key. */
int published_head(int treefd, const char *db, const struct pubkey *,
    struct head *, struct fail *);

/*
 * The snapshot that the head names: its size, hash, signature, and that its
 * .minisig says the same.  Adds the bytes to the writer unless it is NULL.
 */
int published_snapshot(int treefd, const struct head *, const struct pubkey *,
    struct wr *, struct fail *);

/*
 * The head of a database and the set it names, signatures and hashes checked;
 * without a key only hashes, for what was signed with one that is gone.
 * Returns 1 with a set for set_free(), 0 if nothing is published yet, or -1.
 */
int published_read(int treefd, const char *db, const struct pubkey *,
    struct head *, struct set **, struct fail *);

/*
 * The path of the snapshot of a database with this serial, for free(); NULL
 * if the tree has none of it (any more).
 */
char *published_path(const char *tree, const char *db, const char *serial,
    struct fail *);

#endif
