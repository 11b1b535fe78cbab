#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/retain.h"
#include "compiler/tree.h"
#include "formats/head.h"
#include "formats/index.h"
#include "formats/mem.h"
#include "formats/name.h"
#include "keys/published.h"
#include "keys/tree_read.h"

#define DIR_LEN (NAME_DB_MAX + 16)

/* The serials of the objects that stay: for a delta, those it is from. */
struct span {
	uint32_t snapshot, delta, index; /* not before these */
	uint32_t last;                   /* nor do they lead beyond this */
};

static bool
is_over_snapshot(const char *name, const struct span *s)
{
	uint32_t serial;

	return name_serial(name, &serial) &&
	    (serial < s->snapshot || serial > s->last);
}

static bool
is_over_delta(const char *name, const struct span *s)
{
	uint32_t from, to;

	return name_delta_serials(name, &from, &to) &&
	    (from < s->delta || to > s->last);
}

static bool
is_over_index(const char *name, const struct span *s)
{
	uint32_t serial;

	return name_index_serial(name, &serial) &&
	    (serial < s->index || serial > s->last);
}

static int
remove_from(struct tree *t, const char *db, const char *folder,
    bool (*is_over)(const char *, const struct span *), const struct span *s,
    struct fail *f)
{
	struct tree_names names;
	char dir[DIR_LEN];
	int rc;

	snprintf(dir, sizeof(dir), "%s/%s", db, folder);
	rc = tree_list(tree_fd(t), dir, &names, f);
	for (size_t i = 0; i < names.n && rc == 0; i++)
		if (is_over(names.name[i], s))
			rc = tree_remove(t, dir, names.name[i], f);
	tree_names_free(&names);
	return rc;
}

static int
remove_outside(struct tree *t, const char *db, const struct span *s,
    struct fail *f)
{
	if (remove_from(t, db, "index", is_over_index, s, f) == -1 ||
	    remove_from(t, db, "delta", is_over_delta, s, f) == -1)
		return -1;
	return remove_from(t, db, "snapshot", is_over_snapshot, s, f);
}

/* An index in the tree. */
struct named {
	uint32_t serial;
	const char *name;
};

static int
by_serial(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return (x->serial > y->serial) - (x->serial < y->serial);
}

/* The indexes up to a serial in ascending order; returns how many. */
static size_t
sort_indexes(const struct tree_names *names, uint32_t last,
    struct named *sorted)
{
	size_t n = 0;

	for (size_t i = 0; i < names->n; i++) {
		sorted[n].name = names->name[i];
		if (name_index_serial(sorted[n].name, &sorted[n].serial) &&
		    sorted[n].serial <= last)
			n++;
	}
	qsort(sorted, n, sizeof(sorted[0]), by_serial);
	return n;
}

/* Whether the next one has been the last since then or for less. */
static bool
is_within(const struct named *x, size_t n, size_t i, uint32_t since)
{
	size_t next = i + 1;

	while (next < n && x[next].serial == x[i].serial)
		next++;
	return next == n || x[next].serial > since;
}

/* Reads an index; false for one that is damaged. */
static bool
read_index(struct tree *t, const char *db, const char *name, struct index *x)
{
	char path[PUBLISHED_PATH];
	struct fail unheard = { 0 };
	struct wr text = { 0 };
	bool good;

	snprintf(path, sizeof(path), "%s/index/%s", db, name);
	good = tree_read(tree_fd(t), path, INDEX_MAX, &text, &unheard) == 0 &&
	    index_parse(x, (const char *)text.buf, text.len, &unheard) == 0;
	wr_free(&text);
	return good;
}

/* What an index offers; one that is damaged is passed over. */
static bool
offers(struct tree *t, const char *db, const char *name, struct span *s)
{
	struct index x;

	if (!read_index(t, db, name, &x))
		return false;
	s->index = x.serial;
	s->snapshot = x.snapshot_serial;
	s->delta = x.n > 0 ? x.deltas[0].from : x.serial;
	index_clear(&x);
	return true;
}

/* The lowest and the highest serial among indexes of some epochs. */
struct reach {
	uint32_t first, last; /* 0 for none */
};

static void
stretch(struct reach *r, uint32_t serial)
{
	if (r->first == 0 || serial < r->first)
		r->first = serial;
	if (serial > r->last)
		r->last = serial;
}

/* How far the indexes of the head's epoch reach, and those of others. */
static void
find_reach(struct tree *t, const char *db, const struct tree_names *names,
    const struct head *h, struct reach reach[static 2])
{
	for (size_t i = 0; i < names->n; i++) {
		struct index x;

		if (!read_index(t, db, names->name[i], &x))
			continue;
		if (x.epoch <= h->epoch)
			stretch(&reach[x.epoch == h->epoch], x.serial);
		index_clear(&x);
	}
}

static bool
is_any_later(const struct tree_names *names, uint32_t serial)
{
	uint32_t other;

	for (size_t i = 0; i < names->n; i++)
		if (name_index_serial(names->name[i], &other) && other > serial)
			return true;
	return false;
}

/*
 * What is later than the head was left by an interrupted run, or is of an
 * epoch that was ahead of the time and is over: since the head's epoch began.
 */
static int
find_last(struct tree *t, const char *db, const struct head *h, uint32_t now,
    uint32_t *last, struct fail *f)
{
	struct reach reach[2] = { { 0 } };
	struct tree_names names;
	char dir[DIR_LEN];

	*last = h->serial;
	snprintf(dir, sizeof(dir), "%s/index", db);
	if (tree_list(tree_fd(t), dir, &names, f) == -1)
		return -1;
	if (is_any_later(&names, h->serial))
		find_reach(t, db, &names, h, reach);
	if (reach[0].last > h->serial &&
	    reach[1].first + (uint64_t)RETAIN_GRACE > now)
		*last = reach[0].last;
	tree_names_free(&names);
	return 0;
}

/* From what on things stay: what the first index that stays offers. */
static int
find_span(struct tree *t, const char *db, uint32_t since, struct span *s,
    struct fail *f)
{
	struct tree_names names;
	struct named *sorted;
	char dir[DIR_LEN];
	size_t n, i = 0;

	snprintf(dir, sizeof(dir), "%s/index", db);
	if (tree_list(tree_fd(t), dir, &names, f) == -1)
		return -1;
	sorted = mem_new(names.n + 1, sizeof(sorted[0]));
	n = sort_indexes(&names, s->last, sorted);
	while (i < n && !is_within(sorted, n, i, since))
		i++;
	while (i < n && !offers(t, db, sorted[i].name, s))
		i++;
	free(sorted);
	tree_names_free(&names);
	return 0;
}

int
retain_leftovers(struct tree *t, const char *db, uint32_t now, struct fail *f)
{
	struct span s = { 0 };
	struct head h;
	int rc = published_last(tree_fd(t), db, &h, f);

	if (rc != 1)
		return rc;
	if (find_last(t, db, &h, now, &s.last, f) == -1)
		return -1;
	return remove_outside(t, db, &s, f);
}

uint32_t
retain_grace(uint32_t interval)
{
	if (interval <= RETAIN_GRACE_LEAST / RETAIN_BUILDS)
		return RETAIN_GRACE_LEAST;
	return interval < RETAIN_GRACE / RETAIN_BUILDS
	    ? interval * RETAIN_BUILDS
	    : RETAIN_GRACE;
}

int
retain_objects(struct tree *t, const char *db, uint32_t now, uint32_t grace,
    struct fail *f)
{
	struct span s = { 0 };
	struct head h;
	int rc = published_last(tree_fd(t), db, &h, f);

	if (rc != 1)
		return rc;
	s.last = h.serial;
	if (find_span(t, db, now > grace ? now - grace : 0, &s, f) == -1 ||
	    find_last(t, db, &h, now, &s.last, f) == -1)
		return -1;
	return remove_outside(t, db, &s, f);
}

/* Is it a text, or the signature of one, in a format not given? */
static bool
is_stray(const char *name, const char *db, const char *const *formats, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name_is_text(name, db, formats[i]))
			return false;
	return name_is_text_of(name, db);
}

int
retain_texts(struct tree *t, const char *db, const char *const *formats,
    size_t n, struct fail *f)
{
	struct tree_names names;
	int rc = tree_list(tree_fd(t), "text", &names, f);

	for (size_t i = 0; i < names.n && rc == 0; i++)
		if (is_stray(names.name[i], db, formats, n))
			rc = tree_remove(t, "text", names.name[i], f);
	tree_names_free(&names);
	return rc;
}
