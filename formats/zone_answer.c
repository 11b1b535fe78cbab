#include <stdio.h>
#include <string.h>

#include "formats/set.h"
#include "formats/value.h"
#include "formats/zone_answer.h"

/* Stands for the address in an answer's text. */
#define PLACE '\0'

void
zone_answers_init(struct zone_answers *a, const struct set *s,
    const char *quotes)
{
	a->set = s;
	a->quotes = quotes;
	for (size_t i = 0; i < ZONE_ANSWERS; i++)
		a->ready[i].id = VALUE_NONE;
}

/* One character inside the quotes. */
static void
add_char(struct zone_answer *x, const char *quotes, char c)
{
	unsigned v = (unsigned char)c;

	if (v >= 127) {
		x->txt[x->len++] = '\\';
		x->txt[x->len++] = (char)('0' + v / 100);
		x->txt[x->len++] = (char)('0' + v / 10 % 10);
		x->txt[x->len++] = (char)('0' + v % 10);
		return;
	}
	if (strchr(quotes, c) != NULL)
		x->txt[x->len++] = '\\';
	x->txt[x->len++] = c;
}

static void
make_answer(const struct zone_answers *a, struct zone_answer *x, uint16_t id)
{
	struct value v = values_at(set_values(a->set), id);
	char text[ZONE_TXT_MAX + 1];
	size_t n = zone_template(text, &v);

	*x = (struct zone_answer){ .id = id };
	snprintf(x->a, sizeof(x->a), "%u.%u.%u.%u", v.code >> 24 & 255,
	    v.code >> 16 & 255, v.code >> 8 & 255, v.code & 255);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '$' && text[i + 1] != '$') {
			x->txt[x->len++] = PLACE;
			x->places++;
		} else {
			add_char(x, a->quotes, text[i]);
			x->bytes++;
			i += text[i] == '$';
		}
	}
}

const struct zone_answer *
zone_answer(struct zone_answers *a, uint16_t id)
{
	struct zone_answer *x = &a->ready[id % ZONE_ANSWERS];

	if (x->id != id)
		make_answer(a, x, id);
	return x;
}

/* The text alone, for an address that makes it too long. */
static void
make_cut_text(const struct zone_answers *a, struct zone_answer *x, uint16_t id,
    const struct prefix *p)
{
	struct value v = values_at(set_values(a->set), id);
	char full[ZONE_TXT_MAX + 1];

	zone_expand(full, &v, p);
	x->len = 0;
	for (const char *c = full; *c; c++)
		add_char(x, a->quotes, *c);
}

static char *
put(char *at, const char *s, size_t n)
{
	memcpy(at, s, n);
	return at + n;
}

char *
zone_put_answer(const struct zone_answers *a, char *at,
    const struct zone_answer *x, const struct prefix *p)
{
	const char *s = x->txt, *end = x->txt + x->len;
	char address[ADDR_TEXT];
	size_t n = prefix_text(address, p);

	if (x->bytes + x->places * n > ZONE_TXT_MAX) {
		struct zone_answer cut;

		make_cut_text(a, &cut, x->id, p);
		return put(at, cut.txt, cut.len);
	}
	while (s < end) {
		const char *place = memchr(s, PLACE, (size_t)(end - s));

		at = put(at, s, (size_t)((place != NULL ? place : end) - s));
		if (place == NULL)
			break;
		at = put(at, address, n);
		s = place + 1;
	}
	return at;
}
