#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "compiler/tree.h"
#include "compiler/tree_catalog.h"
#include "formats/catalog.h"
#include "formats/wr.h"
#include "keys/roots.h"
#include "keys/tree_read.h"

/* Adds the file of a version, 0 for the newest.  Returns 1, 0 or -1. */
static int
read_bytes(int treefd, uint32_t version, struct wr *w, struct fail *f)
{
	char name[NAME_CATALOG];

	name_catalog(name, version);
	if (faccessat(treefd, name, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    errno == ENOENT)
		return 0;
	return tree_read(treefd, name, CATALOG_MAX, w, f) == 0 ? 1 : -1;
}

int
tree_catalog_read(int treefd, struct catalog *c, struct fail *f)
{
	struct wr w = { 0 };
	int found = read_bytes(treefd, 0, &w, f);

	if (found == 1 && roots_own(rd_over(w.buf, w.len), c, f) == -1)
		found = fail_at(f, "the tree's catalog");
	wr_free(&w);
	return found;
}

static int
put(struct tree *t, uint32_t version, struct rd file, const struct catalog *c,
    struct fail *f)
{
	struct wr bytes = { .buf = NULL };
	char name[NAME_CATALOG];
	int rc;

	name_catalog(name, version);
	wr_bytes(&bytes, file.p, rd_left(&file));
	rc = tree_put(t, ".", name, &bytes, c->time, f);
	wr_free(&bytes);
	return rc;
}

/*
 * Whatever was put under this version, perhaps before a kill, says the same.
 * Returns 1, 0 if nothing was, or -1.
 */
static int
check_version(int treefd, const struct catalog *c, struct fail *f)
{
	struct wr w = { 0 };
	struct roots_file file;
	struct catalog there;
	int found = read_bytes(treefd, c->version, &w, f);

	if (found == 1 &&
	    (roots_split(&file, rd_over(w.buf, w.len), f) == -1 ||
		roots_read(&there, &file, f) == -1))
		found = fail_at(f, "the tree's catalog.%u", c->version);
	else if (found == 1 && !catalog_same(&there, c))
		found = fail(f, FAIL_SPLIT,
		    "catalog.%u is there already, and says something else",
		    c->version);
	wr_free(&w);
	return found;
}

/* A version may be gone from the tree; the newest is put back under it. */
static int
repair(struct tree *t, const struct catalog *c, struct fail *f)
{
	int there = check_version(tree_fd(t), c, f), rc = there;
	struct wr w = { 0 };

	if (there == 0 && read_bytes(tree_fd(t), 0, &w, f) == 1)
		rc = put(t, c->version, rd_over(w.buf, w.len), c, f);
	wr_free(&w);
	return rc == -1 ? -1 : 0;
}

int
tree_catalog_put(struct tree *t, struct rd file, struct catalog *c,
    struct fail *f)
{
	struct catalog held;
	int found = tree_catalog_read(tree_fd(t), &held, f);

	if (found == -1 ||
	    (found == 1 ? roots_next(&held, file, c, f)
			: roots_own(file, c, f)) == -1)
		return -1;
	if (found == 1 && c->version == held.version)
		return repair(t, c, f);
	if (check_version(tree_fd(t), c, f) == -1 ||
	    put(t, c->version, file, c, f) == -1 || put(t, 0, file, c, f) == -1)
		return -1;
	return 1;
}
