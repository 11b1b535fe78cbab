#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "formats/name.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/newfile.h"
#include "keys/options.h"
#include "keys/sign.h"

struct args {
	const char *secret;
	const char *comment;
	const char *passphrase_file;
	const char *output;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "secret", 's', "FILE", "Sign with this secret key",
	    options_text, offsetof(struct args, secret) },
	{ "comment", 'c', "TEXT",
	    "Trusted comment (default: the time and the file's name)",
	    options_text, offsetof(struct args, comment) },
	{ "signature", 'x', "FILE",
	    "Write the signature here (default: FILE" NAME_SIGNED ")",
	    options_text, offsetof(struct args, output) },
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

	options_require(state, a->secret, "--secret");
	if (a->output != NULL && operands[1] != NULL)
		argp_error(state, "--signature is for one FILE");
}

/* minisign's own, to the byte. */
static char *
default_comment(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct wr w = { 0 };

	wr_fmt(&w, "timestamp:%lu\tfile:%s\thashed", (unsigned long)time(NULL),
	    slash == NULL ? path : slash + 1);
	wr_u8(&w, '\0');
	return (char *)w.buf;
}

static int
sign_with_comment(const char *path, const char *comment,
    const struct seckey *key, struct wr *w, struct fail *f)
{
	struct sign_hash h;

	if (sign_comment_check(comment, f) == -1)
		return fail_at(f, "trusted comment of %s", path);
	if (cmd_hash_file(path, &h, f) == -1)
		return -1;
	sign_file_text(w, key, &h, comment);
	return 0;
}

static int
sign(const char *path, const struct seckey *key, const struct args *a,
    struct fail *f)
{
	char *comment =
	    a->comment != NULL ? strdup(a->comment) : default_comment(path);
	char *output = cmd_path(a->output != NULL ? a->output : path,
	    a->output != NULL ? "" : NAME_SIGNED);
	struct wr w = { 0 };
	int rc = sign_with_comment(path, comment, key, &w, f);

	if (rc == 0)
		rc = newfile_put(output, rd_over(w.buf, w.len), 0666, true, f);
	wr_free(&w);
	free(output);
	free(comment);
	return rc;
}

int
cmd_sign(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE...",
		"Signs files; minisign(1) verifies them too.", 1, -1, judge };
	struct args a = { 0 };
	char **file = options_parse(options, &shape, &a, argc, argv);
	struct seckey *key;
	int rc = 0;

	key = cmd_read_secret(a.secret, a.passphrase_file, f);
	if (key == NULL)
		return -1;
	for (; rc == 0 && *file != NULL; file++)
		rc = sign(*file, key, &a, f);
	seckey_free(key);
	return rc;
}
