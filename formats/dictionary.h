/*
 * The dictionary of a snapshot: its values in their order, each told by what
 * it has not in common with the one before.  See feed.5.
 */
#ifndef FEEDMILL_DICTIONARY_H
#define FEEDMILL_DICTIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/rd.h"
#include "formats/value.h"

struct wr;

/* The value that was read or written last; { 0 } before the first. */
struct dictionary_at {
	uint32_t code;
	uint8_t len;
	char text[VALUE_TEXT_MAX + 1];
	bool any; /* false before the first */
};

/* Writes the next value of a dictionary; at is changed to it. */
void dictionary_out(struct wr *, struct dictionary_at *, const struct value *);

/* Reads the next value; returns false if it is none that is ever written. */
bool dictionary_in(struct rd *, struct dictionary_at *);

#endif
