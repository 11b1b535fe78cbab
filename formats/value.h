/*
 * The dictionary of answers.  A value is what a resolver answers for a listed
 * address: an A code in 127.0.0.0/8 and a TXT template.  In a template "$"
 * stands for the address that was asked for and "$$" for a dollar sign, as
 * in rbldnsd.  Each distinct value is kept once and known by its id; ids run
 * from 0 in the order of arrival.
 */
#ifndef FEEDMILL_VALUE_H
#define FEEDMILL_VALUE_H

#include <stddef.h>
#include <stdint.h>

/* A set has at most this many different values; ids fit 16 bits. */
#define VALUE_MAX 65535

/*
 * A template is at most this long, so that the answer fits the 254 bytes
 * that rbldnsd gives a TXT even where "$" becomes 39 bytes once.
 */
#define VALUE_TEXT_MAX 215

/* What value_add() returns when the dictionary is full. */
#define VALUE_NONE 65535

struct value {
	uint32_t code; /* 127.0.0.2 is 0x7f000002 */
	uint16_t len;
	const char *text; /* len bytes, then NUL; owned by the dictionary */
};

struct values;

struct values *values_new(void);
void values_free(struct values *);

/*
 * The id of a value, added if it is new: VALUE_NONE if there are VALUE_MAX
 * already.  The text is at most VALUE_TEXT_MAX bytes.
 */
uint16_t values_add(struct values *, uint32_t code, const char *text,
    size_t len);

size_t values_size(const struct values *);

/* The value of an id below values_size().  Lives until the next add. */
struct value values_at(const struct values *, uint16_t id);

/*
 * The order of values: by code, then by text as bytes.  Negative, 0 or
 * positive as a is before, equal to or after b.
 */
int value_order(const struct value *a, const struct value *b);

/*
 * The text of an answer: the template with the given text for each "$".
 * Returns the length, cut at size - 1; out always ends in NUL.
 */
size_t value_expand(char *out, size_t size, const struct value *,
    const char *address);

#endif
