/*
 * What a file's bytes come to while they are written or read: how many there
 * are, what is signed of them, and where it is asked for the hash that an
 * object is known by.  That is a second hash over everything, and texts do
 * without.
 */
#ifndef FEEDMILL_DIGEST_H
#define FEEDMILL_DIGEST_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/sign.h"

struct object;

struct digest {
	uint64_t bytes;
	struct sign_hash hash; /* signing and checking end it */
	crypto_generichash_blake2b_state identity;
	bool is_object;
};

/* Begins one; of an object, if digest_object() is to be asked. */
void digest_begin(struct digest *);
void digest_begin_object(struct digest *);

void digest_add(struct digest *, const void *, size_t n);

/* The object that the bytes are; once only. */
void digest_object(struct digest *, struct object *);

#endif
