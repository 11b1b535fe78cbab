#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "subscriber/scratch.h"

/* Nobody asks for folders in folders beyond this: a flood, too. */
#define DEPTH_MOST 16

/* A name for a folder that is to go, with its NUL. */
#define NAME_GOING 24

bool
scratch_is_over(const struct scratch_use *a, const struct scratch_use *most)
{
	return a->bytes > most->bytes || a->entries > most->entries;
}

/* Reads a folder by its name in another; NULL with errno. */
static DIR *
open_folder(int at, const char *name)
{
	int fd =
	    openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);

	if (dir == NULL && fd != -1)
		close(fd);
	return dir;
}

/* The next entry but "." and ".."; NULL behind the last, or with errno. */
static const char *
next(DIR *dir)
{
	const struct dirent *e;

	do {
		errno = 0;
		e = readdir(dir);
	} while (e != NULL &&
	    (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0));
	return e == NULL ? NULL : e->d_name;
}

struct walk {
	struct scratch_use use;
	const struct scratch_use *most;
	bool deep; /* too deep to be gone into */
};

/* What is going while it is looked at does not count. */
static void
count(struct walk *w, int at, const char *name, unsigned depth)
{
	DIR *dir = open_folder(at, name);
	struct stat st;

	if (dir == NULL)
		return;
	w->deep = depth == DEPTH_MOST;
	while (!w->deep && !scratch_is_over(&w->use, w->most) &&
	    (name = next(dir)) != NULL) {
		if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) == -1)
			continue;
		w->use.entries++;
		if (S_ISREG(st.st_mode))
			w->use.bytes += (uint64_t)st.st_size;
		if (S_ISDIR(st.st_mode))
			count(w, dirfd(dir), name, depth + 1);
	}
	closedir(dir);
}

struct scratch_use
scratch_use(const char *folder, const struct scratch_use *most)
{
	struct walk w = { .most = most };

	count(&w, AT_FDCWD, folder, 0);
	if (w.deep)
		w.use = (struct scratch_use){ UINT64_MAX, UINT64_MAX };
	return w.use;
}

/* Makes the entries of a folder those of the one on top, and removes it. */
static int
lift(int top, const char *name, uint64_t *going)
{
	DIR *dir = open_folder(top, name);
	const char *inner;

	if (dir == NULL)
		return -1;
	while ((inner = next(dir)) != NULL) {
		char other[NAME_GOING];

		if (unlinkat(dirfd(dir), inner, 0) == 0)
			continue;
		if (errno != EISDIR)
			break;
		do
			snprintf(other, sizeof(other), "%ju",
			    (uintmax_t)++ * going);
		while (faccessat(top, other, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
		if (renameat(dirfd(dir), inner, top, other) == -1)
			break;
	}
	if (errno != 0) {
		closedir(dir);
		return -1;
	}
	closedir(dir);
	return unlinkat(top, name, AT_REMOVEDIR);
}

/* Whether a round removed anything: 1, 0 if there was nothing, or -1. */
static int
empty_once(const char *folder, uint64_t *going)
{
	DIR *dir = open_folder(AT_FDCWD, folder);
	const char *name;
	int rc = 0;

	if (dir == NULL)
		return -1;
	while (rc != -1 && (name = next(dir)) != NULL) {
		rc = 1;
		if (unlinkat(dirfd(dir), name, 0) == -1 &&
		    (errno != EISDIR || lift(dirfd(dir), name, going) == -1))
			rc = -1;
	}
	if (errno != 0)
		rc = -1;
	closedir(dir);
	return rc;
}

int
scratch_empty(const char *folder, struct fail *f)
{
	uint64_t going = 0;
	int rc;

	/* however deep it is: no path is longer than two names */
	while ((rc = empty_once(folder, &going)) == 1)
		;
	return rc == 0 ? 0 : fail_errno(f, "%s: cannot be emptied", folder);
}
