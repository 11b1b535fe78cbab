/*
 * Objects: the files of a tree that never change, known by size and hash.
 */
#ifndef FEEDMILL_OBJECT_H
#define FEEDMILL_OBJECT_H

#include <stdint.h>

/* BLAKE2b-256, by which everything published is known. */
#define OBJECT_HASH_LEN 32

struct object {
	uint64_t bytes;
	uint8_t hash[OBJECT_HASH_LEN];
};

#endif
