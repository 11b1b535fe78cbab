#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/tree.h"
#include "formats/mem.h"
#include "formats/name.h"
#include "keys/lock.h"

#define TEMP      ".tmp."
#define FOLDER_AT (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct tree {
	char *path;
	int fd;
	int lock;
	atomic_uint temps; /* names given out */
};

int
tree_fd(const struct tree *t)
{
	return t->fd;
}

static int
is_name(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

int
tree_list(int fd, const char *dir, struct tree_names *names, struct fail *f)
{
	struct dirent **list;
	int n = scandirat(fd, dir, &list, is_name, alphasort);

	*names = (struct tree_names){ 0 };
	if (n == -1 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (n == -1)
		return fail_errno(f, "%s", dir);
	names->name = mem_new((size_t)n + 1, sizeof(names->name[0]));
	for (int i = 0; i < n; i++) {
		names->name[names->n++] =
		    mem_text(list[i]->d_name, strlen(list[i]->d_name));
		free(list[i]);
	}
	free(list);
	return 0;
}

void
tree_names_free(struct tree_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct tree_names){ 0 };
}

/* Removes the temporary files of one folder. */
static int
sweep_folder(struct tree *t, const char *dir, struct fail *f)
{
	struct tree_names names;
	int rc = tree_list(t->fd, dir, &names, f);

	for (size_t i = 0; i < names.n && rc == 0; i++)
		if (strncmp(names.name[i], TEMP, strlen(TEMP)) == 0)
			rc = tree_remove(t, dir, names.name[i], f);
	tree_names_free(&names);
	return rc;
}

static int
sweep_database(struct tree *t, const char *db, struct fail *f)
{
	static const char *const below[] = { "", "/snapshot", "/index",
		"/delta" };
	char dir[TREE_NAME_MAX + 1];

	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		snprintf(dir, sizeof(dir), "%s%s", db, below[i]);
		if (sweep_folder(t, dir, f) == -1)
			return -1;
	}
	return 0;
}

/* The top, the texts, and every folder with the name of a database. */
static int
sweep(struct tree *t, struct fail *f)
{
	struct tree_names names;
	int rc = tree_list(t->fd, ".", &names, f);

	if (rc == 0)
		rc = sweep_folder(t, ".", f);
	if (rc == 0)
		rc = sweep_folder(t, "text", f);
	for (size_t i = 0; i < names.n && rc == 0; i++)
		if (name_is_db(names.name[i], strlen(names.name[i])))
			rc = sweep_database(t, names.name[i], f);
	tree_names_free(&names);
	return rc;
}

struct tree *
tree_open(const char *path, struct fail *f)
{
	struct tree *t = mem_new(1, sizeof(*t));

	t->path = mem_text(path, strlen(path));
	t->lock = -1;
	t->fd = -1;
	if (mkdir(path, 0755) == -1 && errno != EEXIST) {
		fail_errno(f, "%s", path);
		goto bad;
	}
	t->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->fd == -1) {
		fail_errno(f, "%s", path);
		goto bad;
	}
	t->lock = lock_take(t->fd, path, "publishing", f);
	if (t->lock == -1 || sweep(t, f) == -1)
		goto bad;
	return t;
bad:
	tree_close(t);
	return NULL;
}

void
tree_say(struct tree *t, const char *doing)
{
	lock_say(t->lock, doing);
}

void
tree_close(struct tree *t)
{
	if (t == NULL)
		return;
	if (t->lock != -1)
		close(t->lock);
	if (t->fd != -1)
		close(t->fd);
	free(t->path);
	free(t);
}

/* One folder deeper; takes fd over.  Returns the new one or -1 with errno. */
static int
step(int fd, const char *name)
{
	int next = openat(fd, name, FOLDER_AT);

	/* another build may make the same one meanwhile */
	if (next == -1 && errno == ENOENT &&
	    (mkdirat(fd, name, 0755) == 0 || errno == EEXIST) && fsync(fd) == 0)
		next = openat(fd, name, FOLDER_AT);
	close(fd);
	return next;
}

/* Opens a folder of the tree, making what is missing. */
static int
folder(const struct tree *t, const char *dir, struct fail *f)
{
	char *names = mem_text(dir, strlen(dir)), *left = names, *name;
	int fd = openat(t->fd, ".", FOLDER_AT);

	while (fd != -1 && (name = strsep(&left, "/")) != NULL)
		fd = step(fd, name);
	if (fd == -1)
		fail_errno(f, "%s/%s", t->path, dir);
	free(names);
	return fd;
}

static int
write_all(int fd, const uint8_t *p, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t k = write(fd, p + done, n - done);

		if (k == -1 && errno != EINTR)
			return -1;
		if (k > 0)
			done += (size_t)k;
	}
	return 0;
}

static int
drain(void *arg, const void *bytes, size_t n)
{
	struct tree_file *file = arg;

	if (write_all(file->fd, bytes, n) == -1) {
		file->error = errno;
		return -1;
	}
	digest_add(&file->digest, bytes, n);
	return 0;
}

static int
file_failed(struct tree_file *file, const char *name, struct fail *f)
{
	fail_errno(f, "%s/%s/%s", file->tree->path, file->dir, name);
	tree_file_drop(file);
	return -1;
}

int
tree_file_open(struct tree_file *file, struct tree *t, const char *dir,
    struct fail *f)
{
	*file = (struct tree_file){ .tree = t, .fd = -1 };
	snprintf(file->dir, sizeof(file->dir), "%s", dir);
	snprintf(file->temp, sizeof(file->temp), TEMP "%u",
	    atomic_fetch_add(&t->temps, 1));
	file->dirfd = folder(t, dir, f);
	if (file->dirfd == -1)
		return -1;
	file->fd = openat(file->dirfd, file->temp,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (file->fd == -1 || fchmod(file->fd, 0644) == -1)
		return file_failed(file, file->temp, f);
	digest_begin(&file->digest);
	file->wr.drain = drain;
	file->wr.arg = file;
	return 0;
}

int
tree_file_done(struct tree_file *file, struct fail *f)
{
	if (wr_flush(&file->wr) == -1) {
		errno = file->error;
		return file_failed(file, file->temp, f);
	}
	return 0;
}

int
tree_file_commit(struct tree_file *file, const char *name, uint32_t mtime,
    struct fail *f)
{
	struct timespec times[2] = { { mtime, 0 }, { mtime, 0 } };
	int fd = file->fd;

	if (futimens(fd, times) == -1 || fsync(fd) == -1)
		return file_failed(file, name, f);
	file->fd = -1;
	if (close(fd) == -1 ||
	    renameat(file->dirfd, file->temp, file->dirfd, name) == -1)
		return file_failed(file, name, f);
	file->temp[0] = '\0';
	if (fsync(file->dirfd) == -1)
		return file_failed(file, name, f);
	tree_file_drop(file);
	return 0;
}

void
tree_file_drop(struct tree_file *file)
{
	if (file->fd != -1)
		close(file->fd);
	if (file->dirfd != -1) {
		if (file->temp[0] != '\0')
			unlinkat(file->dirfd, file->temp, 0);
		close(file->dirfd);
	}
	wr_free(&file->wr);
	file->fd = file->dirfd = -1;
}

int
tree_put(struct tree *t, const char *dir, const char *name,
    const struct wr *bytes, uint32_t mtime, struct fail *f)
{
	struct tree_file file;

	if (tree_file_open(&file, t, dir, f) == -1)
		return -1;
	wr_bytes(&file.wr, bytes->buf, bytes->len);
	if (tree_file_done(&file, f) == -1)
		return -1;
	return tree_file_commit(&file, name, mtime, f);
}

int
tree_remove(struct tree *t, const char *dir, const char *name, struct fail *f)
{
	int fd = openat(t->fd, dir, FOLDER_AT);
	int rc = fd == -1 ? -1 : unlinkat(fd, name, 0);

	if (rc == -1 && errno != ENOENT)
		fail_errno(f, "%s/%s/%s", t->path, dir, name);
	else
		rc = 0;
	if (fd != -1)
		close(fd);
	return rc;
}
