#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/journal_scan.h"
#include "compiler/path.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/lock.h"
#include "keys/newfile.h"
#include "keys/tree_read.h"

#define NAME "journal"

struct journal {
	char db[NAME_DB_MAX + 1];
	char *path;
	int lock;
	int fd;
	uint64_t number; /* of the next record */
	uint64_t parts;  /* where the batches begin */
	uint64_t end;    /* and where they end */
	uint64_t cut;
	bool broken; /* what is on disk is not known */
	/* The one that will take its place. */
	struct newfile fresh;
	uint64_t fresh_number, fresh_end;
};

/* Says what can be done about it. */
static int
damaged(const char *path, struct fail *f)
{
	struct fail why = *f;

	if (why.kind != FAIL_FORMAT)
		return fail_at(f, "%.300s", path);
	f->kind = FAIL_NONE;
	return fail(f, FAIL_FORMAT,
	    "%.200s: %.150s; moved away, hits are read again from what files "
	    "the spool still has",
	    path, why.msg);
}

static int
read_path(const char *path, const char *db, struct journal_scan *s,
    const struct journal_reader *to, struct fail *f)
{
	struct wr bytes = { 0 };
	int result = tree_read(AT_FDCWD, path, SIZE_MAX, &bytes, f);

	if (result == 0) {
		result =
		    journal_scan(s, rd_over(bytes.buf, bytes.len), db, to, f);
		if (result == -1)
			damaged(path, f);
	}
	wr_free(&bytes);
	return result;
}

int
journal_read(const char *folder, const char *db,
    const struct journal_reader *to, struct fail *f)
{
	char path[PATH_MAX];
	struct journal_scan s;

	if (path_join(path, f, "%s/" NAME, folder) == -1)
		return -1;
	if (access(path, F_OK) == -1 && errno == ENOENT)
		return 0;
	return read_path(path, db, &s, to, f);
}

/* A first one has an empty checkpoint. */
static int
make_first(const struct journal *j, struct fail *f)
{
	struct rd nothing = rd_over("", 0);
	struct wr w = { 0 };
	int result;

	journal_write_header(&w, j->db);
	journal_write_record(&w, 0, JOURNAL_END, nothing, f);
	result = newfile_put(j->path, rd_over(w.buf, w.len), 0644, true, f);
	wr_free(&w);
	return result;
}

static int
open_file(struct journal *j, struct fail *f)
{
	j->fd = open(j->path, O_WRONLY | O_CLOEXEC);
	return j->fd == -1 ? fail_errno(f, "%.300s", j->path) : 0;
}

/* Cuts off what is not whole. */
static int
cut_tail(struct journal *j, struct fail *f)
{
	off_t size = lseek(j->fd, 0, SEEK_END);

	if (size == -1)
		return fail_errno(f, "%.300s", j->path);
	j->cut = (uint64_t)size - j->end;
	if (j->cut > 0 &&
	    (ftruncate(j->fd, (off_t)j->end) == -1 || fsync(j->fd) == -1))
		return fail_errno(f, "%.300s", j->path);
	return 0;
}

static int
load(struct journal *j, const struct journal_reader *to, struct fail *f)
{
	struct journal_scan s;

	newfile_sweep(j->path);
	if (access(j->path, F_OK) == -1 && errno == ENOENT &&
	    make_first(j, f) == -1)
		return -1;
	if (read_path(j->path, j->db, &s, to, f) == -1 || open_file(j, f) == -1)
		return -1;
	j->number = s.number;
	j->parts = s.parts;
	j->end = s.end;
	return cut_tail(j, f);
}

static int
lock_folder(struct journal *j, char folder[static PATH_MAX], struct fail *f)
{
	int fd;

	if (path_make(folder, f) == -1)
		return -1;
	fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return fail_errno(f, "%.300s", folder);
	j->lock = lock_take(fd, folder, "reading hits", f);
	close(fd);
	return j->lock == -1 ? -1 : 0;
}

struct journal *
journal_open(const char *folder, const char *db,
    const struct journal_reader *to, struct fail *f)
{
	struct journal *j = mem_new(1, sizeof(*j));
	char path[PATH_MAX], inside[PATH_MAX];

	j->lock = j->fd = -1;
	snprintf(j->db, sizeof(j->db), "%s", db);
	if (path_join(inside, f, "%s/", folder) == -1 ||
	    path_join(path, f, "%s/" NAME, folder) == -1 ||
	    lock_folder(j, inside, f) == -1)
		goto bad;
	j->path = mem_text(path, strlen(path));
	if (load(j, to, f) == 0)
		return j;
bad:
	journal_close(j);
	return NULL;
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	newfile_drop(&j->fresh);
	if (j->fd != -1)
		close(j->fd);
	if (j->lock != -1)
		close(j->lock);
	free(j->path);
	free(j);
}

uint64_t
journal_cut(const struct journal *j)
{
	return j->cut;
}

static int
write_at(const struct journal *j, struct rd bytes)
{
	uint64_t at = j->end;

	while (rd_left(&bytes) > 0) {
		ssize_t n = pwrite(j->fd, bytes.p, rd_left(&bytes), (off_t)at);

		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			rd_take(&bytes, (size_t)n);
		at += n > 0 ? (uint64_t)n : 0;
	}
	return 0;
}

/* After fsync() failed nobody knows what is on disk. */
static int
take_back(struct journal *j, bool synced, struct fail *f)
{
	fail_errno(f, "%.300s", j->path);
	j->broken = ftruncate(j->fd, (off_t)j->end) == -1 || synced;
	return -1;
}

int
journal_add(struct journal *j, struct rd body, struct fail *f)
{
	struct wr w = { 0 };
	int result = 0;

	if (j->broken)
		return fail(f, FAIL_SYSTEM,
		    "%.300s: writing failed before, it has to be opened again",
		    j->path);
	if (journal_write_record(&w, j->number, JOURNAL_BATCH, body, f) == -1)
		result = fail_at(f, "%.300s", j->path);
	else if (write_at(j, rd_over(w.buf, w.len)) == -1)
		result = take_back(j, false, f);
	else if (fdatasync(j->fd) == -1)
		result = take_back(j, true, f);
	if (result == 0) {
		j->end += w.len;
		j->number++;
	}
	wr_free(&w);
	return result;
}

bool
journal_is_long(const struct journal *j)
{
	uint64_t batches = j->end - j->parts;

	return batches > JOURNAL_SMALL && batches > j->parts / JOURNAL_SHARE;
}

int
journal_begin(struct journal *j, struct fail *f)
{
	if (newfile_open(&j->fresh, j->path, 0644, f) == -1)
		return -1;
	j->fresh_number = 0;
	j->fresh_end = JOURNAL_HEADER;
	journal_write_header(&j->fresh.wr, j->db);
	return 0;
}

static int
add_fresh(struct journal *j, enum journal_kind kind, struct rd body,
    struct fail *f)
{
	if (journal_write_record(&j->fresh.wr, j->fresh_number, kind, body,
		f) == -1) {
		newfile_drop(&j->fresh);
		return fail_at(f, "%.300s", j->path);
	}
	j->fresh_number++;
	j->fresh_end += JOURNAL_RECORD + 1 + rd_left(&body);
	return 0;
}

int
journal_part(struct journal *j, struct rd body, struct fail *f)
{
	return add_fresh(j, JOURNAL_PART, body, f);
}

int
journal_commit(struct journal *j, struct fail *f)
{
	struct stat st;

	if (add_fresh(j, JOURNAL_END, rd_over("", 0), f) == -1 ||
	    newfile_close(&j->fresh, &st, f) == -1)
		return -1;
	close(j->fd);
	j->number = j->fresh_number;
	j->parts = j->end = j->fresh_end;
	/* From here on nothing may go to the old file. */
	j->broken = open_file(j, f) == -1;
	return j->broken ? -1 : 0;
}
