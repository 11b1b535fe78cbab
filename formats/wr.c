#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/wr.h"

/* A draining writer hands over pieces of about this many bytes. */
#define WR_PIECE (256 * 1024)

void
wr_free(struct wr *w)
{
	free(w->buf);
	*w = (struct wr){ 0 };
}

static void
wr_pass_on(struct wr *w)
{
	if (!w->bad && w->len > 0 && w->drain(w->arg, w->buf, w->len) == -1)
		w->bad = true;
	w->len = 0;
}

uint8_t *
wr_room(struct wr *w, size_t n)
{
	if (w->cap - w->len >= n)
		return w->buf + w->len;
	if (w->drain != NULL && w->len > 0)
		wr_pass_on(w);
	if (w->cap - w->len < n) {
		size_t want = w->drain != NULL ? WR_PIECE : w->cap + w->cap / 2;

		w->cap = want > w->len + n ? want : w->len + n + 64;
		w->buf = mem_resize(w->buf, w->cap, 1);
	}
	return w->buf + w->len;
}

int
wr_flush(struct wr *w)
{
	if (w->drain != NULL)
		wr_pass_on(w);
	return w->bad ? -1 : 0;
}

void
wr_bytes(struct wr *w, const void *bytes, size_t n)
{
	if (n == 0)
		return;
	memcpy(wr_room(w, n), bytes, n);
	w->len += n;
}

void
wr_str(struct wr *w, const char *s)
{
	wr_bytes(w, s, strlen(s));
}

void
wr_uint(struct wr *w, uint64_t v, size_t n)
{
	uint8_t *at = wr_room(w, n);

	for (size_t i = 0; i < n; i++, v >>= 8)
		at[i] = (uint8_t)v;
	w->len += n;
}

void
wr_u8(struct wr *w, uint8_t v)
{
	wr_uint(w, v, 1);
}

void
wr_u16(struct wr *w, uint16_t v)
{
	wr_uint(w, v, 2);
}

void
wr_u32(struct wr *w, uint32_t v)
{
	wr_uint(w, v, 4);
}

void
wr_u64(struct wr *w, uint64_t v)
{
	wr_uint(w, v, 8);
}

void
wr_vli(struct wr *w, uint64_t v)
{
	for (; v > 0x7f; v >>= 7)
		wr_u8(w, (uint8_t)(v | 0x80));
	wr_u8(w, (uint8_t)v);
}

void
wr_zigzag(struct wr *w, int64_t v)
{
	wr_vli(w, (uint64_t)v << 1 ^ (uint64_t) - (int64_t)(v < 0));
}

void
wr_dec(struct wr *w, uint64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	wr_bytes(w, digits + at, sizeof(digits) - at);
}

void
wr_fmt(struct wr *w, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		err(1, NULL);
	wr_bytes(w, text, (size_t)n);
	free(text);
}
