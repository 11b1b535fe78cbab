#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/fail.h"
#include "formats/head.h"
#include "formats/name.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/options.h"
#include "keys/sign.h"

struct args {
	const char *public;
	const char *public_text;
	const char *signature;
	bool head;
	bool quiet;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "public", 'p', "FILE", "The public key to verify with",
	    options_text, offsetof(struct args, public) },
	{ "public-key", 'P', "BASE64", "The same as text",
	    options_text, offsetof(struct args, public_text) },
	{ "signature", 'x', "FILE", "The signature (default: FILE" NAME_SIGNED ")",
	    options_text, offsetof(struct args, signature) },
	{ "head", 0, NULL,
	    "FILEs begin with their own signature, as heads of feeds do",
	    options_flag, offsetof(struct args, head) },
	{ "quiet", 'q', NULL, "Say nothing if all is well",
	    options_flag, offsetof(struct args, quiet) },
	{ 0 },
};

/* clang-format on */

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	if ((a->public == NULL) == (a->public_text == NULL))
		argp_error(state, "want --public or --public-key");
	if (a->signature != NULL && operands[1] != NULL)
		argp_error(state, "--signature is for one FILE");
	if (a->signature != NULL && a->head)
		argp_error(state, "--signature and --head exclude each other");
}

static void
print(const char *path, const void *minisig, size_t n)
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
	struct wr sig = { 0 };
	struct sign_hash h;
	int rc = -1;

	if (cmd_read(&sig, from, SIGN_FILE_MAX, f) == 0 &&
	    cmd_hash_file(path, &h, f) == 0) {
		rc = sign_check(sig.buf, sig.len, &h, key, f);
		if (rc == -1)
			fail_at(f, "%s", path);
		else if (!a->quiet)
			print(path, sig.buf, sig.len);
	}
	free(from);
	wr_free(&sig);
	return rc;
}

/* Opens a head that was read, and prints it. */
static int
open_head(const char *path, const struct wr *bytes, const struct pubkey *key,
    const struct args *a, struct fail *f)
{
	struct rd text;
	size_t n;

	if (bytes->len > HEAD_MAX)
		return fail(f, FAIL_FORMAT, "%s: is longer than any head",
		    path);
	if (sign_text_open(bytes->buf, bytes->len, key, &text, f) == -1)
		return fail_at(f, "%s", path);
	if (!a->quiet) {
		print(path, bytes->buf, bytes->len);
		n = rd_left(&text);
		fwrite(rd_take(&text, n), 1, n, stdout);
	}
	return 0;
}

static int
verify_head(const char *path, const struct pubkey *key, const struct args *a,
    struct fail *f)
{
	struct wr bytes = { 0 };
	int rc = cmd_read(&bytes, path, HEAD_MAX, f);

	if (rc == 0)
		rc = open_head(path, &bytes, key, a, f);
	wr_free(&bytes);
	return rc;
}

int
cmd_verify(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE...",
		"Checks the signatures of files, minisign(1)'s too.", 1, -1,
		judge };
	struct args a = { 0 };
	char **file = options_parse(options, &shape, &a, argc, argv);
	struct pubkey key;
	int rc;

	rc = a.public != NULL ? pubkey_read(&key, a.public, f)
			      : pubkey_parse(&key, a.public_text, f);
	for (; rc == 0 && *file != NULL; file++)
		rc = a.head ? verify_head(*file, &key, &a, f)
			    : verify(*file, &key, &a, f);
	return rc;
}
