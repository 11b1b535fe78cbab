#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/fail.h"
#include "formats/name.h"
#include "formats/rd.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/sign.h"

struct args {
	const char *public;
	const char *public_text;
	const char *signature;
	bool quiet;
	char **files;
};

static const struct argp_option options[] = {
	{ "public", 'p', "FILE", 0, "The public key to verify with", 0 },
	{ "public-key", 'P', "BASE64", 0, "The same as text", 0 },
	{ "signature", 'x', "FILE", 0,
	    "The signature (default: FILE" NAME_SIGNED ")", 0 },
	{ "quiet", 'q', NULL, 0, "Say nothing if all is well", 0 },
	{ 0 },
};

static void
check(const struct argp_state *state, const struct args *a)
{
	cmd_require(state, a->files, "FILE");
	if ((a->public == NULL) == (a->public_text == NULL))
		argp_error(state, "want --public or --public-key");
	if (a->signature != NULL && a->files[1] != NULL)
		argp_error(state, "--signature is for one FILE");
}

static error_t
take(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'p':
		a->public = arg;
		break;
	case 'P':
		a->public_text = arg;
		break;
	case 'x':
		a->signature = arg;
		break;
	case 'q':
		a->quiet = true;
		break;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		break;
	case ARGP_KEY_END:
		check(state, a);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* What is beyond the longest signature is not read, but is seen to be there. */
static int
read_signature(const char *path, char bytes[static SIGN_FILE_MAX], size_t *n,
    struct fail *f)
{
	FILE *file = fopen(path, "re");
	bool bad;

	if (file == NULL)
		return fail_errno(f, "%s", path);
	*n = fread(bytes, 1, SIGN_FILE_MAX, file);
	bad = ferror(file);
	if (bad)
		fail_errno(f, "%s", path);
	fclose(file);
	return bad ? -1 : 0;
}

static void
print(const char *path, const char *minisig, size_t n)
{
	struct rd r = rd_over(minisig, n);
	struct fail f = { 0 };
	struct signature s;
	char id[KEY_ID_TEXT];

	if (sign_parse(&s, &r, &f) == -1)
		return;
	key_id_text(id, s.id);
	printf("%s: good, signed by key %s\n", path, id);
	printf("Trusted comment: %.*s\n", (int)s.trusted_len, s.trusted);
}

static int
verify(const char *path, const struct pubkey *key, const struct args *a,
    struct fail *f)
{
	char *from = cmd_path(a->signature != NULL ? a->signature : path,
	    a->signature != NULL ? "" : NAME_SIGNED);
	char bytes[SIGN_FILE_MAX];
	struct sign_hash h;
	size_t n = 0;
	int rc = read_signature(from, bytes, &n, f);

	free(from);
	if (rc == -1 || cmd_hash_file(path, &h, f) == -1)
		return -1;
	if (sign_check(bytes, n, &h, key, f) == -1)
		return fail_at(f, "%s", path);
	if (!a->quiet)
		print(path, bytes, n);
	return 0;
}

int
cmd_verify(int argc, char *argv[], struct fail *f)
{
	static const struct argp argp = { options, take, "FILE...",
		"Checks the signatures of files, minisign(1)'s too.", NULL,
		NULL, NULL };
	struct args a = { 0 };
	struct pubkey key;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	rc = a.public != NULL ? pubkey_read(&key, a.public, f)
			      : pubkey_parse(&key, a.public_text, f);
	for (char **file = a.files; rc == 0 && *file != NULL; file++)
		rc = verify(*file, &key, &a, f);
	return rc;
}
