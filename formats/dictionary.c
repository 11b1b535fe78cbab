#include <string.h>

#include "formats/dictionary.h"
#include "formats/wr.h"

/* How many bytes two texts have in common at their start. */
static size_t
common_start(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = 0;

	while (n < na && n < nb && a[n] == b[n])
		n++;
	return n;
}

/* How many they have in common at their end. */
static size_t
common_end(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = 0;

	while (n < na && n < nb && a[na - 1 - n] == b[nb - 1 - n])
		n++;
	return n;
}

/* The bytes of a text that are those of the one before, at both ends. */
static void
shared(const struct dictionary_at *at, const char *text, size_t len,
    uint8_t ends[static 2])
{
	size_t start = common_start(at->text, at->len, text, len);
	size_t end = common_end(at->text + start, at->len - start, text + start,
	    len - start);

	ends[0] = (uint8_t)start;
	ends[1] = (uint8_t)end;
}

void
dictionary_out(struct wr *w, struct dictionary_at *at, const struct value *v)
{
	uint8_t ends[2];

	shared(at, v->text, v->len, ends);
	wr_vli(w, v->code - at->code);
	wr_bytes(w, ends, sizeof(ends));
	wr_u8(w, (uint8_t)(v->len - ends[0] - ends[1]));
	wr_bytes(w, v->text + ends[0], (size_t)(v->len - ends[0] - ends[1]));
	at->code = v->code;
	at->len = (uint8_t)v->len;
	memcpy(at->text, v->text, v->len);
	at->any = true;
}

bool
dictionary_in(struct rd *r, struct dictionary_at *at)
{
	struct value before = { at->code, at->len, at->text };
	uint64_t code = rd_vli(r);
	uint8_t start = rd_u8(r), end = rd_u8(r), middle = rd_u8(r), ends[2];
	const uint8_t *bytes = rd_take(r, middle);
	struct dictionary_at new = { .any = true };
	struct value v;

	if (bytes == NULL || code > UINT32_MAX - at->code ||
	    start + end > at->len || start + middle + end > VALUE_TEXT_MAX)
		return false;
	new.code = at->code + (uint32_t)code;
	new.len = (uint8_t)(start + middle + end);
	memcpy(new.text, at->text, start);
	memcpy(new.text + start, bytes, middle);
	memcpy(new.text + start + middle, at->text + at->len - end, end);
	shared(at, new.text, new.len, ends);
	v = (struct value){ new.code, new.len, new.text };
	if (ends[0] != start || ends[1] != end ||
	    (at->any && value_order(&before, &v) >= 0))
		return false;
	*at = new;
	return true;
}
