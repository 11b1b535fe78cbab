#include <stdlib.h>
#include <string.h>

#include "feedd/anchor.h"
#include "feedd/asset.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/tree_read.h"

/* A catalog's file. */
struct sheet {
	struct wr file;
	struct catalog catalog;
};

static void
sheet_free(struct sheet *s)
{
	if (s != NULL)
		wr_free(&s->file);
	free(s);
}

/* The file of a version, 0 for the newest, whoever signed it. */
static struct sheet *
sheet_read(int treefd, uint32_t version, struct fail *f)
{
	struct sheet *s = mem_new(1, sizeof(*s));
	char name[NAME_CATALOG];

	name_catalog(name, version);
	if (tree_read(treefd, name, CATALOG_MAX, &s->file, f) == 0) {
		if (roots_own(rd_over(s->file.buf, s->file.len), &s->catalog,
			f) == 0 &&
		    (version == 0 || version == s->catalog.version))
			return s;
		if (f->kind == FAIL_NONE)
			fail(f, FAIL_WRONG, "is of version %u",
			    s->catalog.version);
		fail_at(f, "%s", name);
	}
	sheet_free(s);
	return NULL;
}

/* Whether one leads to the next, which may be its own copy. */
static int
leads(const struct catalog *from, const struct sheet *to, struct fail *f)
{
	struct catalog *next = mem_new(1, sizeof(*next));
	int rc = roots_next(from, rd_over(to->file.buf, to->file.len), next, f);

	free(next);
	return rc;
}

static int
pinned_lead(const struct roots *pinned, const struct sheet *to, struct fail *f)
{
	struct catalog *c = mem_new(1, sizeof(*c));
	int rc = roots_first(pinned, rd_over(to->file.buf, to->file.len), c, f);

	free(c);
	return rc;
}

/* Does what is held, or else the pinned roots, lead there in one step? */
static int
reach(const struct anchor *a, const struct roots *pinned,
    const struct sheet *to, struct fail *f)
{
	return a->held ? leads(&a->catalog, to, f) : pinned_lead(pinned, to, f);
}

/* Walks back from the newest until what is trusted leads on. */
static int
walk(const struct anchor *a, int treefd, const struct roots *pinned,
    const struct sheet *newest, struct fail *f)
{
	struct sheet *at = NULL;
	const struct sheet *next = newest;
	struct fail why = { 0 };
	int rc = reach(a, pinned, newest, &why);

	for (unsigned i = 0; rc == -1 && i < ANCHOR_STEPS_MAX; i++) {
		struct fail skip = { 0 };
		struct sheet *prior = next->catalog.version < 2
		    ? NULL
		    : sheet_read(treefd, next->catalog.version - 1, &skip);

		if (prior == NULL ||
		    leads(&prior->catalog, next, &skip) == -1) {
			sheet_free(prior);
			break;
		}
		sheet_free(at);
		next = at = prior;
		rc = reach(a, pinned, next, &skip);
	}
	sheet_free(at);
	return rc == 0 ? 0 : fail(f, why.kind, "catalog: %s", why.msg);
}

static struct asset *
asset_of_sheet(const struct sheet *s, uint32_t version)
{
	char name[NAME_CATALOG];

	name_catalog(name, version);
	return asset_of_bytes(name, s->file.buf, s->file.len, version != 0);
}

/* Collects those that lead to the newest, as far back as they are there. */
static void
collect(struct anchor *a, int treefd)
{
	struct asset **back = mem_new(ANCHOR_STEPS_MAX, sizeof(struct asset *));
	struct sheet *at, *prior;
	struct fail f = { 0 };
	uint32_t version = a->catalog.version;

	at = sheet_read(treefd, version, &f);
	if (at != NULL && !catalog_same(&at->catalog, &a->catalog)) {
		sheet_free(at);
		at = NULL;
	}
	for (; at != NULL && a->n < ANCHOR_STEPS_MAX; at = prior) {
		a->first = version;
		back[a->n++] = asset_of_sheet(at, version--);
		prior = version == 0 ? NULL : sheet_read(treefd, version, &f);
		if (prior != NULL && leads(&prior->catalog, at, &f) == -1) {
			sheet_free(prior);
			prior = NULL;
		}
		sheet_free(at);
	}
	sheet_free(at);
	a->before = mem_new(a->n, sizeof(*a->before));
	for (size_t i = 0; i < a->n; i++)
		a->before[i] = back[a->n - 1 - i];
	free(back);
}

int
anchor_look(struct anchor *a, int treefd, const struct roots *pinned,
    struct fail *f)
{
	struct sheet *newest = sheet_read(treefd, 0, f);
	struct anchor next = { .held = true };

	if (newest == NULL)
		return -1;
	if (walk(a, treefd, pinned, newest, f) == -1) {
		sheet_free(newest);
		return -1;
	}
	next.catalog = newest->catalog;
	next.newest = asset_of_sheet(newest, 0);
	collect(&next, treefd);
	anchor_free(a);
	*a = next;
	sheet_free(newest);
	return 0;
}

void
anchor_free(struct anchor *a)
{
	asset_unref(a->newest);
	for (size_t i = 0; i < a->n; i++)
		asset_unref(a->before[i]);
	free(a->before);
	*a = (struct anchor){ 0 };
}

struct asset *
anchor_file(const struct anchor *a, uint32_t version)
{
	if (version == 0)
		return a->newest;
	if (a->n == 0 || version < a->first || version - a->first >= a->n)
		return NULL;
	return a->before[version - a->first];
}
