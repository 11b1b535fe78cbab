#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/newfile.h"
#include "keys/options.h"
#include "keys/passphrase.h"

struct args {
	const char *secret;
	const char *public;
	const char *passphrase_file;
	bool plain;
	bool force;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "secret", 's', "FILE", "Write the secret key here (mode 0600)",
	    options_text, offsetof(struct args, secret) },
	{ "public", 'p', "FILE", "Write the public key here",
	    options_text, offsetof(struct args, public) },
	{ "no-passphrase", 0, NULL, "Do not encrypt the secret key",
	    options_flag, offsetof(struct args, plain) },
	{ "passphrase-file", 0, "FILE",
	    "Take the passphrase from this file (mode 0600)",
	    options_text, offsetof(struct args, passphrase_file) },
	{ "force", 0, NULL, "Replace files that are there",
	    options_flag, offsetof(struct args, force) },
	{ 0 },
};

/* clang-format on */

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	(void)operands;
	options_require(state, a->secret, "--secret");
	options_require(state, a->public, "--public");
	if (a->plain && a->passphrase_file != NULL)
		argp_error(state, "a passphrase, or none?");
}

/* Found before a passphrase is asked for; newfile_put() makes sure. */
static int
must_not_be(const char *path, struct fail *f)
{
	if (access(path, F_OK) == -1)
		return 0;
	return fail(f, FAIL_USAGE, "%s: is there already; --force replaces it",
	    path);
}

/* A secret key whose public key could not be written is not left behind. */
static int
write_public(const struct pubkey *key, const struct args *a, struct fail *f)
{
	struct wr w = { 0 };
	int rc;

	pubkey_encode(&w, key);
	rc = newfile_put(a->public, rd_over(w.buf, w.len), 0666, a->force, f);
	wr_free(&w);
	if (rc == -1 && !a->force)
		unlink(a->secret);
	return rc;
}

static int
write_pair(const struct seckey *key, const struct args *a, struct fail *f)
{
	char id[KEY_ID_TEXT];
	struct passphrase p = { a->passphrase_file, f, NULL };
	struct pubkey public;

	seckey_public(key, &public);
	if (cmd_put_secret(key, a->secret, a->plain ? NULL : &p, a->force, f) ==
		-1 ||
	    write_public(&public, a, f) == -1)
		return -1;
	key_id_text(id, public.id);
	printf("%s: secret key %s, keep it secret\n", a->secret, id);
	printf("%s: public key %s\n", a->public, id);
	cmd_print_public(&public);
	return 0;
}

int
cmd_generate(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { NULL,
		"Makes a key pair for databases or roots.", 0, 0, judge };
	struct args a = { 0 };
	struct seckey *key;
	int rc;

	options_parse(options, &shape, &a, argc, argv);
	if (!a.force &&
	    (must_not_be(a.secret, f) == -1 || must_not_be(a.public, f) == -1))
		return -1;
	key = seckey_generate();
	rc = write_pair(key, &a, f);
	seckey_free(key);
	return rc;
}
