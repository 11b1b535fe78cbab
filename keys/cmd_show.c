#include <stdbool.h>
#include <stdio.h>

#include "formats/fail.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/options.h"
#include "keys/passphrase.h"

struct args {
	const char *passphrase_file;
	bool unlock;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "unlock", 0, NULL,
	    "Ask for the passphrase of encrypted keys, which hides their id",
	    options_flag, offsetof(struct args, unlock) },
	{ "passphrase-file", 0, "FILE",
	    "Take the passphrase from this file (mode 0600)",
	    options_text, offsetof(struct args, passphrase_file) },
	{ 0 },
};

/* clang-format on */

static void
print(const char *path, const char *what, const struct pubkey *key)
{
	char id[KEY_ID_TEXT];

	key_id_text(id, key->id);
	printf("%s: %s %s\n", path, what, id);
	cmd_print_public(key);
}

static int
show_secret(const char *path, bool locked, const struct args *a, struct fail *f)
{
	struct passphrase passphrase = { a->passphrase_file, f, NULL };
	struct seckey *key;
	struct pubkey public;

	if (locked && !a->unlock && a->passphrase_file == NULL) {
		printf("%s: secret key, encrypted\n", path);
		return 0;
	}
	key = seckey_read(path, passphrase_ask, &passphrase, f);
	passphrase_wipe(&passphrase);
	if (key == NULL)
		return -1;
	seckey_public(key, &public);
	print(path, locked ? "secret key, encrypted," : "secret key, plain,",
	    &public);
	seckey_free(key);
	return 0;
}

static int
show(const char *path, const struct args *a, struct fail *f)
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
	static const struct options_shape shape = { "FILE...",
		"Says what key files hold: secret or public, encrypted or "
		"plain, id and public key.",
		1, -1, NULL };
	struct args a = { 0 };
	char **file = options_parse(options, &shape, &a, argc, argv);

	for (; *file != NULL; file++) {
		if (show(*file, &a, f) == -1)
			return -1;
	}
	return 0;
}
