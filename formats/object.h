/*
 * Objects: the files of a tree that never change, known by size and hash.
 */
#ifndef FEEDMILL_OBJECT_H
#define FEEDMILL_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fail;

/* BLAKE2b-256, by which everything published is known. */
#define OBJECT_HASH_LEN 32

/* How a hash begins: enough to tell one state of a database from others. */
#define OBJECT_STATE_LEN 8

/*
 * What fetching one costs beside its own bytes, for who decides before anybody
 * fetches: the headers of a request and its reply are 376 with a stock nginx.
 */
#define OBJECT_FETCH_BYTES 376

struct object {
	uint64_t bytes;
	uint8_t hash[OBJECT_HASH_LEN];
};

/* The object that n bytes are. */
struct object object_of(const void *, size_t n);

/* Whether two are of the same bytes. */
bool object_same(const struct object *, const struct object *);

/* n bytes are that object: 0, else FAIL_SIZE or FAIL_HASH. */
int object_check(const struct object *, const void *, size_t n, struct fail *);

#endif
