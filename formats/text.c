#include <stdint.h>
#include <string.h>

#include "formats/rd.h"
#include "formats/text.h"

bool
text_cut(struct rd *r, char at, struct text *t)
{
	size_t left = rd_left(r);
	const uint8_t *end = left > 0 ? memchr(r->p, at, left) : NULL;

	if (end == NULL)
		return false;
	t->len = (size_t)(end - r->p);
	t->p = (const char *)rd_take(r, t->len + 1);
	return true;
}

bool
text_is(struct text t, const char *s)
{
	return strlen(s) == t.len && memcmp(t.p, s, t.len) == 0;
}

bool
text_same(struct text a, struct text b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* How many bytes follow this first one; -1 if none starts so. */
static int
followers(uint8_t first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xc2 && first <= 0xdf)
		return 1;
	if (first >= 0xe0 && first <= 0xef)
		return 2;
	return first >= 0xf0 && first <= 0xf4 ? 3 : -1;
}

/*
 * Reads one character.  Returns how many bytes it has, 0 if they are not
 * its shortest UTF-8 form.
 */
static size_t
read_char(const uint8_t *p, size_t left, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	int n = followers(*p);

	if (n < 0 || (size_t)n >= left)
		return 0;
	*c = n == 0 ? *p : *p & (0x3fu >> n);
	for (int i = 1; i <= n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (p[i] & 0x3f);
	}
	if (*c < least[n] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return (size_t)n + 1;
}

bool
text_is_utf8(struct text t)
{
	const uint8_t *p = (const uint8_t *)t.p;
	uint32_t c;
	size_t n;

	for (size_t at = 0; at < t.len; at += n) {
		n = read_char(p + at, t.len - at, &c);
		if (n == 0)
			return false;
	}
	return true;
}

/* Line and paragraph separators, and what overrides the writing direction. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Whether all of 8 bytes are printable ASCII. */
static bool
is_plain(const uint8_t *p)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t b;

	memcpy(&b, p, 8);
	/* A borrow or carry out of a byte only comes of one that is bad. */
	return ((b | (b - 0x20 * ones) | (b + ones)) & 0x80 * ones) == 0;
}

const char *
text_rule(struct text t)
{
	const uint8_t *p = (const uint8_t *)t.p;
	size_t at = 0, n;

	while (at + 8 <= t.len && is_plain(p + at))
		at += 8;
	while (at < t.len && p[at] >= 0x20 && p[at] < 0x7f)
		at++;
	for (; at < t.len; at += n) {
		uint32_t c;

		n = read_char(p + at, t.len - at, &c);
		if (n == 0)
			return "text is UTF-8";
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || is_mark(c))
			return "text has no control characters";
	}
	return NULL;
}

/* Shows one byte.  Returns where the next one goes. */
static char *
show_byte(char *to, uint8_t c)
{
	static const char hex[] = "0123456789abcdef";

	if (c >= 0x20 && c <= 0x7e) {
		*to++ = (char)c;
		return to;
	}
	*to++ = '\\';
	*to++ = 'x';
	*to++ = hex[c >> 4];
	*to++ = hex[c & 15];
	return to;
}

void
text_show(char out[static TEXT_SHOWN], struct text t)
{
	const char *full = out + TEXT_SHOWN - sizeof("\\xNN...'");
	char *to = out;
	size_t i = 0;

	*to++ = '\'';
	while (i < t.len && to <= full)
		to = show_byte(to, (uint8_t)t.p[i++]);
	for (int dots = 0; i < t.len && dots < 3; dots++)
		*to++ = '.';
	*to++ = '\'';
	*to = '\0';
}
