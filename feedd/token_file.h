/*
 * The token file: who holds which token, a line each, for as many as there
 * are.  feedd.conf(5) is its manual.
 *
 *	# hash of the token	access	holder	until
 *	5b19fd01...684fc	gold	alice	2027-01-01T00:00:00Z
 */
#ifndef FEEDMILL_TOKEN_FILE_H
#define FEEDMILL_TOKEN_FILE_H

#include <stddef.h>

#include "formats/fail.h"

struct rules;

/* A token file has at most so many bytes, for some 500,000 tokens. */
#define TOKEN_FILE_MAX ((size_t)64 << 20)

/*
 * Adds the tokens of a file to rules that have all accesses.  A failure begins
 * with "path:line: " and never shows what stands in a token's place.
 */
int token_file_read(struct rules *, const char *path, struct fail *);
int token_file_parse(struct rules *, const char *text, size_t n,
    const char *name, struct fail *);

#endif
