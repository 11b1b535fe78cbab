#include <stdbool.h>
#include <stdio.h>

#include "formats/fail.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/options.h"
#include "keys/passphrase.h"

struct args {
	const char *secret;
	const char *old_file;
	const char *new_file;
	bool remove;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "secret", 's', "FILE", "The secret key",
	    options_text, offsetof(struct args, secret) },
	{ "passphrase-file", 0, "FILE",
	    "Take the passphrase it has from this file (mode 0600)",
	    options_text, offsetof(struct args, old_file) },
	{ "new-passphrase-file", 0, "FILE",
	    "Take the new passphrase from this file (mode 0600)",
	    options_text, offsetof(struct args, new_file) },
	{ "remove", 0, NULL, "Leave the key without encryption",
	    options_flag, offsetof(struct args, remove) },
	{ 0 },
};

/* clang-format on */

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	(void)operands;
	options_require(state, a->secret, "--secret");
	if (a->remove && a->new_file != NULL)
		argp_error(state, "a new passphrase, or none?");
}

int
cmd_passphrase(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { NULL,
		"Gives a secret key another passphrase, its first, or none.", 0,
		0, judge };
	struct args a = { 0 };
	struct passphrase new = { .fail = f };
	struct seckey *key;
	int rc;

	options_parse(options, &shape, &a, argc, argv);
	new.file = a.new_file;
	key = cmd_read_secret(a.secret, a.old_file, f);
	if (key == NULL)
		return -1;
	rc = cmd_put_secret(key, a.secret, a.remove ? NULL : &new, true, f);
	seckey_free(key);
	return rc;
}
