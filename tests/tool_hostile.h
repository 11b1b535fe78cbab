/* What tool_hostile sends. */
#ifndef FEEDMILL_TOOL_HOSTILE_H
#define FEEDMILL_TOOL_HOSTILE_H

#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX  8192
#define EDITS_MAX 8

struct text {
	char bytes[TEXT_MAX];
	size_t len;
	size_t loop; /* from there on it is repeated */
};

/* The byte behind a backslash. */
static inline char
text_escaped(const char **s)
{
	char hex[3] = { 0 }, c = *(*s)++;

	switch (c) {
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	case '0':
		return '\0';
	case 'x':
		memcpy(hex, *s, 2);
		*s += 2;
		return (char)strtoul(hex, NULL, 16);
	default:
		return c;
	}
}

static inline void
text_read(struct text *t, const char *s)
{
	if (strlen(s) > TEXT_MAX)
		errx(2, "too much text");
	while (*s != '\0') {
		char c = *s++;

		if (c == '\\' && *s == '|') {
			t->loop = t->len;
			s++;
		} else {
			t->bytes[t->len++] = c == '\\' ? text_escaped(&s) : c;
		}
	}
}

/* Where it goes on after so many bytes, and the bytes of so many times. */
static inline size_t
text_at(const struct text *t, size_t sent)
{
	return sent < t->len ? sent
			     : t->loop + (sent - t->len) % (t->len - t->loop);
}

static inline size_t
text_bytes(const struct text *t, size_t times)
{
	return t->len + (t->len - t->loop) * (times - 1);
}

/* Marsaglia's xorshift: the same for everybody who has the seed. */
static inline size_t
text_draw(uint32_t *seed, size_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return below == 0 ? 0 : *seed % below;
}

/* Puts bytes in, of its own or of a kind that parsers dislike. */
static inline void
text_insert(struct text *t, size_t at, uint32_t *seed)
{
	static const char *const odd[] = { "\r\n", "\n", "\r", " ", "\t", ":",
		"%00", "%2e%2e/", "/../", "//", "?", "#", "\xff\xfe", "HTTP/",
		"-1", "99999999999999999999", ",", "=", "\"",
		"\r\nTransfer-Encoding: chunked", "\r\nContent-Length: -1",
		"\r\nExpect: 100-continue", "\r\nHost: y" };
	const char *s = odd[text_draw(seed, sizeof(odd) / sizeof(odd[0]))];
	size_t n = strlen(s), from = text_draw(seed, t->len);
	char own[64];

	if (text_draw(seed, 2) == 0) {
		n = t->len - from < sizeof(own) ? t->len - from : sizeof(own);
		memcpy(own, t->bytes + from, n);
		s = own;
	}
	if (t->len + n > TEXT_MAX)
		return;
	memmove(t->bytes + at + n, t->bytes + at, t->len - at);
	memcpy(t->bytes + at, s, n);
	t->len += n;
}

static inline void
text_cut(struct text *t, size_t at, size_t n)
{
	if (n > t->len - at)
		n = t->len - at;
	memmove(t->bytes + at, t->bytes + at + n, t->len - at - n);
	t->len -= n;
}

/* Spoils it by chance. */
static inline void
text_spoil(struct text *t, uint32_t *seed)
{
	size_t n = 1 + text_draw(seed, EDITS_MAX);

	for (; n > 0 && t->len > 0; n--) {
		size_t at = text_draw(seed, t->len);

		switch (text_draw(seed, 4)) {
		case 0:
			t->bytes[at] ^= (char)(1 << text_draw(seed, 8));
			break;
		case 1:
			t->bytes[at] = (char)text_draw(seed, 256);
			break;
		case 2:
			text_cut(t, at, text_draw(seed, 16));
			break;
		default:
			text_insert(t, at, seed);
		}
	}
}

#endif
