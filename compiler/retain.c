#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compiler/publish.h"
#include "compiler/retain.h"
#include "compiler/tree.h"
#include "formats/head.h"

#define DIR_LEN (DB_NAME_MAX + 16)

/* Reads "<serial>.<hash8>.snap", or the name of its signature. */
static bool
object_serial(const char *name, uint32_t *serial)
{
	uint64_t v = 0;
	const char *p = name;

	for (; *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++)
		v = v * 10 + (uint64_t)(*p - '0');
	if (p == name || v > UINT32_MAX || *p++ != '.' ||
	    strspn(p, "0123456789abcdef") != 8)
		return false;
	*serial = (uint32_t)v;
	return strcmp(p + 8, ".snap") == 0 ||
	    strcmp(p + 8, ".snap.minisig") == 0;
}

/* The lowest serial above this one that a snapshot or the head has. */
static uint32_t
follower(const struct tree_names *names, uint32_t head, uint32_t serial)
{
	uint32_t next = head > serial ? head : UINT32_MAX, s;

	for (size_t i = 0; i < names->n; i++)
		if (object_serial(names->name[i], &s) && s > serial && s < next)
			next = s;
	return next;
}

static bool
is_over(const struct tree_names *names, const char *name, const struct head *h,
    uint32_t now)
{
	char current[OBJECT_NAME];
	uint32_t serial;

	snapshot_name(current, h->serial, h->snapshot.hash);
	if (!object_serial(name, &serial) ||
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
	int rc = publish_last(t, db, &h, f);

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

/* Is it "<db>.<format>" or its signature, of a format not given? */
static bool
is_stray(const char *name, const char *db, const char *const *formats, size_t n)
{
	size_t len = strlen(db);
	const char *format = name + len + 1;

	if (strncmp(name, db, len) != 0 || name[len] != '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t k = strlen(formats[i]);

		if (strncmp(format, formats[i], k) == 0 &&
		    (format[k] == '\0' || strcmp(format + k, ".minisig") == 0))
			return false;
	}
	return true;
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
