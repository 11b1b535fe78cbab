#include <stdio.h>
#include <string.h>

#include "formats/fail.h"
#include "keys/catalog_diff.h"
#include "keys/catalog_show.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/newfile.h"
#include "keys/print.h"

struct args {
	const char *secret;
	const char *previous;
	const char *passphrase_file;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "secret", 's', "FILE", "Sign with this root's secret key",
	    options_text, offsetof(struct args, secret) },
	{ "previous", 0, "FILE",
	    "The catalog before, whose roots sign as well",
	    options_text, offsetof(struct args, previous) },
	{ "passphrase-file", 0, "FILE",
	    "Take the passphrase from this file (mode 0600)",
	    options_text, offsetof(struct args, passphrase_file) },
	{ 0 },
};

/* clang-format on */

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	(void)operands;
	options_require(state, a->secret, "--secret");
}

/* Before anything is asked for or signed. */
static int
show(const struct cmd_catalog *c, const struct cmd_catalog *previous,
    struct fail *f)
{
	struct wr out = print_begin();

	catalog_show(&out, &c->catalog, &c->file);
	if (previous != NULL)
		catalog_diff(&out, &previous->catalog, &c->catalog);
	return print_end(&out, f);
}

static bool
is_root(const struct pubkey *key, const struct catalog *c)
{
	struct roots roots;

	roots_of(&roots, c);
	for (size_t i = 0; i < roots.n; i++)
		if (memcmp(&roots.keys[i], key, sizeof(*key)) == 0)
			return true;
	return false;
}

/* The signature would count: for this catalog, or for the one before. */
static int
check_root(const struct pubkey *key, const struct catalog *c,
    const struct cmd_catalog *previous, struct fail *f)
{
	char id[KEY_ID_TEXT];

	if (is_root(key, c) ||
	    (previous != NULL && is_root(key, &previous->catalog)))
		return 0;
	key_id_text(id, key->id);
	if (previous != NULL)
		return fail(f, FAIL_KEY,
		    "key %s is no root, nor one of the catalog before", id);
	return fail(f, FAIL_KEY,
	    "key %s is no root of this catalog; if it is one of the catalog "
	    "before, name that with --previous",
	    id);
}

static int
put_signed(const char *path, const struct cmd_catalog *c,
    const struct seckey *key, struct fail *f)
{
	struct wr w = { 0 };
	int rc = roots_sign(&w, cmd_catalog_bytes(c), key, f);

	if (rc == 0)
		rc = newfile_put(path, rd_over(w.buf, w.len), 0666, true, f);
	wr_free(&w);
	return rc;
}

static int
sign_with(const char *path, const struct cmd_catalog *c,
    const struct cmd_catalog *previous, const struct seckey *key,
    struct fail *f)
{
	char id[KEY_ID_TEXT];
	struct pubkey public;

	seckey_public(key, &public);
	if (check_root(&public, &c->catalog, previous, f) == -1 ||
	    put_signed(path, c, key, f) == -1)
		return -1;
	key_id_text(id, public.id);
	printf("%s: signed by %s\n", path, id);
	return 0;
}

/* What its roots have not signed says nothing of who they are. */
static int
check_previous(const char *path, const struct cmd_catalog *c,
    const struct cmd_catalog *previous, const struct args *a, struct fail *f)
{
	struct catalog own;

	if (roots_own(cmd_catalog_bytes(previous), &own, f) == -1)
		return fail_at(f, "%s", a->previous);
	if (roots_follows(&previous->catalog, &c->catalog, f) == -1)
		return fail_at(f, "%s", path);
	return 0;
}

static int
sign(const char *path, const struct cmd_catalog *c,
    const struct cmd_catalog *previous, const struct args *a, struct fail *f)
{
	struct seckey *key;
	int rc;

	if (previous != NULL && check_previous(path, c, previous, a, f) == -1)
		return -1;
	if (show(c, previous, f) == -1)
		return -1;
	key = cmd_read_secret(a->secret, a->passphrase_file, f);
	if (key == NULL)
		return -1;
	rc = sign_with(path, c, previous, key, f);
	seckey_free(key);
	return rc;
}

int
cmd_catalog_sign(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE",
		"Shows a catalog, and adds the signature of one root to its "
		"file.",
		1, 1, judge };
	struct args a = { 0 };
	char **file = options_parse(options, &shape, &a, argc, argv);
	struct cmd_catalog *c = cmd_catalog_read(file[0], f), *previous = NULL;
	int rc = -1;

	if (c != NULL && a.previous != NULL)
		previous = cmd_catalog_read(a.previous, f);
	if (f->kind == FAIL_NONE)
		rc = sign(file[0], c, previous, &a, f);
	cmd_catalog_free(previous);
	cmd_catalog_free(c);
	return rc;
}
