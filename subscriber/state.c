#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/mem.h"
#include "keys/lock.h"
#include "keys/newfile.h"
#include "keys/tree_read.h"
#include "subscriber/state.h"
#include "subscriber/state_own.h"

#define VERSION_MAX 20

struct state {
	char *path;
	int fd;
	int lock;
	bool look;
};

bool
state_is_looked_at(const struct state *s)
{
	return s->look;
}

char *
state_path(const struct state *s, const char *feed, const char *name)
{
	struct wr w = { 0 };

	wr_fmt(&w, "%s%s%s/%s", s->path, *feed != '\0' ? "/" : "", feed, name);
	wr_u8(&w, '\0');
	return (char *)w.buf;
}

int
state_read(const struct state *s, const char *feed, const char *name,
    size_t most, struct wr *w, struct fail *f)
{
	char *path = state_path(s, feed, name);
	struct fail why = { 0 };
	int rc = 0;

	if (access(path, F_OK) == 0)
		rc = tree_read(AT_FDCWD, path, most, w, &why) == -1 &&
			why.kind != FAIL_FORMAT
		    ? fail(f, why.kind, "%s", why.msg)
		    : 1;
	else if (errno != ENOENT)
		rc = fail_errno(f, "%s", path);
	free(path);
	return rc;
}

int
state_write(const struct state *s, const char *feed, const char *name,
    struct rd bytes, struct fail *f)
{
	char *path = state_path(s, feed, name);
	int rc = newfile_put(path, bytes, 0644, true, f);

	free(path);
	return rc;
}

/* One that has none yet is about to be of this one. */
static int
check_version(const struct state *s, struct fail *f)
{
	struct wr text = { 0 };
	int rc = state_read(s, "", "version", VERSION_MAX, &text, f);
	unsigned long version = 0;

	wr_u8(&text, '\0');
	if (rc == 1)
		version = strtoul((char *)text.buf, NULL, 10);
	if (rc == 1 && version != STATE_VERSION)
		rc = fail(f, FAIL_FORMAT,
		    "%s: this state is of version %lu, and this program knows "
		    "%d: run the newer one, or begin with an empty folder",
		    s->path, version, STATE_VERSION);
	wr_free(&text);
	return rc;
}

static int
set_version(const struct state *s, struct fail *f)
{
	char text[VERSION_MAX];
	int n = snprintf(text, sizeof(text), "%d\n", STATE_VERSION);

	return state_write(s, "", "version", rd_over(text, (size_t)n), f);
}

/* Opens the folder for nothing but looking. */
static struct state *
open_folder(const char *path, struct fail *f)
{
	struct state *s = mem_new(1, sizeof(*s));

	s->path = mem_text(path, strlen(path));
	s->lock = -1;
	s->look = true;
	s->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->fd != -1)
		return s;
	fail_errno(f, "%s", path);
	state_close(s);
	return NULL;
}

struct state *
state_look(const char *path, struct fail *f)
{
	struct state *s = open_folder(path, f);

	if (s == NULL || check_version(s, f) != -1)
		return s;
	state_close(s);
	return NULL;
}

/* Makes it the caller's to change. */
static int
seize(struct state *s, struct fail *f)
{
	int rc;

	s->look = false;
	s->lock = lock_take(s->fd, s->path, "following", f);
	if (s->lock == -1)
		return -1;
	rc = check_version(s, f);
	if (rc == 0)
		rc = set_version(s, f);
	return rc == -1 ? -1 : state_sweep(s, "", f);
}

struct state *
state_open(const char *path, struct fail *f)
{
	struct state *s;

	if (mkdir(path, 0755) == -1 && errno != EEXIST) {
		fail_errno(f, "%s", path);
		return NULL;
	}
	s = open_folder(path, f);
	if (s == NULL || (state_is_state(s, f) && seize(s, f) == 0))
		return s;
	state_close(s);
	return NULL;
}

void
state_close(struct state *s)
{
	if (s == NULL)
		return;
	if (s->lock != -1)
		close(s->lock);
	if (s->fd != -1)
		close(s->fd);
	free(s->path);
	free(s);
}

static int
make(const struct state *s, const char *feed, const char *name, mode_t mode,
    struct fail *f)
{
	char *path = state_path(s, feed, name);
	int rc = 0;

	if (mkdir(path, mode) == -1 && errno != EEXIST)
		rc = fail_errno(f, "%s", path);
	free(path);
	return rc;
}

int
state_make(const struct state *s, const char *feed, struct fail *f)
{
	if (make(s, "", feed, 0755, f) == -1 ||
	    make(s, feed, "scratch", 0700, f) == -1)
		return -1;
	if (fsync(s->fd) == -1)
		return fail_errno(f, "%s", s->path);
	return state_sweep(s, feed, f);
}
