#include <stdbool.h>

#include "formats/value.h"
#include "formats/zone_text.h"

void
zone_octets_fill(struct zone_octets *o)
{
	for (unsigned v = 0; v < 256; v++) {
		char *at = o->text[v];
		unsigned n = 0;

		if (v >= 100)
			at[n++] = (char)('0' + v / 100);
		if (v >= 10)
			at[n++] = (char)('0' + v / 10 % 10);
		at[n++] = (char)('0' + v % 10);
		at[3] = (char)n;
	}
}

char *
zone_put_prefix(const struct zone_octets *o, char *at, const struct prefix *p)
{
	if (p->family == IP6)
		return at + prefix_text(at, p);
	at = zone_put_quad(o, at, (uint32_t)p->addr);
	if (p->len < 32) {
		*at++ = '/';
		at = zone_put_octet(o, at, p->len);
	}
	return at;
}

char *
zone_put_words(char *at, u128 addr, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned word = (unsigned)(addr >> (112 - 16 * i)) & 0xffff;
		int shift = 12;

		while (shift > 0 && word >> shift == 0)
			shift -= 4;
		if (i > 0)
			*at++ = ':';
		for (; shift >= 0; shift -= 4)
			*at++ = "0123456789abcdef"[word >> shift & 15];
	}
	return at;
}

/* Whether rbldnsd would take "$" and this character for a variable. */
static bool
makes_variable(char c)
{
	return (c >= '0' && c <= '9') || c == '=';
}

size_t
zone_template(char out[static ZONE_TXT_MAX + 1], const struct value *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->len && n < ZONE_TXT_MAX - 1; i++) {
		char c = v->text[i];
		char next = i + 1 < v->len ? v->text[i + 1] : '\0';

		if ((unsigned char)c < ' ' || c == 127)
			c = ' ';
		if (n == 0 && strchr(" :=#;", c) != NULL)
			continue;
		out[n++] = c;
		if (c == '$' && next == '$') {
			out[n++] = '$';
			i++;
		} else if (c == '$' && makes_variable(next)) {
			out[n++] = ' ';
		}
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n;
}

size_t
zone_expand(char out[static ZONE_TXT_MAX + 1], const struct value *v,
    const struct prefix *p)
{
	char template[ZONE_TXT_MAX + 1], address[ADDR_TEXT];
	struct value as_carried = { .code = v->code, .text = template };

	as_carried.len = (uint16_t)zone_template(template, v);
	prefix_text(address, p);
	return value_expand(out, ZONE_TXT_MAX + 1, &as_carried, address);
}
