#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/below.h"
#include "formats/mem.h"
#include "subscriber/clock.h"
#include "subscriber/errand.h"
#include "subscriber/fetch_transport.h"

#define PIECE 65536

/* How often somebody looks whether it was cancelled. */
#define TICK_MS 200

/* Takes a file that may grow meanwhile, up to a byte more than wanted. */
static int
take(int fd, struct fetch_item *item, struct fail *f)
{
	ssize_t n;

	do {
		n = read(fd, wr_room(&item->bytes, PIECE), PIECE);
		if (n == -1)
			return fail(f, FAIL_NETWORK, "cannot be read: %s",
			    strerror(errno));
		item->bytes.len += (size_t)n;
	} while (n > 0 && item->bytes.len <= item->most);
	return 0;
}

static int
take_regular(int fd, struct fetch_item *item, struct fail *f)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return fail_errno(f, "fstat");
	if (!S_ISREG(st.st_mode))
		return fail(f, FAIL_NETWORK, "is not a regular file");
	if ((uint64_t)st.st_size > item->most)
		return fetch_size(item, (uint64_t)st.st_size, f);
	return take(fd, item, f);
}

int
fetch_file_take(int folder, struct fetch_item *item, struct fail *f)
{
	int fd = below_open(folder, item->path), rc;

	if (fd == -1 && errno == ENOENT) {
		item->missing = true;
		return 0;
	}
	if (fd == -1 && (errno == ELOOP || errno == ENOTDIR))
		return fail(f, FAIL_NETWORK,
		    "is, or is behind, a symbolic link or no folder; "
		    "links are not followed");
	if (fd == -1)
		return fail(f, FAIL_NETWORK, "cannot be opened: %s",
		    strerror(errno));
	rc = take_regular(fd, item, f);
	close(fd);
	return rc;
}

/*
 * A folder, or an item below it, that a disk far away may keep to itself: what
 * a thread does that may be left behind, and what came of it.
 */
struct reading {
	char *root; /* to be opened; NULL: */
	int folder; /* open, of the item */
	struct fetch_item item;
	int rc;
	struct fail fail;
};

static void
work(void *arg)
{
	struct reading *r = arg;

	if (r->root == NULL) {
		r->rc = fetch_file_take(r->folder, &r->item, &r->fail);
		return;
	}
	/* the reader's own choice: it may be a link */
	r->folder = open(r->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	r->rc = r->folder != -1 ? 0
				: fail(&r->fail, FAIL_NETWORK,
				      "cannot be opened: %s", strerror(errno));
}

static void
end(void *arg)
{
	struct reading *r = arg;

	if (r->folder != -1)
		close(r->folder);
	free(r->root);
	free((char *)r->item.path);
	wr_free(&r->item.bytes);
	free(r);
}

/* Waits until it is over; -1 if that takes too long, or nobody wants it. */
static int
attend(struct fetch *fetch, struct errand *e, uint64_t bytes, struct fail *f)
{
	uint64_t ms = fetch_time(fetch, bytes), ends = clock_ms() + ms;

	while (!errand_is_over(e, TICK_MS)) {
		if (fetch_check(fetch, f) == -1)
			return -1;
		if (clock_ms() >= ends)
			return fail(f, FAIL_SLOW,
			    "nothing came from the disk in %ju seconds",
			    (uintmax_t)ms / 1000);
		meanwhile_work(&fetch->meanwhile);
	}
	return 0;
}

/* One that was left behind and goes on is enough. */
static int
check_left(struct fetch *fetch, struct fail *f)
{
	struct errand *left = fetch->own;

	if (left != NULL && !errand_is_over(left, 0))
		return fail(f, FAIL_SLOW,
		    "the disk has not even answered the last time");
	errand_leave(left);
	fetch->own = NULL;
	return 0;
}

/*
 * Has it read, and is what came of that; the errand is to be left once that is
 * taken.  NULL if nothing came.
 */
static struct errand *
have_read(struct fetch *fetch, struct reading *r, struct fail *f)
{
	struct errand *e = NULL;

	if (check_left(fetch, f) == 0) {
		e = errand_begin(work, end, r);
		if (e == NULL)
			fail_errno(f, "a thread for a disk");
	}
	if (e == NULL) {
		end(r);
		return NULL;
	}
	if (attend(fetch, e, r->item.most, f) == 0)
		return e;
	fetch->own = e;
	return NULL;
}

static int
file_begin(struct fetch *fetch, const struct fetch_item *items, size_t n,
    struct fail *f)
{
	struct reading *r = mem_new(1, sizeof(*r));
	struct errand *e;

	(void)items;
	(void)n;
	r->root = mem_text(fetch->url.path.p, fetch->url.path.len);
	r->folder = -1;
	e = have_read(fetch, r, f);
	fetch->answered = e != NULL;
	if (e == NULL)
		return -1;
	fetch->folder = r->folder;
	r->folder = -1;
	if (r->rc == -1)
		*f = r->fail;
	errand_leave(e);
	return fetch->folder == -1 ? -1 : 0;
}

static int
file_one(struct fetch *fetch, struct fetch_item *item, struct fail *f)
{
	struct reading *r = mem_new(1, sizeof(*r));
	struct errand *e;
	int rc;

	r->item = *item;
	r->item.path = mem_text(item->path, strlen(item->path));
	r->folder = fcntl(fetch->folder, F_DUPFD_CLOEXEC, 0);
	e = have_read(fetch, r, f);
	if (e == NULL)
		return -1;
	item->missing = r->item.missing;
	item->bytes = r->item.bytes;
	r->item.bytes = (struct wr){ 0 };
	rc = r->rc;
	if (rc == -1)
		*f = r->fail;
	errand_leave(e);
	return rc;
}

static void
file_end(struct fetch *fetch)
{
	if (fetch->folder != -1)
		close(fetch->folder);
	fetch->folder = -1;
}

static void
file_close(struct fetch *fetch)
{
	errand_leave(fetch->own);
}

const struct fetch_transport fetch_file = {
	.close = file_close,
	.begin = file_begin,
	.end = file_end,
	.one = file_one,
};
