#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/secret.h"
#include "keys/sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The key of tests/data/minisign and of this corpus. */
static const char key_file[] =
    "untrusted comment: test key, never use\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "kIabDhbYokdfgIZ5O+chKyTduCtqXgwIYJgV4U5w7GUMRMP/pdAX+iWi3Bzf6LiUm8EXu2f/"
    "qApSeEGM5JoMTQpmvIIL6d1EAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

/* What is read is written again byte for byte.  Returns what it took. */
static size_t
read_and_write(struct signature *s, const uint8_t *data, size_t size)
{
	struct rd r = rd_over(data, size);
	struct fail f = { 0 };
	struct wr w = { 0 };
	size_t took;

	if (sign_parse(s, &r, &f) == -1) {
		if (f.kind != FAIL_TRUST)
			abort();
		return 0;
	}
	took = size - rd_left(&r);
	sign_print(&w, s);
	if (w.len != took || memcmp(w.buf, data, took) != 0)
		abort();
	wr_free(&w);
	return took;
}

/*
 * Ed25519 as we sign is deterministic: of a text and a trusted comment there
 * is one signature, so one that is accepted is the one that we would make.
 */
static void
sign_again(const struct seckey *key, const struct signature *s, struct rd text)
{
	struct sign_hash h = sign_hash_of(text.p, rd_left(&text));
	char *comment = mem_text(s->trusted, s->trusted_len);
	struct fail f = { 0 };
	struct signature ours;
	struct wr w = { 0 };
	struct rd r;

	sign_file_text(&w, key, &h, comment);
	r = rd_over(w.buf, w.len);
	if (sign_parse(&ours, &r, &f) == -1 ||
	    memcmp(ours.sig, s->sig, sizeof(s->sig)) != 0 ||
	    memcmp(ours.global, s->global, sizeof(s->global)) != 0)
		abort();
	wr_free(&w);
	free(comment);
}

/* The input is a signature with the text it signs behind it. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fail f = { 0 };
	struct signature s;
	struct pubkey public;
	struct seckey *key;
	size_t took = read_and_write(&s, data, size);
	struct rd text;
	bool good;

	key = seckey_decode(key_file, sizeof(key_file) - 1, NULL, NULL, &f);
	if (key == NULL)
		abort();
	seckey_public(key, &public);
	good = sign_text_open(data, size, &public, &text, &f) == 0;
	if (good == (f.kind != FAIL_NONE) || (good && took == 0) ||
	    (good && text.p != data + took))
		abort();
	if (good)
		sign_again(key, &s, text);
	seckey_free(key);
	return 0;
}
