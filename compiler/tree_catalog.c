#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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

/* Reads the one of a version, 0 for the newest, as a file, too. */
static int
read_version(int treefd, uint32_t version, struct wr *w, struct catalog *c,
    struct fail *f)
{
	char name[NAME_CATALOG];
	int found = read_bytes(treefd, version, w, f);

	name_catalog(name, version);
	if (found == 1 && roots_own(rd_over(w->buf, w->len), c, f) == -1)
		found = fail_at(f, "the tree's %s", name);
	return found;
}

int
tree_catalog_read(int treefd, struct catalog *c, struct fail *f)
{
	struct wr w = { 0 };
	int found = read_version(treefd, 0, &w, c, f);

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

/* The greatest version that the tree has a file of; 0 if there is none. */
static int
find_greatest(int treefd, uint32_t *greatest, struct fail *f)
{
	struct tree_names names;
	uint32_t version;
	int rc = tree_list(treefd, ".", &names, f);

	*greatest = 0;
	for (size_t i = 0; i < names.n; i++)
		if (name_catalog_version(names.name[i], &version) &&
		    version > *greatest)
			*greatest = version;
	tree_names_free(&names);
	return rc;
}

/* Puts the greatest version back as the newest.  Returns 1, 0 if none, -1. */
static int
restore(struct tree *t, struct catalog *held, struct tree_catalog_news *news,
    struct fail *f)
{
	struct wr w = { 0 };
	uint32_t version;
	int rc = find_greatest(tree_fd(t), &version, f);

	if (rc == 0 && version > 0)
		rc = read_version(tree_fd(t), version, &w, held, f);
	if (rc == 1 && held->version != version)
		rc = fail(f, FAIL_WRONG,
		    "the tree's catalog.%u is of version %u", version,
		    held->version);
	if (rc == 1 && put(t, 0, rd_over(w.buf, w.len), held, f) == -1)
		rc = -1;
	if (rc == 1)
		news->restored = version;
	wr_free(&w);
	return rc;
}

/* What a new one has to follow.  Returns 1, 0 if there is none, or -1. */
static int
find_held(struct tree *t, struct catalog *held, struct tree_catalog_news *news,
    struct fail *f)
{
	struct fail why = { 0 };
	int found = tree_catalog_read(tree_fd(t), held, &why), restored;

	if (found == 1)
		return 1;
	restored = why.kind == FAIL_SYSTEM ? 0 : restore(t, held, news, f);
	if (restored == 0 && found == -1)
		return fail(f, why.kind, "%s", why.msg);
	return restored;
}

/* Whether it has every signature of another. */
static bool
has_all(const struct roots_file *file, const struct roots_file *of)
{
	for (size_t i = 0; i < of->n; i++) {
		const struct signature *a = &of->signatures[i];
		const struct signature *b = roots_file_find(file, a->id);

		if (b == NULL || memcmp(a->sig, b->sig, sizeof(a->sig)) != 0 ||
		    memcmp(a->global, b->global, sizeof(a->global)) != 0)
			return false;
	}
	return true;
}

/* Compares the signatures of the newest with those given; -1 if none is. */
static int
compare(int treefd, struct rd file, struct tree_catalog_news *news,
    struct fail *f)
{
	struct roots_file given, there;
	struct wr w = { 0 };
	int rc = -1;

	if (read_bytes(treefd, 0, &w, f) == 1 &&
	    roots_split(&there, rd_over(w.buf, w.len), f) == 0 &&
	    roots_split(&given, file, f) == 0) {
		news->is = !has_all(&given, &there) ? TREE_CATALOG_OTHER
		    : given.n > there.n             ? TREE_CATALOG_SIGNED
						    : TREE_CATALOG_SAME;
		rc = 0;
	}
	wr_free(&w);
	return rc;
}

/* Puts it under its version, and then as the newest. */
static int
put_both(struct tree *t, struct rd file, const struct catalog *c,
    struct fail *f)
{
	if (check_version(tree_fd(t), c, f) == -1 ||
	    put(t, c->version, file, c, f) == -1)
		return -1;
	return put(t, 0, file, c, f);
}

int
tree_catalog_put(struct tree *t, struct rd file, struct catalog *c,
    struct tree_catalog_news *news, struct fail *f)
{
	struct catalog held;
	int found;

	*news = (struct tree_catalog_news){ .is = TREE_CATALOG_NEW };
	found = find_held(t, &held, news, f);
	if (found == -1 ||
	    (found == 1 ? roots_next(&held, file, c, f)
			: roots_own(file, c, f)) == -1)
		return -1;
	if (found == 1 && c->version == held.version &&
	    compare(tree_fd(t), file, news, f) == -1)
		return -1;
	if (news->is == TREE_CATALOG_NEW || news->is == TREE_CATALOG_SIGNED)
		return put_both(t, file, c, f);
	return repair(t, c, f);
}
