/*
 * The keys and signatures of tests/data/minisign.
 */
#ifndef FEEDMILL_UNIT_KEY_H
#define FEEDMILL_UNIT_KEY_H

#include "formats/fail.h"
#include "keys/keyfile.h"
#include "tests/unit/file.h"

#define KEY_DATA "tests/data/minisign/"

/* The bytes of one of the files, as slurp() gives them. */
static inline char *
key_data(const char *name, size_t *n)
{
	char path[200];

	snprintf(path, sizeof(path), KEY_DATA "%s", name);
	return slurp(path, n);
}

/* The secret key that needs no passphrase, for seckey_free(). */
static inline struct seckey *
key_plain(void)
{
	struct fail f = { 0 };
	size_t n;
	char *bytes = key_data("good-plain.key", &n);
	struct seckey *key = seckey_decode(bytes, n, NULL, NULL, &f);

	free(bytes);
	return key;
}

#endif
