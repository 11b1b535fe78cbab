#include "formats/coder.h"

/* 65536 / (seen + 1.6), rounded. */
const uint16_t odds_rate[ODDS_SEEN_MAX + 1] = { 40960, 25206, 18204, 14247,
	11703, 9930, 8623, 7620, 6827, 6183, 5650, 5201, 4819, 4489, 4201, 3948,
	3724, 3523, 3344, 3181, 3034, 2900, 2777, 2664, 2560, 2464, 2374, 2291,
	2214, 2142, 2074 };

struct coder
coder_begin_out(struct coder_bytes *b)
{
	b->raw = 0;
	b->nraw = 0;
	b->words_out.len = b->raw_out.len = 0;
	return (struct coder){ UINT64_MAX, 0, b };
}

/* Starts to read words, what else there is being read or empty. */
static struct coder
begin_words_in(struct coder_bytes *b)
{
	struct coder c = { UINT64_MAX, 0, b };

	b->raw = 0;
	b->nraw = 0;
	b->nwords = 0;
	c.low = (uint64_t)coder_word_in(b) << 32;
	c.low |= coder_word_in(b);
	b->bad = c.low >= c.range;
	return c;
}

struct coder
coder_begin_in(struct coder_bytes *b, struct rd in)
{
	b->piece = in;
	b->raw_in = rd_sub(&in, rd_vli(&in));
	b->words_in = in;
	return begin_words_in(b);
}

struct coder
coder_begin_short_in(struct coder_bytes *b, struct rd in)
{
	b->piece = b->words_in = in;
	b->raw_in = rd_over(NULL, 0);
	return begin_words_in(b);
}

/* What is left, which is less than a word, and zeros behind it. */
uint32_t
coder_last_word_in(struct coder_bytes *b)
{
	size_t n = rd_left(&b->words_in);
	uint32_t word = 0;

	for (size_t i = 0; i < 4; i++)
		word = word << 8 | (i < n ? rd_u8(&b->words_in) : 0);
	return word;
}

void
coder_bytes_free(struct coder_bytes *b)
{
	wr_free(&b->words_out);
	wr_free(&b->raw_out);
}

/* Adds one to the number that has been written; it never overflows. */
void
coder_carry(struct coder_bytes *b)
{
	size_t at = b->words_out.len;

	while (++b->words_out.buf[--at] == 0)
		;
}

void
coder_word_out(struct coder_bytes *b, uint32_t word)
{
	uint8_t *at = wr_room(&b->words_out, 4);

	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(word >> (24 - 8 * i));
	b->words_out.len += 4;
}

void
coder_raw_out(struct coder_bytes *b)
{
	wr_u32(&b->raw_out, (uint32_t)b->raw);
	b->raw >>= 32;
	b->nraw -= 32;
}

/* Makes n <= 32 raw bits available. */
void
coder_raw_in(struct coder_bytes *b, unsigned n)
{
	if (rd_left(&b->raw_in) >= 4) {
		b->raw |= (uint64_t)rd_u32(&b->raw_in) << b->nraw;
		b->nraw += 32;
	}
	for (; b->nraw < n; b->nraw += 8)
		b->raw |= (uint64_t)rd_u8(&b->raw_in) << b->nraw;
}

/*
 * The last word is the one number in reach that has only zeros behind it;
 * these are not written.
 */
void
coder_end_out(const struct coder *c, struct wr *w, size_t atleast)
{
	struct coder_bytes *b = c->bytes;
	uint64_t last = c->low + UINT32_MAX;
	size_t start = w->len;

	if (last < c->low)
		coder_carry(b);
	coder_word_out(b, (uint32_t)(last >> 32));
	if (b->nraw > 0)
		wr_uint(&b->raw_out, b->raw, (b->nraw + 7) / 8);
	wr_vli(w, b->raw_out.len);
	wr_bytes(w, b->raw_out.buf, b->raw_out.len);
	wr_bytes(w, b->words_out.buf, b->words_out.len);
	while (w->len - start < atleast)
		wr_u8(w, 0);
}

/* Are there these bytes, and zeros only where they have to be at least? */
static bool
ends_after(struct rd piece, size_t bytes, size_t atleast)
{
	struct rd rest = piece;

	rd_take(&rest, bytes);
	if (rest.bad || rd_left(&piece) < atleast ||
	    (rd_left(&rest) > 0 && rd_left(&piece) > atleast))
		return false;
	while (rd_left(&rest) > 0) {
		if (rd_u8(&rest) != 0)
			return false;
	}
	return true;
}

bool
coder_end_in(const struct coder *c, size_t atleast)
{
	const struct coder_bytes *b = c->bytes;
	struct rd rest = b->piece;

	if (b->bad || b->raw_in.bad || rd_left(&b->raw_in) > 0 ||
	    b->nraw >= 8 || b->raw != 0 || c->low >> 32 != 0)
		return false;
	rd_take(&rest, (size_t)(b->raw_in.end - rest.p));
	return ends_after(b->piece,
	    rd_left(&b->piece) - rd_left(&rest) + 4 * (b->nwords - 1), atleast);
}

/*
 * How far above a low end of 64 bits the number is that has the most zeros
 * at its end and is within reach, in whole bytes from the highest 4 down.
 */
static uint64_t
shortest(uint64_t low, uint64_t range, unsigned *bytes)
{
	for (*bytes = 0; *bytes < 4; ++*bytes) {
		uint64_t above =
		    *bytes == 0 ? -low : -low & (UINT64_MAX >> 8 * *bytes);

		if (above < range)
			return above;
	}
	return -low & UINT32_MAX;
}

void
coder_end_short_out(const struct coder *c, struct wr *w, size_t atleast)
{
	struct coder_bytes *b = c->bytes;
	size_t start = w->len;
	unsigned bytes;
	uint64_t last = c->low + shortest(c->low, c->range, &bytes);

	if (last < c->low)
		coder_carry(b);
	wr_bytes(w, b->words_out.buf, b->words_out.len);
	for (unsigned i = 0; i < bytes; i++)
		wr_u8(w, (uint8_t)(last >> (56 - 8 * i)));
	while (w->len - start < atleast)
		wr_u8(w, 0);
}

bool
coder_end_short_in(const struct coder *c, size_t atleast)
{
	const struct coder_bytes *b = c->bytes;
	size_t before = 4 * (b->nwords - 2);
	struct rd rest = b->piece;
	uint64_t last = 0;
	unsigned bytes;

	rd_take(&rest, before);
	if (b->bad || rest.bad)
		return false;
	for (int i = 0; i < 8; i++)
		last = last << 8 | (rd_left(&rest) > 0 ? rd_u8(&rest) : 0);
	return shortest(last - c->low, c->range, &bytes) == c->low &&
	    ends_after(b->piece, before + bytes, atleast);
}
