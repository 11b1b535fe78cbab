#include <err.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/mem.h"
#include "keys/secret.h"
#include "subscriber/child.h"
#include "subscriber/fetch_rsync.h"

#define PASSWORD_BYTES_MAX 4096

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	return at->level > 0 ? remove(path) : 0;
}

/* Removes all that is in the scratch folder, never through a link. */
static int
empty(const char *folder, struct fail *f)
{
	if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		return fail_errno(f, "%s: cannot be emptied", folder);
	return 0;
}

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

/* A command line. */
struct args {
	const char *arg[20]; /* for free(); NULL behind the last */
	size_t n;
};

PRINTF_LIKE(2, 3)

static void
add(struct args *a, const char *fmt, ...)
{
	va_list ap;
	char *arg;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&arg, fmt, ap);
	va_end(ap);
	if (n < 0)
		err(1, NULL);
	a->arg[a->n++] = arg;
}

/*
 * Takes regular files only, and none that is too large; a file that is not
 * there is no error.
 */
static struct args
command(const struct fetch_conf *c, uint64_t most)
{
	static const char *const fixed[] = { "--files-from=-",
		"--ignore-missing-args", "--no-motd", "--no-links",
		"--no-devices", "--no-specials", "--chmod=D700,F600",
		"--info=skip1" };
	const char *to = c->scratch_folder;
	struct args a = { 0 };

	add(&a, "%s", c->rsync_program != NULL ? c->rsync_program : "rsync");
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		add(&a, "%s", fixed[i]);
	add(&a, "--max-size=%ju", (uintmax_t)most);
	add(&a, "--contimeout=%u", c->connect_seconds);
	add(&a, "--timeout=%u", c->stall_seconds);
	if (c->password_file != NULL)
		add(&a, "--password-file=%s", c->password_file);
	add(&a, "--");
	add(&a, "%s/", c->url);
	/* a colon before the first slash would make a host of it */
	add(&a, "%s%s/", to[0] == '/' ? "" : "./", to);
	return a;
}

static int
run(struct fetch *fetch, const struct wr *list, uint64_t ms, struct fail *f)
{
	struct rsync *r = fetch->own;
	struct args args = command(fetch->conf, r->most);
	const struct child child = { .argv = args.arg,
		.input = rd_over(list->buf, list->len),
		.file_bytes = r->most,
		.ms = ms,
		.cancelled = &fetch->cancelled,
		.meanwhile = fetch->meanwhile };
	int rc = child_run(&child, &r->said, &r->code, f);

	for (size_t i = 0; i < args.n; i++)
		free((char *)args.arg[i]);
	return rc;
}

static int
rsync_begin(struct fetch *fetch, const struct fetch_item *items, size_t n,
    struct fail *f)
{
	struct rsync *r = fetch->own;
	struct wr list = { 0 };
	uint64_t sum = 0;
	int rc = empty(fetch->conf->scratch_folder, f);

	wr_free(&r->said);
	r->most = 0;
	for (size_t i = 0; i < n; i++) {
		wr_fmt(&list, "%s\n", items[i].path);
		r->most = items[i].most > r->most ? items[i].most : r->most;
		sum += items[i].most;
	}
	if (rc == 0)
		rc = run(fetch, &list, fetch_time(fetch, sum), f);
	wr_free(&list);
	if (rc == -1 || rsync_judge(fetch, f) == -1)
		return -1;
	fetch->folder = open(fetch->conf->scratch_folder,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fetch->folder == -1
	    ? fail_errno(f, "%s", fetch->conf->scratch_folder)
	    : 0;
}

/* The next run empties it before, should this one fail. */
static void
rsync_end(struct fetch *fetch)
{
	if (fetch->folder != -1)
		close(fetch->folder);
	fetch->folder = -1;
	empty(fetch->conf->scratch_folder, &(struct fail){ 0 });
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
	if (fetch_file_one(fetch, item, f) == -1)
		return -1;
	fetch->received += item->bytes.len;
	return item->missing ? absent(fetch, item, f) : 0;
}

const struct fetch_transport fetch_rsync = {
	.open = rsync_open,
	.close = rsync_close,
	.begin = rsync_begin,
	.end = rsync_end,
	.one = rsync_one,
};
