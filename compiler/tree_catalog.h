/*
 * The catalog in a tree: "catalog", and for those who are behind each version
 * that there was, "catalog.<n>".
 */
#ifndef FEEDMILL_TREE_CATALOG_H
#define FEEDMILL_TREE_CATALOG_H

#include <stdint.h>

#include "formats/fail.h"
#include "formats/rd.h"

struct catalog;
struct tree;

/*
 * Reads the newest, which enough of its own roots have to have signed.
 * Returns 1, 0 if there is none, or -1.
 */
int tree_catalog_read(int treefd, struct catalog *, struct fail *);

/* What putting a catalog's file in place has come to. */
struct tree_catalog_news {
	enum {
		TREE_CATALOG_SAME,   /* it was there already */
		TREE_CATALOG_NEW,    /* a new version */
		TREE_CATALOG_SIGNED, /* it was there with fewer signatures */
		TREE_CATALOG_OTHER,  /* with others, which stay */
	} is;

	uint32_t restored; /* the version put back as the newest; 0: none */
};

/*
 * Puts a catalog's file in place: first under its version and then as the
 * newest, so that whoever meets the newest can walk to it.  It follows the one
 * that is there, as roots_next() says, or is the first.  One that is there
 * already stays as it is, unless this has all of its signatures and more.
 *
 * Where the newest is gone or damaged, the one of the greatest version is put
 * back before, also if the file is refused then.
 */
int tree_catalog_put(struct tree *, struct rd file, struct catalog *,
    struct tree_catalog_news *, struct fail *);

#endif
