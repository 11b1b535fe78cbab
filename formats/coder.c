#include "formats/coder.h"

/* 65536 / (seen + 1.6), rounded. */
const uint16_t odds_rate[ODDS_SEEN_MAX + 1] = { 40960, 25206, 18204, 14247,
	11703, 9930, 8623, 7620, 6827, 6183, 5650, 5201, 4819, 4489, 4201, 3948,
	3724, 3523, 3344, 3181, 3034, 2900, 2777, 2664, 2560, 2464, 2374, 2291,
	2214, 2142, 2074 };

void
coder_begin_out(struct coder *c)
{
	c->range = UINT64_MAX;
	c->low = c->raw = 0;
	c->nraw = 0;
	c->words_out.len = c->raw_out.len = 0;
}

void
coder_begin_in(struct coder *c, struct rd in)
{
	c->range = UINT64_MAX;
	c->raw = 0;
	c->nraw = 0;
	c->nwords = 0;
	c->piece = in;
	c->raw_in = rd_sub(&in, rd_vli(&in));
	c->words_in = in;
	c->low = (uint64_t)coder_word_in(c) << 32;
	c->low |= coder_word_in(c);
	c->bad = c->low >= c->range;
}

void
coder_free(struct coder *c)
{
	wr_free(&c->words_out);
	wr_free(&c->raw_out);
}

/* Adds one to the number that has been written; it never overflows. */
void
coder_carry(struct coder *c)
{
	size_t at = c->words_out.len;

	while (++c->words_out.buf[--at] == 0)
		;
}

void
coder_word_out(struct coder *c)
{
	uint8_t *at = wr_room(&c->words_out, 4);

	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(c->low >> (56 - 8 * i));
	c->words_out.len += 4;
	c->low <<= 32;
}

/*
 * The last word is the one number in reach that has only zeros behind it;
 * these are not written.
 */
void
coder_end_out(struct coder *c, struct wr *w, size_t atleast)
{
	size_t start = w->len;

	c->low += UINT32_MAX;
	if (c->low < UINT32_MAX)
		coder_carry(c);
	coder_word_out(c);
	if (c->nraw > 0)
		wr_uint(&c->raw_out, c->raw, (c->nraw + 7) / 8);
	wr_vli(w, c->raw_out.len);
	wr_bytes(w, c->raw_out.buf, c->raw_out.len);
	wr_bytes(w, c->words_out.buf, c->words_out.len);
	while (w->len - start < atleast)
		wr_u8(w, 0);
}

bool
coder_end_in(struct coder *c, size_t atleast)
{
	struct rd rest = c->piece;

	if (c->bad || c->raw_in.bad || rd_left(&c->raw_in) > 0 ||
	    c->nraw >= 8 || c->raw != 0 || c->low >> 32 != 0)
		return false;
	rd_take(&rest, (size_t)(c->raw_in.end - rest.p));
	rd_take(&rest, 4 * (c->nwords - 1));
	if (rest.bad || rd_left(&c->piece) < atleast ||
	    (rd_left(&rest) > 0 && rd_left(&c->piece) > atleast))
		return false;
	while (rd_left(&rest) > 0) {
		if (rd_u8(&rest) != 0)
			return false;
	}
	return true;
}
