/*
 * Access tokens, which subscribers show to a server that asks who they are:
 *
 *	fmt_<48 characters of base64url>
 *
 * These stand for 32 random bytes and their CRC-32 (zlib's, lowest byte
 * first), by which those who look for leaked secrets tell a token from what
 * only looks like one.  Servers keep the BLAKE2b-256 of the whole text.  A
 * slow hash is for what people think up: of 2^256 tokens none is ever guessed.
 */
#ifndef FEEDMILL_TOKEN_H
#define FEEDMILL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/text.h"

#define TOKEN_PREFIX "fmt_"

/* Room for a token, and for its hash in hexadecimal, with NUL. */
#define TOKEN_TEXT      53
#define TOKEN_HASH_TEXT 65

/* The longest name of an access, and of one who holds a token for it. */
#define TOKEN_NAME_MAX 63

struct token_hash {
	uint8_t bytes[32];
};

/* Makes one; sodium_init() was called. */
void token_make(char out[static TOKEN_TEXT]);

/* The hash of a token; false if the text is none. */
bool token_read(struct token_hash *, struct text);

/* The hash as b2sum -l 256 prints it. */
void token_hash_text(char out[static TOKEN_HASH_TEXT],
    const struct token_hash *);
bool token_hash_read(struct token_hash *, struct text);

/*
 * Whether it is a name of either: letters, digits and ".-_@", a letter or a
 * digit first.
 */
bool token_is_name(const char *, size_t n);

#endif
