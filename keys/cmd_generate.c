#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/newfile.h"
#include "keys/passphrase.h"

struct args {
	const char *secret;
	const char *public;
	const char *passphrase_file;
	bool plain;
	bool force;
};

static const struct argp_option options[] = {
	{ "secret", 's', "FILE", 0, "Write the secret key here (mode 0600)",
	    0 },
	{ "public", 'p', "FILE", 0, "Write the public key here", 0 },
	{ "no-passphrase", CMD_NO_PASSPHRASE, NULL, 0,
	    "Do not encrypt the secret key", 0 },
	{ "passphrase-file", CMD_PASSPHRASE_FILE, "FILE", 0,
	    "Take the passphrase from this file (mode 0600)", 0 },
	{ "force", CMD_FORCE, NULL, 0, "Replace files that are there", 0 },
	{ 0 },
};

static error_t
take(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 's':
		a->secret = arg;
		break;
	case 'p':
		a->public = arg;
		break;
	case CMD_NO_PASSPHRASE:
		a->plain = true;
		break;
	case CMD_PASSPHRASE_FILE:
		a->passphrase_file = arg;
		break;
	case CMD_FORCE:
		a->force = true;
		break;
	case ARGP_KEY_END:
		cmd_require(state, a->secret, "--secret");
		cmd_require(state, a->public, "--public");
		if (a->plain && a->passphrase_file != NULL)
			argp_error(state, "a passphrase, or none?");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
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
	static const struct argp argp = { options, take, NULL,
		"Makes a key pair for databases or roots.", NULL, NULL, NULL };
	struct args a = { 0 };
	struct seckey *key;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (!a.force &&
	    (must_not_be(a.secret, f) == -1 || must_not_be(a.public, f) == -1))
		return -1;
	key = seckey_generate();
	rc = write_pair(key, &a, f);
	seckey_free(key);
	return rc;
}
