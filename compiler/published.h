/* Reading back what a tree publishes, to compare, to combine, to tell. */
#ifndef FEEDMILL_PUBLISHED_H
#define FEEDMILL_PUBLISHED_H

#include <stdint.h>

#include "formats/fail.h"

struct head;
struct pubkey;
struct set;

/*
 * The head of a database and the set it names, signatures and hashes checked.
 * Returns 1 with a set for set_free(), 0 if nothing is published yet, or -1.
 */
int published_read(int treefd, const char *db, const struct pubkey *,
    struct head *, struct set **, struct fail *);

#endif
