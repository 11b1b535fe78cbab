#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "subscriber/child.h"
#include "subscriber/fetch_rsync.h"

/* For a list of a million files, that nobody asks for, this is too little. */
#define MEMORY_BYTES ((uint64_t)1 << 28)

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
command(const struct fetch_conf *c, const struct rsync_wish *wish)
{
	static const char *const by[][2] = {
		{ "--files-from=-", "--ignore-missing-args" },
		{ "--recursive", "--exclude-from=-" },
	};
	static const char *const fixed[] = { "--no-motd", "--no-links",
		"--no-devices", "--no-specials", "--chmod=D700,F600",
		"--info=skip1" };
	const char *to = c->scratch_folder;
	struct args a = { 0 };

	add(&a, "%s", c->rsync_program != NULL ? c->rsync_program : "rsync");
	for (size_t i = 0; i < 2; i++)
		add(&a, "%s", by[wish->patterns][i]);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		add(&a, "%s", fixed[i]);
	add(&a, "--max-size=%ju", (uintmax_t)wish->most);
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

static struct scratch_use
used(const struct fetch *fetch, const struct scratch_use *most)
{
	return scratch_use(fetch->conf->scratch_folder, most);
}

/* An older rsync takes what a server sends though nobody asked for it. */
static int
check(void *arg, struct fail *f)
{
	struct fetch *fetch = arg;
	struct rsync *r = fetch->own;
	struct scratch_use now = used(fetch, &r->bound);

	r->flooded = scratch_is_over(&now, &r->bound);
	if (!r->flooded)
		return 0;
	return fail(f, FAIL_SIZE,
	    "sends more than was asked for: over %ju bytes in %ju files",
	    (uintmax_t)r->bound.bytes, (uintmax_t)r->bound.entries);
}

static int
run(struct fetch *fetch, const struct rsync_wish *wish, struct fail *f)
{
	struct rsync *r = fetch->own;
	struct args args = command(fetch->conf, wish);
	const struct child child = { .argv = args.arg,
		.input = rd_over(wish->text.buf, wish->text.len),
		.file_bytes = wish->most,
		.memory_bytes = MEMORY_BYTES,
		.ms = fetch_time(fetch, wish->bounds.bytes),
		.cancelled = &fetch->cancelled,
		.meanwhile = fetch->meanwhile,
		.check = check,
		.arg = fetch };
	int rc = child_run(&child, &r->said, &r->code, f);

	for (size_t i = 0; i < args.n; i++)
		free((char *)args.arg[i]);
	return rc;
}

int
rsync_run(struct fetch *fetch, const struct rsync_wish *wish, struct fail *f)
{
	static const struct scratch_use any = { UINT64_MAX, UINT64_MAX };
	struct rsync *r = fetch->own;
	struct scratch_use before = used(fetch, &any), after;
	int rc;

	r->most = wish->most;
	r->bound = wish->bounds;
	r->bound.bytes += before.bytes;
	r->bound.entries += before.entries;
	r->flooded = false;
	wr_free(&r->said);
	rc = run(fetch, wish, f);
	if (rc == 0)
		rc = check(fetch, f);
	after = used(fetch, &any);
	if (after.bytes > before.bytes)
		fetch->received += after.bytes - before.bytes;
	return rc;
}
