#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compiler/published.h"
#include "compiler/retain.h"
#include "compiler/tree.h"
#include "formats/head.h"
#include "formats/name.h"

#define DIR_LEN (NAME_DB_MAX + 16)

/* The lowest serial above this one that a snapshot or the head has. */
static uint32_t
follower(const struct tree_names *names, uint32_t head, uint32_t serial)
{
	uint32_t next = head > serial ? head : UINT32_MAX, s;

	for (size_t i = 0; i < names->n; i++)
		if (name_serial(names->name[i], &s) && s > serial && s < next)
			next = s;
	return next;
}

static bool
is_over(const struct tree_names *names, const char *name, const struct head *h,
    uint32_t now)
{
	char current[NAME_SNAPSHOT];
	uint32_t serial;

	name_snapshot(current, h->serial, h->snapshot.hash);
	if (!name_serial(name, &serial) ||
	    strncmp(name, current, strlen(current)) == 0)
		return false;
	if (serial > h->serial)
		return true;
	return follower(names, h->serial, serial) + (uint64_t)RETAIN_GRACE <=
	    now;
}

int
retain_snapshots(struct tree *t, const char *db, uint32_t now, struct fail *f)
{
	struct tree_names names;
	char dir[DIR_LEN];
	struct head h;
	int rc = published_last(tree_fd(t), db, &h, f);

	if (rc != 1)
		return rc;
	snprintf(dir, sizeof(dir), "%s/snapshot", db);
	rc = tree_list(tree_fd(t), dir, &names, f);
	for (size_t i = 0; i < names.n && rc == 0; i++)
		if (is_over(&names, names.name[i], &h, now))
			rc = tree_remove(t, dir, names.name[i], f);
	tree_names_free(&names);
	return rc;
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
