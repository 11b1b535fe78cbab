#include <stdbool.h>
#include <stdio.h>

#include "formats/fail.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/passphrase.h"

struct args {
	const char *secret;
	const char *old_file;
	const char *new_file;
	bool remove;
};

static const struct argp_option options[] = {
	{ "secret", 's', "FILE", 0, "The secret key", 0 },
	{ "passphrase-file", CMD_PASSPHRASE_FILE, "FILE", 0,
	    "Take the passphrase it has from this file (mode 0600)", 0 },
	{ "new-passphrase-file", CMD_NEW_PASSPHRASE_FILE, "FILE", 0,
	    "Take the new passphrase from this file (mode 0600)", 0 },
	{ "remove", CMD_REMOVE, NULL, 0, "Leave the key without encryption",
	    0 },
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
	case CMD_PASSPHRASE_FILE:
		a->old_file = arg;
		break;
	case CMD_NEW_PASSPHRASE_FILE:
		a->new_file = arg;
		break;
	case CMD_REMOVE:
		a->remove = true;
		break;
	case ARGP_KEY_END:
		cmd_require(state, a->secret, "--secret");
		if (a->remove && a->new_file != NULL)
			argp_error(state, "a new passphrase, or none?");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

int
cmd_passphrase(int argc, char *argv[], struct fail *f)
{
	static const struct argp argp = { options, take, NULL,
		"Gives a secret key another passphrase, its first, or none.",
		NULL, NULL, NULL };
	struct args a = { 0 };
	struct passphrase old = { .fail = f }, new = { .fail = f };
	struct seckey *key;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	old.file = a.old_file;
	new.file = a.new_file;
	key = seckey_read(a.secret, passphrase_ask, &old, f);
	passphrase_wipe(&old);
	if (key == NULL)
		return -1;
	rc = cmd_put_secret(key, a.secret, a.remove ? NULL : &new, true, f);
	seckey_free(key);
	return rc;
}
