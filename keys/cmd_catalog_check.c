#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "formats/fail.h"
#include "formats/stamp.h"
#include "keys/catalog_diff.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/print.h"
#include "keys/watch.h"

struct args {
	const char *previous;
	struct roots pinned;
	uint32_t now;
	bool quiet;
};

static void
add_root(struct roots *r, const struct pubkey *key,
    const struct argp_state *state)
{
	struct fail f = { 0 };

	if (roots_add(r, key, &f) == -1)
		argp_error(state, "%s", f.msg);
}

static void
take_file(void *field, const char *text, const struct argp_state *state)
{
	struct fail f = { 0 };
	struct pubkey key;

	if (pubkey_read(&key, text, &f) == -1)
		argp_failure(state, (int)f.kind, 0, "%s", f.msg);
	else
		add_root(field, &key, state);
}

static void
take_base64(void *field, const char *text, const struct argp_state *state)
{
	struct fail f = { 0 };
	struct pubkey key;

	if (pubkey_parse(&key, text, &f) == -1)
		argp_error(state, "%s", f.msg);
	else
		add_root(field, &key, state);
}

static void
take_number(void *field, const char *text, const struct argp_state *state)
{
	uint32_t *n = field;
	const char *p = text;

	*n = 0;
	for (; *n <= CATALOG_ROOTS_MAX && *p >= '0' && *p <= '9'; p++)
		*n = *n * 10 + (uint32_t)(*p - '0');
	if (*p != '\0' || *n == 0 || *n > CATALOG_ROOTS_MAX)
		argp_error(state, "--threshold takes a number from 1 to %d",
		    CATALOG_ROOTS_MAX);
}

/* clang-format off */
static const struct options_row options[] = {
	{ "previous", 0, "FILE", "The trusted catalog that it follows",
	    options_text, offsetof(struct args, previous) },
	{ "public", 'p', "FILE",
	    "A pinned root's public key, as often as there are roots",
	    take_file, offsetof(struct args, pinned) },
	{ "public-key", 'P', "BASE64", "The same as text",
	    take_base64, offsetof(struct args, pinned) },
	{ "threshold", 0, "N",
	    "So many of the pinned roots have to sign (more than half)",
	    take_number, offsetof(struct args, pinned.threshold) },
	{ "now", 0, "TIME", "As of this time (the present)",
	    options_time, offsetof(struct args, now) },
	{ "quiet", 'q', NULL, "Say nothing if all is well",
	    options_flag, offsetof(struct args, quiet) },
	{ 0 },
};

/* clang-format on */

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	(void)operands;
	if (a->pinned.threshold > a->pinned.n)
		argp_error(state, "--threshold %u of %zu roots",
		    a->pinned.threshold, a->pinned.n);
}

/* It was signed for those who know no catalog yet, only its own roots. */
static int
check_first(const struct roots *pinned, const struct cmd_catalog *c,
    struct fail *f)
{
	struct catalog got;

	if (pinned->n > 0)
		return roots_first(pinned, cmd_catalog_bytes(c), &got, f);
	return roots_own(cmd_catalog_bytes(c), &got, f);
}

static int
print_diff(const struct catalog *before, const struct catalog *after,
    struct fail *f)
{
	struct wr out = print_begin();

	catalog_diff(&out, before, after);
	return print_end(&out, f);
}

static int
check_next(const struct args *a, const struct cmd_catalog *c, struct fail *f)
{
	struct cmd_catalog *previous = cmd_catalog_read(a->previous, f);
	struct catalog got;
	int rc = -1;

	if (previous == NULL)
		return -1;
	if (check_first(&a->pinned, previous, f) == -1)
		fail_at(f, "%s", a->previous);
	else
		rc = roots_next(&previous->catalog, cmd_catalog_bytes(c), &got,
		    f);
	if (rc == 0 && !a->quiet)
		rc = print_diff(&previous->catalog, &c->catalog, f);
	cmd_catalog_free(previous);
	return rc;
}

/* What is over now outweighs what is soon. */
static void
on_watch(void *arg, const struct fail *why)
{
	enum fail_kind *gravest = arg;

	print_warning("%s", why->msg);
	if (*gravest == FAIL_NONE || *gravest == FAIL_HELD)
		*gravest = why->kind != FAIL_NONE ? why->kind : *gravest;
}

static int
check_times(const struct catalog *c, uint32_t now, struct fail *f)
{
	enum fail_kind gravest = FAIL_NONE;

	watch_catalog(c, now, on_watch, &gravest);
	if (gravest == FAIL_HELD)
		return fail(f, gravest, "good, but not for long");
	if (gravest != FAIL_NONE)
		return fail(f, gravest, "signed, but not good now");
	return 0;
}

static void
print_good(const char *path, const struct catalog *c)
{
	char until[STAMP_TEXT];

	stamp_text(until, c->valid_until);
	printf("%s: good, version %u, valid until %s\n", path, c->version,
	    until);
}

static int
check(const char *path, const struct args *a, struct fail *f)
{
	struct cmd_catalog *c = cmd_catalog_read(path, f);
	int rc = -1;

	if (c == NULL)
		return -1;
	if ((a->previous != NULL ? check_next(a, c, f)
				 : check_first(&a->pinned, c, f)) == -1 ||
	    check_times(&c->catalog, a->now, f) == -1) {
		fail_at(f, "%s", path);
	} else {
		rc = 0;
		if (!a->quiet)
			print_good(path, &c->catalog);
	}
	cmd_catalog_free(c);
	return rc;
}

int
cmd_catalog_check(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE",
		"Says whether enough roots have signed a catalog, whether it "
		"follows another, and whether keys may sign now and go on.",
		1, 1, judge };
	struct args a = { .now = (uint32_t)time(NULL) };
	char **file = options_parse(options, &shape, &a, argc, argv);

	if (a.pinned.threshold == 0)
		a.pinned.threshold = (uint32_t)(a.pinned.n / 2 + 1);
	return check(file[0], &a, f);
}
