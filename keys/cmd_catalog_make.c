#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/fail.h"
#include "keys/catalog_conf.h"
#include "keys/catalog_diff.h"
#include "keys/cmd.h"
#include "keys/newfile.h"
#include "keys/print.h"

struct args {
	const char *previous;
	const char *output;
	uint32_t now;
	bool force;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "previous", 0, "FILE",
	    "The catalog that it follows (the first one follows none)",
	    options_text, offsetof(struct args, previous) },
	{ "output", 'o', "FILE", "Write the catalog here",
	    options_text, offsetof(struct args, output) },
	{ "now", 0, "TIME", "As of this time (the present)",
	    options_time, offsetof(struct args, now) },
	{ "force", 0, NULL, "Replace a file that is there",
	    options_flag, offsetof(struct args, force) },
	{ 0 },
};

/* clang-format on */

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	(void)operands;
	options_require(state, a->output, "--output");
}

/* Who has to sign it: the ids of the roots, and how many of them. */
static void
print_signers(const struct catalog *c, const char *which)
{
	struct roots roots;
	char id[KEY_ID_TEXT];

	roots_of(&roots, c);
	printf("it takes signatures of %u of %s:", roots.threshold, which);
	for (size_t i = 0; i < roots.n; i++) {
		key_id_text(id, roots.keys[i].id);
		printf(" %s", id);
	}
	puts("");
}

/* Those of both catalogs, previous may be NULL; those who stay count once. */
static size_t
count_roots(const struct catalog *c, const struct catalog *previous)
{
	size_t n = c->nroots;

	for (size_t i = 0; previous != NULL && i < previous->nroots; i++) {
		bool stays = false;

		for (size_t j = 0; j < c->nroots; j++)
			stays |= memcmp(previous->roots[i], c->roots[j],
				     CATALOG_KEY_LEN) == 0;
		n += !stays;
	}
	return n;
}

/* With the signatures of all who may sign it it has to fit, too. */
static int
check_room(const struct wr *text, size_t nroots, struct fail *f)
{
	if (text->len + nroots * ROOTS_SIGNATURE_LEN > CATALOG_MAX)
		return fail(f, FAIL_USAGE,
		    "the catalog has %zu bytes, and with the signatures of "
		    "%zu roots might have more than %d",
		    text->len, nroots, CATALOG_MAX);
	return 0;
}

static int
write_catalog(const struct catalog *c, const struct args *a,
    const struct catalog *previous, struct fail *f)
{
	struct wr w = { 0 };
	int rc;

	catalog_write(&w, c);
	rc = check_room(&w, count_roots(c, previous), f);
	if (rc == 0)
		rc = newfile_put(a->output, rd_over(w.buf, w.len), 0666,
		    a->force, f);
	wr_free(&w);
	return rc;
}

static int
print_made(const struct args *a, const struct catalog *c,
    const struct catalog *previous, struct fail *f)
{
	struct wr out = print_begin();

	printf("%s: version %u of the catalog, to be signed\n", a->output,
	    c->version);
	print_signers(c, "its roots");
	if (previous != NULL) {
		print_signers(previous, "the roots of the one before");
		catalog_diff(&out, previous, c);
	}
	return print_end(&out, f);
}

/* previous is NULL for the first one. */
static int
make(const char *conf, const struct args *a, const struct catalog *previous,
    struct fail *f)
{
	struct catalog c = { .time = a->now, .version = 1 };

	if (previous != NULL && previous->version == UINT32_MAX)
		return fail(f, FAIL_USAGE, "there is no version after %u",
		    previous->version);
	if (previous != NULL)
		c.version = previous->version + 1;
	if (catalog_conf_read(&c, conf, f) == -1 ||
	    (previous != NULL && roots_follows(previous, &c, f) == -1) ||
	    write_catalog(&c, a, previous, f) == -1)
		return -1;
	return print_made(a, &c, previous, f);
}

/* What follows one that its roots have not signed would never be taken. */
static int
make_next(const char *conf, const struct args *a, struct fail *f)
{
	struct cmd_catalog *previous = cmd_catalog_read(a->previous, f);
	struct catalog got;
	int rc;

	if (previous == NULL)
		return -1;
	rc = roots_own(cmd_catalog_bytes(previous), &got, f);
	if (rc == -1)
		fail_at(f, "%s", a->previous);
	else
		rc = make(conf, a, &previous->catalog, f);
	cmd_catalog_free(previous);
	return rc;
}

int
cmd_catalog_make(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "CONF",
		"Makes the text of a catalog, which roots then sign, from a "
		"description.",
		1, 1, judge };
	struct args a = { .now = (uint32_t)time(NULL) };
	char **conf = options_parse(options, &shape, &a, argc, argv);

	if (a.previous != NULL)
		return make_next(conf[0], &a, f);
	return make(conf[0], &a, NULL, f);
}
