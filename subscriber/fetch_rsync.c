#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/below.h"
#include "formats/mem.h"
#include "keys/secret.h"
#include "subscriber/fetch_rsync.h"

#define PASSWORD_BYTES_MAX 4096

/* Names, attributes and sums: what tests/bench/follow.sh saw of a file. */
#define AROUND 256

static int
rsync_open(struct fetch *fetch, struct fail *f)
{
	const char *path = fetch->conf->password_file;
	char *password;
	size_t n;

	fetch->own = mem_new(1, sizeof(struct rsync));
	if (path == NULL)
		return 0;
	/* rsync reads it by itself, but judges it less strictly */
	password = secret_read(path, PASSWORD_BYTES_MAX, &n, f);
	secret_free(password);
	return password == NULL ? -1 : 0;
}

static void
rsync_close(struct fetch *fetch)
{
	struct rsync *r = fetch->own;

	if (r != NULL)
		wr_free(&r->said);
	free(r);
}

/* Whether it came along with others before. */
static bool
is_there(const struct fetch *fetch, const struct fetch_item *item)
{
	struct stat st;
	bool is;
	int fd;

	if (!fetch->looks || !item->exact)
		return false;
	fd = below_open(fetch->folder, item->path);
	if (fd == -1)
		return false;
	is = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size == item->most;
	close(fd);
	return is;
}

/* What is not there yet, and what may come along. */
static struct rsync_wish
wish_for(const struct fetch *fetch, const struct fetch_item *items, size_t n,
    bool along)
{
	struct rsync_wish wish = { .patterns = along };

	for (size_t i = 0; i < n; i++)
		if (items[i].given.p == NULL && !is_there(fetch, &items[i]))
			rsync_wish_file(&wish, &items[i]);
	for (size_t i = 0; i < fetch->nalong && along; i++)
		rsync_wish_range(&wish, &fetch->along[i]);
	rsync_wish_end(&wish);
	return wish;
}

static int
run(struct fetch *fetch, const struct fetch_item *items, size_t n, bool along,
    struct fail *f)
{
	struct rsync_wish wish = wish_for(fetch, items, n, along);
	int rc = 0;

	if (wish.text.len > 0)
		rc = rsync_run(fetch, &wish, f);
	wr_free(&wish.text);
	return rc;
}

/*
 * With what may come along, if the server lets us and that is not too much;
 * else without it.
 */
static int
run_along(struct fetch *fetch, const struct fetch_item *items, size_t n,
    struct fail *f)
{
	const struct rsync *r = fetch->own;
	int rc = run(fetch, items, n, true, f);

	if (!r->flooded && !(rc == 0 && rsync_said(r, "refuse --recursive")))
		return rc;
	*f = (struct fail){ 0 };
	if (scratch_empty(fetch->conf->scratch_folder, f) == -1)
		return -1;
	return run(fetch, items, n, false, f);
}

static int
rsync_begin(struct fetch *fetch, const struct fetch_item *items, size_t n,
    struct fail *f)
{
	struct rsync *r = fetch->own;
	const char *scratch = fetch->conf->scratch_folder;
	bool along = fetch->nalong > 0;
	int rc;

	r->code = 0;
	wr_free(&r->said);
	if ((!fetch->looks || along) && scratch_empty(scratch, f) == -1)
		return -1;
	fetch->folder = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fetch->folder == -1)
		return fail_errno(f, "%s", scratch);
	rc = along ? run_along(fetch, items, n, f)
		   : run(fetch, items, n, false, f);
	return rc == -1 ? -1 : rsync_judge(fetch, f);
}

/* The next run empties it before, should this one fail. */
static void
rsync_end(struct fetch *fetch)
{
	if (fetch->folder != -1)
		close(fetch->folder);
	fetch->folder = -1;
	if (!fetch->looks)
		scratch_empty(fetch->conf->scratch_folder, &(struct fail){ 0 });
}

/* Why a file did not come, if it is not missing. */
static int
absent(struct fetch *fetch, struct fetch_item *item, struct fail *f)
{
	const struct rsync *r = fetch->own;
	char line[PATH_MAX + 20];
	bool over;

	snprintf(line, sizeof(line), "%s is over max-size\n", item->path);
	over = rsync_said(r, line);
	item->missing = !over && r->code != RSYNC_PARTIAL;
	if (over)
		return fetch_size(item, r->most + 1, f);
	return item->missing ? 0 : rsync_fail(r, FAIL_NETWORK, f);
}

static int
rsync_one(struct fetch *fetch, struct fetch_item *item, struct fail *f)
{
	if (fetch_file_take(fetch->folder, item, f) == -1)
		return -1;
	return item->missing ? absent(fetch, item, f) : 0;
}

const struct fetch_transport fetch_rsync = {
	.open = rsync_open,
	.close = rsync_close,
	.begin = rsync_begin,
	.end = rsync_end,
	.around = AROUND,
	.one = rsync_one,
};
