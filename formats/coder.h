/*
 * The entropy coder under snapshots and deltas: an adaptive binary range
 * coder, and beside it bits that are stored as they are.  Integers only; the
 * same decisions give the same bytes on every machine.  feed.5 has the
 * arithmetic.
 *
 * A piece of code is written once for both directions: coder_bit() takes the
 * bit and returns it when it encodes, and ignores what it is given and
 * returns the coded bit when it decodes.  The way is a constant wherever
 * this is used, so that the compiler makes two functions of one text.
 */
#ifndef FEEDMILL_CODER_H
#define FEEDMILL_CODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/odds.h"
#include "formats/rd.h"
#include "formats/wr.h"

enum way {
	ENCODE,
	DECODE,
};

/* The bytes under a coder. */
struct coder_bytes {
	uint64_t raw;    /* raw bits not yet moved, the first one lowest */
	unsigned nraw;   /* how many */
	uint64_t nwords; /* DECODE: words read, with those behind the last */
	bool bad;        /* DECODE: not even the start can be */
	struct rd piece; /* DECODE: all of it */
	struct rd words_in, raw_in;
	struct wr words_out, raw_out;
};

/*
 * A coder is small, so that it can be held in registers: copy it, code with
 * the copy, and copy it back.
 */
struct coder {
	uint64_t range; /* 2^32 or more between decisions */
	uint64_t low;   /* ENCODE: the low end; DECODE: the code above it */
	struct coder_bytes *bytes;
};

/* Starts one piece of code; what is read fills the cursor. */
struct coder coder_begin_out(struct coder_bytes *);
struct coder coder_begin_in(struct coder_bytes *, struct rd);

/* Frees what encoding took. */
void coder_bytes_free(struct coder_bytes *);

/*
 * Ends a piece of code and adds it to the output: the number of bytes of raw
 * bits, these, the range code, and zeros up to at least the given size.
 */
void coder_end_out(const struct coder *, struct wr *, size_t atleast);

/*
 * Whether the piece was read to its end and is what an encoder would have
 * made of the same decisions.
 */
bool coder_end_in(const struct coder *, size_t atleast);

/*
 * The same for code without raw bits, which ends with the byte that is needed
 * last.
 */
struct coder coder_begin_short_in(struct coder_bytes *, struct rd);
void coder_end_short_out(const struct coder *, struct wr *, size_t atleast);
bool coder_end_short_in(const struct coder *, size_t atleast);

/* Parts of what follows. */
void coder_carry(struct coder_bytes *);
void coder_word_out(struct coder_bytes *, uint32_t);
void coder_raw_out(struct coder_bytes *);
void coder_raw_in(struct coder_bytes *, unsigned n);
uint32_t coder_last_word_in(struct coder_bytes *);

/* The next 4 bytes of range code; zeros follow the last. */
ALWAYS_INLINE uint32_t
coder_word_in(struct coder_bytes *b)
{
	const uint8_t *at;

	b->nwords++;
	if (rd_left(&b->words_in) < 4)
		return coder_last_word_in(b);
	at = rd_take(&b->words_in, 4);
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

ALWAYS_INLINE bool
coder_bit(enum way way, struct coder *c, struct odds *o, bool bit)
{
	uint64_t bound = (c->range >> 16) * o->one;

	if (way == DECODE)
		bit = c->low < bound;
	if (bit) {
		c->range = bound;
		odds_learn(o, true);
	} else {
		c->range -= bound;
		if (way == DECODE)
			c->low -= bound;
		else if ((c->low += bound) < bound)
			coder_carry(c->bytes);
		odds_learn(o, false);
	}
	if (c->range >> 32 == 0) {
		if (way == ENCODE)
			coder_word_out(c->bytes, (uint32_t)(c->low >> 32));
		c->low <<= 32;
		c->range <<= 32;
		if (way == DECODE)
			c->low |= coder_word_in(c->bytes);
	}
	return bit;
}

/* n <= 32 bits as they are. */
ALWAYS_INLINE uint32_t
coder_raw(enum way way, const struct coder *c, unsigned n, uint32_t bits)
{
	struct coder_bytes *b = c->bytes;

	if (way == ENCODE) {
		b->raw |= (uint64_t)bits << b->nraw;
		b->nraw += n;
		if (b->nraw >= 32)
			coder_raw_out(b);
		return bits;
	}
	if (b->nraw < n)
		coder_raw_in(b, n);
	bits = (uint32_t)(b->raw & (((uint64_t)1 << n) - 1));
	b->raw >>= n;
	b->nraw -= n;
	return bits;
}

/* n bits at even odds, most significant first, where there are no raw ones. */
ALWAYS_INLINE uint64_t
coder_even(enum way way, struct coder *c, unsigned n, uint64_t bits)
{
	uint64_t got = 0;

	while (n-- > 0) {
		struct odds even = ODDS_EVEN;

		got = got << 1 | coder_bit(way, c, &even, (bits >> n & 1) != 0);
	}
	return got;
}

/*
 * A number of n bits, most significant first, each decided in the light of
 * those before it.  The tree has 2^n odds.
 */
ALWAYS_INLINE uint32_t
coder_tree(enum way way, struct coder *c, struct odds *tree, unsigned n,
    uint32_t number)
{
	uint32_t at = 1;

	for (unsigned i = n; i-- > 0;)
		at = at * 2 +
		    coder_bit(way, c, &tree[at], (number >> i & 1) != 0);
	return at - ((uint32_t)1 << n);
}

#endif
