/*
 * What a request says of the bytes that it wants: which it has already, and
 * which part of them (RFC 9110, 13 and 14).
 */
#ifndef FEEDMILL_CONDITION_H
#define FEEDMILL_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/object.h"

/* A quoted tag of 32 hexadecimal digits, with its NUL. */
#define CONDITION_TAG 35

/* The entity tag of an object: half of its hash. */
void condition_tag(char out[static CONDITION_TAG], const struct object *);

/* Whether a value of If-None-Match has the tag; NULL has none. */
bool condition_has(const char *value, const char *tag);

enum condition_range {
	CONDITION_ALL,  /* no range, several, or one that is not understood */
	CONDITION_PART, /* from first to last */
	CONDITION_NONE, /* nothing is there */
};

/* A value of Range, or NULL, for something of so many bytes. */
enum condition_range condition_range(const char *value, uint64_t bytes,
    uint64_t *first, uint64_t *last);

#endif
