#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/value.h"

struct values {
	struct value *all;
	size_t n;
	size_t cap;
	uint32_t *slots; /* id + 1, 0 where free; open addressing */
	size_t nslots;   /* a power of two, more than twice n */
};

struct values *
values_new(void)
{
	struct values *v = mem_new(1, sizeof(*v));

	v->nslots = 64;
	v->slots = mem_new(v->nslots, sizeof(*v->slots));
	return v;
}

void
values_free(struct values *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->n; i++)
		free((char *)v->all[i].text);
	free(v->all);
	free(v->slots);
	free(v);
}

/* FNV-1a over the code and the text. */
static uint32_t
value_hash(uint32_t code, const char *text, size_t len)
{
	uint32_t h = (2166136261u ^ code) * 16777619u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)text[i]) * 16777619u;
	return h ^ h >> 15;
}

/* The slot that holds the value, or the free one where it belongs. */
static size_t
find_slot(const struct values *v, uint32_t code, const char *text, size_t len)
{
	size_t at = value_hash(code, text, len) & (v->nslots - 1);

	while (v->slots[at] != 0) {
		const struct value *x = &v->all[v->slots[at] - 1];

		if (x->code == code && x->len == len &&
		    memcmp(x->text, text, len) == 0)
			break;
		at = (at + 1) & (v->nslots - 1);
	}
	return at;
}

static void
double_slots(struct values *v)
{
	free(v->slots);
	v->nslots *= 2;
	v->slots = mem_new(v->nslots, sizeof(*v->slots));
	for (size_t i = 0; i < v->n; i++) {
		const struct value *x = &v->all[i];

		v->slots[find_slot(v, x->code, x->text, x->len)] =
		    (uint32_t)i + 1;
	}
}

uint16_t
values_add(struct values *v, uint32_t code, const char *text, size_t len)
{
	size_t at = find_slot(v, code, text, len);

	if (v->slots[at] != 0)
		return (uint16_t)(v->slots[at] - 1);
	if (v->n >= VALUE_MAX)
		return VALUE_NONE;
	v->all = mem_grow(v->all, v->n, &v->cap, sizeof(*v->all));
	v->all[v->n++] =
	    (struct value){ code, (uint16_t)len, mem_text(text, len) };
	v->slots[at] = (uint32_t)v->n;
	if (v->n * 2 >= v->nslots)
		double_slots(v);
	return (uint16_t)(v->n - 1);
}

size_t
values_size(const struct values *v)
{
	return v->n;
}

struct value
values_at(const struct values *v, uint16_t id)
{
	return v->all[id];
}

int
value_order(const struct value *a, const struct value *b)
{
	size_t shorter = a->len < b->len ? a->len : b->len;
	int order;

	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	order = memcmp(a->text, b->text, shorter);
	return order != 0 ? order : (int)a->len - (int)b->len;
}

size_t
value_expand(char *out, size_t size, const struct value *v, const char *address)
{
	size_t n = 0;

	for (size_t i = 0; i < v->len && n + 1 < size; i++) {
		if (v->text[i] != '$') {
			out[n++] = v->text[i];
		} else if (i + 1 < v->len && v->text[i + 1] == '$') {
			out[n++] = '$';
			i++;
		} else {
			for (const char *a = address; *a && n + 1 < size; a++)
				out[n++] = *a;
		}
	}
	out[n] = '\0';
	return n;
}
