#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/keep.h"
#include "compiler/path.h"
#include "compiler/spool.h"
#include "compiler/tree.h"

/* The file beside a source's kept files; a scan passes over it. */
#define RECORDS ".records"

/* Before the name of a source that is being made. */
#define NEW ".new-"

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static int
remove_tree(const char *path, struct fail *f)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == -1 &&
	    errno != ENOENT)
		return fail_errno(f, "%.200s", path);
	return 0;
}

static int
sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd == -1 ? -1 : fsync(fd);

	if (fd != -1)
		close(fd);
	return result;
}

static int
sync_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return sync_path(path);
}

/*
 * Syncs files, then the folders that they are in.  rsync does not sync what it
 * writes, so a link may stand for bytes that are only in memory.
 */
static int
sync_tree(const char *path, struct fail *f)
{
	if (nftw(path, sync_one, 16, FTW_DEPTH | FTW_PHYS) == -1)
		return fail_errno(f, "%.200s", path);
	return 0;
}

/* With the time of the last change, by which files are known again. */
static int
copy_bytes(int in, int out)
{
	struct stat st;
	ssize_t n;

	while ((n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0)) > 0)
		continue;
	if (n < 0 || fstat(in, &st) == -1)
		return -1;
	return futimens(out, (struct timespec[]){ st.st_atim, st.st_mtim });
}

static int
copy_file(const char *from, const char *to, struct fail *f)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int result = 0;

	if (in == -1 || out == -1 || copy_bytes(in, out) == -1)
		result = fail_errno(f, "copying %.200s", from);
	if (in != -1)
		close(in);
	if (out != -1)
		close(out);
	return result;
}

/* Copies keep what they were made of; links only what nobody rewrites. */
static int
keep_file(const char *from, char *to, uint64_t size, struct fail *f)
{
	if (path_make(to, f) == -1)
		return -1;
	if (size > KEEP_COPY_MAX && link(from, to) == 0)
		return 0;
	return copy_file(from, to, f);
}

/* Whether the file in the spool is still the one that was read. */
static bool
is_same(const char *path, const struct spool_file *file)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_ino == file->inode &&
	    (uint64_t)st.st_size == file->size &&
	    spool_mtime(&st) == file->mtime;
}

/* Returns 1 if all files are kept, 0 if one was replaced meanwhile, or -1. */
static int
fill(const char *fresh, const char *spool, const struct spool_source *s,
    struct fail *f)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (path_join(to, f, "%s/", fresh) == -1 || path_make(to, f) == -1)
		return -1;
	for (size_t i = 0; i < s->nfiles; i++) {
		const char *name = s->files[i].path;

		if (path_join(from, f, "%s/%s/%s", spool, s->name, name) ==
			-1 ||
		    path_join(to, f, "%s/%s", fresh, name) == -1 ||
		    keep_file(from, to, s->files[i].size, f) == -1)
			return -1;
		if (!is_same(from, &s->files[i]))
			return 0;
	}
	return 1;
}

static int
put_records(const char *fresh, uint64_t records, struct fail *f)
{
	char path[PATH_MAX];
	FILE *file;
	int bad;

	if (path_join(path, f, "%s/" RECORDS, fresh) == -1)
		return -1;
	file = fopen(path, "wxe");
	if (file == NULL)
		return fail_errno(f, "%.200s", path);
	bad = fprintf(file, "%" PRIu64 "\n", records) < 0;
	if ((fclose(file) == EOF) | bad)
		return fail_errno(f, "%.200s", path);
	return 0;
}

uint64_t
keep_records(const char *kept, const char *name)
{
	char path[PATH_MAX];
	struct fail unheard = { 0 };
	uint64_t records = 0;
	FILE *file;

	if (path_join(path, &unheard, "%s/%s/" RECORDS, kept, name) == -1)
		return 0;
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	if (fscanf(file, "%20" SCNu64, &records) != 1)
		records = 1; /* it held some, or nothing would be there */
	fclose(file);
	return records;
}

/* The place of a source, and the one where it is made and taken apart. */
static int
places(char place[static PATH_MAX], char fresh[static PATH_MAX],
    const char *kept, const char *name, struct fail *f)
{
	if (path_join(place, f, "%s/%s", kept, name) == -1)
		return -1;
	return path_join(fresh, f, "%s/" NEW "%s", kept, name);
}

int
keep_store(const char *kept, const char *spool, const struct spool_source *s,
    uint64_t records, struct fail *f)
{
	char fresh[PATH_MAX], place[PATH_MAX];
	int filled;

	if (places(place, fresh, kept, s->name, f) == -1 ||
	    remove_tree(fresh, f) == -1)
		return -1;
	filled = fill(fresh, spool, s, f);
	if (filled != 1)
		return filled == 0 ? remove_tree(fresh, f) : -1;
	if (put_records(fresh, records, f) == -1 || sync_tree(fresh, f) == -1)
		return -1;
	if (rename(fresh, place) == -1 &&
	    renameat2(AT_FDCWD, fresh, AT_FDCWD, place, RENAME_EXCHANGE) == -1)
		return fail_errno(f, "%.200s", place);
	if (sync_path(kept) == -1)
		return fail_errno(f, "%.200s", kept);
	return remove_tree(fresh, f);
}

int
keep_clean(const char *kept, struct fail *f)
{
	struct tree_names names;
	char path[PATH_MAX];
	int result = tree_list(AT_FDCWD, kept, &names, f);

	for (size_t i = 0; i < names.n && result == 0; i++) {
		if (strncmp(names.name[i], NEW, strlen(NEW)) != 0)
			continue;
		result = path_join(path, f, "%s/%s", kept, names.name[i]);
		if (result == 0)
			result = remove_tree(path, f);
	}
	tree_names_free(&names);
	return result;
}

int
keep_forget(const char *kept, const char *name, struct fail *f)
{
	char fresh[PATH_MAX], place[PATH_MAX];

	if (places(place, fresh, kept, name, f) == -1 ||
	    remove_tree(fresh, f) == -1)
		return -1;
	if (rename(place, fresh) == -1)
		return errno == ENOENT ? 0 : fail_errno(f, "%.200s", place);
	if (sync_path(kept) == -1)
		return fail_errno(f, "%.200s", kept);
	return remove_tree(fresh, f);
}
