/*
 * The catalog in a tree: "catalog", and for those who are behind each version
 * that there was, "catalog.<n>".
 */
#ifndef FEEDMILL_TREE_CATALOG_H
#define FEEDMILL_TREE_CATALOG_H

#include "formats/fail.h"
#include "formats/rd.h"

struct catalog;
struct tree;

/*
 * Reads the newest, which enough of its own roots have to have signed.
 * Returns 1, 0 if there is none, or -1.
 */
int tree_catalog_read(int treefd, struct catalog *, struct fail *);

/*
 * Puts a catalog's file in place: first under its version and then as the
 * newest, so that whoever meets the newest can walk to it.  It follows the one
 * that is there, as roots_next() says, or is the first.  One that is there
 * already stays as it is.  Returns 1 if it is new, 0 if it is not, or -1.
 */
int tree_catalog_put(struct tree *, struct rd file, struct catalog *,
    struct fail *);

#endif
