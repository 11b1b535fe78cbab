/*
 * Reading back what a tree publishes: heads, and the objects that they name,
 * each held to the size and hash that was signed for it.
 */
#ifndef FEEDMILL_PUBLISHED_H
#define FEEDMILL_PUBLISHED_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"

struct head;
struct index;
struct object;
struct pubkey;
struct wr;

/* Room for the path of any object below the tree, or of a signature. */
#define PUBLISHED_PATH (NAME_DB_MAX + NAME_SIGNATURE + 16)

/*
 * The last head of a database, unchecked but for its form: whose key signed it
 * matters to subscribers.  Returns 1, 0 if there is none, -1 if it is no head
 * or one of another database.
 */
int published_last(int treefd, const char *db, struct head *, struct fail *);

/*
 * The same; -1, too, if it is not by this key.  Without a key any will do, for
 * what was signed with one that is gone.
 */
int published_head(int treefd, const char *db, const struct pubkey *,
    struct head *, struct fail *);

/* Whether there is a head that says it is signed by another key than this. */
bool published_by_another(int treefd, const char *db, const struct pubkey *);

/* The index that a head names, for index_clear(). */
int published_index(int treefd, const struct head *, struct index *,
    struct fail *);

/* An object; adds its bytes to the writer unless that is NULL. */
int published_object(int treefd, const char *path, const struct object *,
    struct wr *, struct fail *);

/* Checks the snapshot that an index names, and the signature beside it. */
int published_signed(int treefd, const struct index *, const struct pubkey *,
    struct fail *);

/* The paths of the objects that an index names. */
void published_snapshot_path(char out[static PUBLISHED_PATH],
    const struct index *);
void published_delta_path(char out[static PUBLISHED_PATH], const struct index *,
    size_t i);

#endif
