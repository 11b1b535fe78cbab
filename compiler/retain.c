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

int
retain_leftovers(struct tree *t, const char *db, struct fail *f)
{
	struct head h;
	int rc = published_last(tree_fd(t), db, &h, f);

	if (rc != 1)
		return rc;
	return remove_outside(t, db, &(struct span){ .last = h.serial }, f);
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

/* Whether the next one has been the last for less than the grace. */
static bool
is_within(const struct named *x, size_t n, size_t i, uint32_t now)
{
	size_t next = i + 1;

	while (next < n && x[next].serial == x[i].serial)
		next++;
	return next == n || x[next].serial + (uint64_t)RETAIN_GRACE > now;
}

/* Reads what an index offers; one that is damaged is passed over. */
static bool
offers(struct tree *t, const char *db, const char *name, struct span *s)
{
	char path[PUBLISHED_PATH];
	struct fail unheard = { 0 };
	struct wr text = { 0 };
	struct index x;
	bool good;

	snprintf(path, sizeof(path), "%s/index/%s", db, name);
	good = tree_read(tree_fd(t), path, INDEX_MAX, &text, &unheard) == 0 &&
	    index_parse(&x, (const char *)text.buf, text.len, &unheard) == 0;
	wr_free(&text);
	if (!good)
		return false;
	s->index = x.serial;
	s->snapshot = x.snapshot_serial;
	s->delta = x.n > 0 ? x.deltas[0].from : x.serial;
	index_clear(&x);
	return true;
}

/* From what on things stay: what the first index within the grace offers. */
static int
find_span(struct tree *t, const char *db, uint32_t now, struct span *s,
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
	while (i < n && !is_within(sorted, n, i, now))
		i++;
	while (i < n && !offers(t, db, sorted[i].name, s))
		i++;
	free(sorted);
	tree_names_free(&names);
	return 0;
}

int
retain_objects(struct tree *t, const char *db, uint32_t now, struct fail *f)
{
	struct span s = { 0 };
	struct head h;
	int rc = published_last(tree_fd(t), db, &h, f);

	if (rc != 1)
		return rc;
	s.last = h.serial;
	if (find_span(t, db, now, &s, f) == -1)
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
