/*
 * The content of a file that may grow, as a hash and a length.  The hash is a
 * chain over pieces of CONTENT_PIECE bytes, so that going on where the last
 * reading stopped takes no more than the last piece, and what was read is
 * known again, whatever file it is in:
 *
 *	chain(0) = 32 bytes of 0
 *	chain(i) = BLAKE2b-256(chain(i - 1) | piece i), pieces from 1 on
 *	hash = BLAKE2b-256(chain of the whole pieces but the last | the rest)
 *
 * where the rest has 1 to CONTENT_PIECE bytes, or none if there are none.
 */
#ifndef FEEDMILL_CONTENT_H
#define FEEDMILL_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTENT_PIECE 4096
#define CONTENT_HASH  32

/* The first bytes of a content, by which it is found among others. */
#define CONTENT_HEAD 256

/* What is remembered of bytes that were read. */
struct content {
	uint64_t bytes;
	uint64_t
	    head; /* of the first CONTENT_HEAD bytes; 0 if there are fewer */
	uint8_t chain[CONTENT_HASH]; /* before the rest */
	uint8_t hash[CONTENT_HASH];
};

/* Bytes on the way to that. */
struct content_sum {
	uint64_t bytes;
	uint64_t head; /* 0 while it is not known */
	uint8_t chain[CONTENT_HASH];
	uint8_t rest[CONTENT_PIECE];
	size_t nrest;
};

/* Begins with no bytes. */
void content_begin(struct content_sum *);

/* Adds n bytes. */
void content_add(struct content_sum *, const void *, size_t n);

/* What the bytes so far are; more may be added after. */
struct content content_of(const struct content_sum *);

/* Where the rest begins: what is before it need not be read again. */
uint64_t content_rest(const struct content *);

/*
 * Goes on behind a content, given again the bytes from content_rest() on to
 * its end.  False if they are other bytes than were read.
 */
bool content_resume(struct content_sum *, const struct content *,
    const void *rest);

#endif
