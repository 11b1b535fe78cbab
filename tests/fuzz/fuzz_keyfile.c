#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* From behind the first line on, the bytes are what was read. */
static void
same_line(const uint8_t *data, size_t size, const void *text, size_t n)
{
	const uint8_t *a = memchr(data, '\n', size);
	const uint8_t *b = memchr(text, '\n', n);
	size_t left = (size_t)(data + size - a);

	if (left != (size_t)((const uint8_t *)text + n - b) ||
	    memcmp(a, b, left) != 0)
		abort();
}

static void
read_public(const uint8_t *data, size_t size)
{
	struct fail f = { 0 };
	struct wr w = { 0 };
	struct pubkey key;

	if (pubkey_decode(&key, data, size, &f) == 0) {
		pubkey_encode(&w, &key);
		same_line(data, size, w.buf, w.len);
		wr_free(&w);
	} else if (f.kind != FAIL_FORMAT) {
		abort();
	}
}

/* A plain key comes back, whatever stood where nothing is meant. */
static void
read_secret(const uint8_t *data, size_t size)
{
	struct keyfile_lock open = { 0 };
	struct fail f = { 0 };
	struct seckey *key, *again;
	struct pubkey a, b;
	size_t n;
	char *text;

	key = seckey_decode((const char *)data, size, NULL, NULL, &f);
	if (key == NULL) {
		if (f.kind != FAIL_FORMAT && f.kind != FAIL_TRUST)
			abort();
		return;
	}
	text = seckey_encode(key, &open, &n, &f);
	again = seckey_decode(text, n, NULL, NULL, &f);
	if (again == NULL)
		abort();
	seckey_public(key, &a);
	seckey_public(again, &b);
	if (memcmp(&a, &b, sizeof(a)) != 0)
		abort();
	seckey_free(key);
	seckey_free(again);
	secret_free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_public(data, size);
	read_secret(data, size);
	return 0;
}
