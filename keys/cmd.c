#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "keys/cmd.h"
#include "keys/keyfile.h"
#include "keys/newfile.h"
#include "keys/passphrase.h"
#include "keys/secret.h"
#include "keys/sign.h"

#define PIECE (256 * 1024)

static int
hash_stream(FILE *file, struct sign_hash *h)
{
	uint8_t *piece = mem_new(PIECE, 1);
	size_t n;

	sign_hash_init(h);
	while ((n = fread(piece, 1, PIECE, file)) > 0)
		sign_hash_add(h, piece, n);
	free(piece);
	return ferror(file) ? -1 : 0;
}

int
cmd_read(struct wr *w, const char *path, size_t max, struct fail *f)
{
	FILE *file = fopen(path, "re");
	bool bad;

	if (file == NULL)
		return fail_errno(f, "%s", path);
	w->len += fread(wr_room(w, max + 1), 1, max + 1, file);
	bad = ferror(file);
	if (bad)
		fail_errno(f, "%s", path);
	fclose(file);
	return bad ? -1 : 0;
}

int
cmd_hash_file(const char *path, struct sign_hash *h, struct fail *f)
{
	FILE *file = fopen(path, "re");
	int rc;

	if (file == NULL)
		return fail_errno(f, "%s", path);
	rc = hash_stream(file, h);
	if (rc == -1)
		fail_errno(f, "%s", path);
	fclose(file);
	return rc;
}

struct seckey *
cmd_read_secret(const char *path, const char *passphrase_file, struct fail *f)
{
	struct passphrase p = { .file = passphrase_file, .fail = f };
	struct seckey *key = seckey_read(path, passphrase_ask, &p, f);

	passphrase_wipe(&p);
	return key;
}

int
cmd_put_secret(const struct seckey *key, const char *path, struct passphrase *p,
    bool replace, struct fail *f)
{
	struct keyfile_lock lock = { NULL, KEYFILE_OPS_MAX, KEYFILE_MEM_MAX };
	char *text;
	size_t n;
	int rc;

	if (p != NULL) {
		lock.passphrase = passphrase_choose(p, "New passphrase: ");
		if (lock.passphrase == NULL)
			return -1;
	}
	text = seckey_encode(key, &lock, &n, f);
	if (p != NULL)
		passphrase_wipe(p);
	if (text == NULL)
		return fail_at(f, "%s", path);
	if (lock.mem < KEYFILE_MEM_MAX)
		fprintf(stderr,
		    "feedkey: warning: memory is short, so guessing the "
		    "passphrase of %s takes %ju times less of it\n",
		    path, (uintmax_t)(KEYFILE_MEM_MAX / lock.mem));
	rc = newfile_put(path, rd_over(text, n), 0600, replace, f);
	secret_free(text);
	return rc;
}

char *
cmd_path(const char *path, const char *suffix)
{
	size_t n = strlen(path);
	char *out = mem_new(n + strlen(suffix) + 1, 1);

	memcpy(out, path, n);
	memcpy(out + n, suffix, strlen(suffix));
	return out;
}

void
cmd_print_public(const struct pubkey *key)
{
	char text[PUBKEY_TEXT_LEN + 1];

	pubkey_text(text, key);
	puts(text);
}
