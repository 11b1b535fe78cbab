/*
 * Fields: text of lines "name: value" in a fixed order, as heads, indexes and
 * catalogs are.  A line is asked for by how it starts, and its value is taken
 * apart from its start.  Every piece has one form; a reader that wrote again
 * what it read would give the same bytes.
 */
#ifndef FEEDMILL_FIELD_H
#define FEEDMILL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"
#include "formats/object.h"

struct wr;

/* The lines of a text that stays its owner's. */
struct fields {
	const char *p;
	const char *end;
	unsigned number; /* of the line taken last */
};

/* What is left of a line's value. */
struct field {
	const char *p;
	const char *end;
};

struct fields fields_of(const char *text, size_t n);

/*
 * The next line, if it starts as said ("epoch: "); what follows that is its
 * value.  fields_take() fails if it is another.
 */
bool fields_if(struct fields *, const char *start, struct field *);
int fields_take(struct fields *, const char *start, struct field *,
    struct fail *);

/* No line may be left. */
int fields_end(struct fields *, struct fail *);

/* A FAIL_FORMAT of "line N: rule" about the line taken last.  Returns -1. */
int fields_bad(const struct fields *, struct fail *, const char *rule);

/* The next line is one of these; its value is just this. */
int fields_format(struct fields *, const char *format, struct fail *);
int fields_db(struct fields *, char db[static NAME_DB_MAX + 1], struct fail *);
int fields_u32(struct fields *, const char *start, uint32_t *, struct fail *);
int fields_time(struct fields *, const char *start, uint32_t *, struct fail *);

/*
 * Pieces of a value, taken off its start: a decimal number without leading
 * zeros, one byte, lower-case hexadecimal digits of n bytes (at most 32), a
 * time as stamp.h has it, the base64 of n bytes.
 */
bool field_number(struct field *, uint64_t max, uint64_t *);
bool field_u32(struct field *, uint32_t *);
bool field_byte(struct field *, char);
bool field_hex(struct field *, uint8_t *, size_t n);
bool field_time(struct field *, uint32_t *);
bool field_base64(struct field *, void *, size_t n);

/* "<bytes> <hash>", a number below 2^63 and 64 digits. */
bool field_object(struct field *, struct object *);

/* Nothing is left of it. */
bool field_done(const struct field *);

/* Write what the functions of these names read. */
void field_put_hex(struct wr *, const uint8_t *, size_t n);
void field_put_time(struct wr *, uint32_t);
void field_put_object(struct wr *, const struct object *);

#endif
