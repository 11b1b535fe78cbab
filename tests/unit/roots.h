/*
 * Catalogs and their files for tests, by numbered keys.
 */
#ifndef FEEDMILL_UNIT_ROOTS_H
#define FEEDMILL_UNIT_ROOTS_H

#include <stdlib.h>

#include "formats/fail.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/roots.h"
#include "tests/unit/numbered.h"
#include "tests/unit/tap.h"

/* Numbers of roots from 0, of databases' keys from 6. */
#define OLD "012"
#define DBS 6

/* A set of keys as digits: "013". */
static inline uint8_t
number_of(char digit)
{
	return (uint8_t)(digit - '0');
}

static inline struct roots
roots_by(const char *keys, uint32_t threshold)
{
	struct roots r = { .threshold = threshold };
	struct fail f = { 0 };

	for (; *keys != '\0'; keys++) {
		struct pubkey key = numbered_public(number_of(*keys));

		roots_add(&r, &key, &f);
	}
	return r;
}

/* A catalog of these roots: rbl has key 6 from 1000 to 2000, 7 from 1500. */
static inline struct catalog
catalog_by(uint32_t version, const char *roots, uint32_t threshold)
{
	struct catalog c = { .version = version,
		.time = 1000 + version,
		.valid_until = 5000,
		.threshold = threshold,
		.ndbs = 1 };
	struct catalog_db *rbl = &c.dbs[0];

	for (; *roots != '\0'; roots++) {
		struct pubkey key = numbered_public(number_of(*roots));

		pubkey_bytes(c.roots[c.nroots++], &key);
	}
	*rbl = (struct catalog_db){ .name = "rbl",
		.epoch = 3,
		.interval = 60,
		.nkeys = 2 };
	for (uint32_t i = 0; i < 2; i++) {
		struct pubkey key = numbered_public(DBS + (int)i);

		pubkey_bytes(rbl->keys[i].key, &key);
		rbl->keys[i].from = 1000 + 500 * i;
		rbl->keys[i].until = 2000 + 500 * i;
	}
	catalog_sort(&c);
	return c;
}

/* Signs a file in place by one more key. */
static inline int
sign_more(struct wr *file, int number, struct fail *f)
{
	struct seckey *key = numbered(number);
	struct wr out = { 0 };
	int rc = roots_sign(&out, rd_over(file->buf, file->len), key, f);

	seckey_free(key);
	wr_free(rc == 0 ? file : &out);
	if (rc == 0)
		*file = out;
	return rc;
}

static inline struct wr
file_of(const struct catalog *c, const char *signers)
{
	struct wr w = { 0 };
	struct fail f = { 0 };

	catalog_write(&w, c);
	for (; *signers != '\0'; signers++)
		if (sign_more(&w, number_of(*signers), &f) == -1)
			ok(false, "signing: %s", f.msg);
	return w;
}

static inline struct rd
over(const struct wr *w)
{
	return rd_over(w->buf, w->len);
}

#endif
