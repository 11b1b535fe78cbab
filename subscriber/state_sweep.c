#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/name.h"
#include "formats/text.h"
#include "keys/lock.h"
#include "keys/newfile.h"
#include "subscriber/state.h"
#include "subscriber/state_own.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static bool
is_of(struct text name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(name, names[i]))
			return true;
	return false;
}

/* One of the files that state.h lists. */
static bool
is_file(const char *feed, struct text name)
{
	static const char *const tops[] = { "version", "status.json" };
	static const char *const feeds[] = { "catalog", "roots", "sources" };
	static const char *const dbs[] = { ".head", ".next", ".snap",
		(".snap" NAME_SIGNED), ".outputs" };
	const char *dot = memchr(name.p, '.', name.len);
	size_t n;

	if (*feed == '\0')
		return is_of(name, tops, N(tops));
	if (dot == NULL)
		return is_of(name, feeds, N(feeds));
	n = (size_t)(dot - name.p);
	return name_is_db(name.p, n) &&
	    is_of((struct text){ dot, name.len - n }, dbs, N(dbs));
}

/* One folder's path and entries; for closedir() and free(). */
static DIR *
open_dir(const struct state *s, const char *feed, char **path, struct fail *f)
{
	DIR *d;

	*path = state_path(s, feed, "");
	d = opendir(*path);
	if (d == NULL)
		fail_errno(f, "%s", *path);
	return d;
}

int
state_sweep(const struct state *s, const char *feed, struct fail *f)
{
	const struct dirent *e;
	char *path;
	DIR *d = open_dir(s, feed, &path, f);
	int rc = d == NULL ? -1 : 0;

	while (rc == 0 && (e = readdir(d)) != NULL) {
		struct text name = newfile_left(e->d_name);

		if (is_file(feed, name) && e->d_type != DT_DIR &&
		    unlinkat(dirfd(d), e->d_name, 0) == -1)
			rc = fail_errno(f, "%s%s", path, e->d_name);
	}
	if (d != NULL)
		closedir(d);
	free(path);
	return rc;
}

/* What may be where nothing was put yet, but for a start that was cut off. */
static bool
is_nothing(const char *entry)
{
	return strcmp(entry, ".") == 0 || strcmp(entry, "..") == 0 ||
	    strcmp(entry, LOCK_NAME) == 0 || strcmp(entry, "lost+found") == 0 ||
	    text_is(newfile_left(entry), "version");
}

bool
state_is_state(const struct state *s, struct fail *f)
{
	bool versioned = false, empty = true;
	const struct dirent *e;
	char *path;
	DIR *d = open_dir(s, "", &path, f);

	while (d != NULL && (e = readdir(d)) != NULL) {
		versioned |= strcmp(e->d_name, "version") == 0;
		empty &= is_nothing(e->d_name);
	}
	if (d != NULL && !versioned && !empty)
		fail(f, FAIL_USAGE,
		    "%s is not a state folder, but has other things in it: "
		    "begin with an empty one",
		    path);
	if (d != NULL)
		closedir(d);
	free(path);
	return f->kind == FAIL_NONE;
}
