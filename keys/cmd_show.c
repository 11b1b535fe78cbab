#include <stdbool.h>
#include <stdio.h>

#include "formats/fail.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/passphrase.h"

struct args {
	struct passphrase passphrase;
	bool unlock;
	char **files;
};

static const struct argp_option options[] = {
	{ "unlock", CMD_UNLOCK, NULL, 0,
	    "Ask for the passphrase of encrypted keys, which hides their id",
	    0 },
	{ "passphrase-file", CMD_PASSPHRASE_FILE, "FILE", 0,
	    "Take the passphrase from this file (mode 0600)", 0 },
	{ 0 },
};

static error_t
take(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case CMD_PASSPHRASE_FILE:
		a->passphrase.file = arg;
		a->unlock = true;
		break;
	case CMD_UNLOCK:
		a->unlock = true;
		break;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no key file given");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void
print(const char *path, const char *what, const struct pubkey *key)
{
	char id[KEY_ID_TEXT];

	key_id_text(id, key->id);
	printf("%s: %s %s\n", path, what, id);
	cmd_print_public(key);
}

static int
show_secret(const char *path, bool locked, struct args *a, struct fail *f)
{
	struct seckey *key;
	struct pubkey public;

	if (locked && !a->unlock) {
		printf("%s: secret key, encrypted\n", path);
		return 0;
	}
	key = seckey_read(path, passphrase_ask, &a->passphrase, f);
	passphrase_wipe(&a->passphrase);
	if (key == NULL)
		return -1;
	seckey_public(key, &public);
	print(path, locked ? "secret key, encrypted," : "secret key, plain,",
	    &public);
	seckey_free(key);
	return 0;
}

static int
show(const char *path, struct args *a, struct fail *f)
{
	struct fail no_public = { 0 }, no_secret = { 0 };
	struct pubkey key;
	int locked;

	if (pubkey_read(&key, path, &no_public) == 0) {
		print(path, "public key,", &key);
		return 0;
	}
	if (no_public.kind != FAIL_FORMAT)
		return fail(f, no_public.kind, "%s", no_public.msg);
	locked = seckey_locked(path, &no_secret);
	if (locked == -1 && no_secret.kind != FAIL_FORMAT)
		return fail(f, no_secret.kind, "%s", no_secret.msg);
	if (locked == -1)
		return fail(f, FAIL_FORMAT,
		    "neither a public key (%.200s) nor a secret one (%.200s)",
		    no_public.msg, no_secret.msg);
	return show_secret(path, locked, a, f);
}

int
cmd_show(int argc, char *argv[], struct fail *f)
{
	static const struct argp argp = { options, take, "FILE...",
		"Says what key files hold: secret or public, encrypted or "
		"plain, id and public key.",
		NULL, NULL, NULL };
	struct args a = { .passphrase.fail = f };

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	for (char **file = a.files; *file != NULL; file++) {
		if (show(*file, &a, f) == -1)
			return -1;
	}
	return 0;
}
