#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "formats/base64.h"
#include "formats/field.h"
#include "formats/stamp.h"
#include "formats/wr.h"

#define HEX_MAX OBJECT_HASH_LEN

struct fields
fields_of(const char *text, size_t n)
{
	return (struct fields){ text, text + n, 0 };
}

int
fields_bad(const struct fields *l, struct fail *f, const char *rule)
{
	return fail(f, FAIL_FORMAT, "line %u: %s", l->number, rule);
}

bool
fields_if(struct fields *l, const char *start, struct field *value)
{
	size_t left = (size_t)(l->end - l->p), n = strlen(start);
	const char *nl = left > 0 ? memchr(l->p, '\n', left) : NULL;

	if (nl == NULL || (size_t)(nl - l->p) < n ||
	    memcmp(l->p, start, n) != 0)
		return false;
	*value = (struct field){ l->p + n, nl };
	l->p = nl + 1;
	l->number++;
	return true;
}

int
fields_take(struct fields *l, const char *start, struct field *value,
    struct fail *f)
{
	if (!fields_if(l, start, value))
		return fail(f, FAIL_FORMAT, "line %u: want \"%s...\"",
		    l->number + 1, start);
	return 0;
}

int
fields_end(struct fields *l, struct fail *f)
{
	if (l->p == l->end)
		return 0;
	l->number++;
	return fields_bad(l, f, "nothing may follow");
}

int
fields_format(struct fields *l, const char *format, struct fail *f)
{
	struct field c;

	if (fields_take(l, "format: ", &c, f) == -1)
		return -1;
	if ((size_t)(c.end - c.p) != strlen(format) ||
	    memcmp(c.p, format, strlen(format)) != 0)
		return fail(f, FAIL_FORMAT, "line %u: the format is not \"%s\"",
		    l->number, format);
	return 0;
}

int
fields_db(struct fields *l, char db[static NAME_DB_MAX + 1], struct fail *f)
{
	struct field c;
	size_t n;

	if (fields_take(l, "db: ", &c, f) == -1)
		return -1;
	n = (size_t)(c.end - c.p);
	if (!name_is_db(c.p, n))
		return fields_bad(l, f, "this is no name of a database");
	memcpy(db, c.p, n);
	db[n] = '\0';
	return 0;
}

int
fields_u32(struct fields *l, const char *start, uint32_t *v, struct fail *f)
{
	struct field c;

	if (fields_take(l, start, &c, f) == -1)
		return -1;
	if (!field_u32(&c, v) || !field_done(&c))
		return fields_bad(l, f, "a number below 2^32 is wanted");
	return 0;
}

int
fields_time(struct fields *l, const char *start, uint32_t *t, struct fail *f)
{
	struct field c;

	if (fields_take(l, start, &c, f) == -1)
		return -1;
	if (!field_time(&c, t) || !field_done(&c))
		return fields_bad(l, f, "a time is as 2026-11-21T22:25:00Z");
	return 0;
}

bool
field_number(struct field *c, uint64_t max, uint64_t *v)
{
	const char *start = c->p;

	for (*v = 0; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
		uint64_t digit = (uint64_t)(*c->p - '0');

		if (digit > max || *v > (max - digit) / 10)
			return false;
		*v = *v * 10 + digit;
	}
	return c->p > start && (*start != '0' || c->p == start + 1);
}

bool
field_u32(struct field *c, uint32_t *v)
{
	uint64_t n;

	if (!field_number(c, UINT32_MAX, &n))
		return false;
	*v = (uint32_t)n;
	return true;
}

bool
field_byte(struct field *c, char want)
{
	return c->p < c->end && *c->p++ == want;
}

/* The next n bytes; NULL if there are fewer. */
static const char *
take(struct field *c, size_t n)
{
	const char *at = c->p;

	if ((size_t)(c->end - c->p) < n)
		return NULL;
	c->p += n;
	return at;
}

bool
field_hex(struct field *c, uint8_t *out, size_t n)
{
	char again[2 * HEX_MAX + 1];
	const char *hex = take(c, 2 * n);

	assert(n <= HEX_MAX);
	if (hex == NULL ||
	    sodium_hex2bin(out, n, hex, 2 * n, NULL, NULL, NULL) != 0)
		return false;
	sodium_bin2hex(again, sizeof(again), out, n);
	return memcmp(again, hex, 2 * n) == 0;
}

bool
field_time(struct field *c, uint32_t *t)
{
	const char *at = take(c, STAMP_TEXT - 1);

	return at != NULL && stamp_parse(at, at + STAMP_TEXT - 1, t);
}

bool
field_base64(struct field *c, void *out, size_t n)
{
	const char *at = take(c, BASE64_LEN(n));

	return at != NULL && base64_read(out, n, at, BASE64_LEN(n));
}

bool
field_object(struct field *c, struct object *o)
{
	return field_number(c, INT64_MAX, &o->bytes) && field_byte(c, ' ') &&
	    field_hex(c, o->hash, sizeof(o->hash));
}

bool
field_done(const struct field *c)
{
	return c->p == c->end;
}

void
field_put_hex(struct wr *w, const uint8_t *bytes, size_t n)
{
	char hex[2 * HEX_MAX + 1];

	assert(n <= HEX_MAX);
	sodium_bin2hex(hex, sizeof(hex), bytes, n);
	wr_str(w, hex);
}

void
field_put_time(struct wr *w, uint32_t t)
{
	char text[STAMP_TEXT];

	stamp_text(text, t);
	wr_str(w, text);
}

void
field_put_object(struct wr *w, const struct object *o)
{
	wr_dec(w, o->bytes);
	wr_u8(w, ' ');
	field_put_hex(w, o->hash, sizeof(o->hash));
}
