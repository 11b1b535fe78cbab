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

#include "formats/rd.h"
#include "formats/wr.h"

#define CODER_INLINE static inline __attribute__((always_inline))

enum way {
	ENCODE,
	DECODE,
};

/*
 * What is known of a decision: the chance of a 1 in 65536ths, never 0, and
 * how often it was seen, at most ODDS_SEEN_MAX.
 */
struct odds {
	uint16_t one;
	uint16_t seen;
};

#define ODDS_SEEN_MAX 30

/* Nothing is known. */
#define ODDS_EVEN ((struct odds){ 32768, 0 })

/* How far a decision moves its odds, in 65536ths, by how often it was seen. */
extern const uint16_t odds_rate[ODDS_SEEN_MAX + 1];

struct coder {
	uint64_t range; /* 2^32 or more between decisions */
	uint64_t low;   /* ENCODE: the low end; DECODE: the code above it */
	uint64_t raw;   /* raw bits not yet moved, the first one lowest */
	unsigned nraw;
	uint64_t
	    nwords; /* DECODE: 4-byte words read, with those behind the end */
	bool bad;   /* DECODE: not even the first word can be */
	struct rd piece; /* DECODE: all of it */
	struct rd words_in;
	struct rd raw_in;
	struct wr words_out;
	struct wr raw_out;
};

/* Starts one piece of code; what is read fills the cursor. */
void coder_begin_out(struct coder *);
void coder_begin_in(struct coder *, struct rd);

/* Frees what encoding took. */
void coder_free(struct coder *);

/*
 * Ends a piece of code and adds it to the output: the number of bytes of raw
 * bits, these, the range code, and zeros up to at least the given size.
 */
void coder_end_out(struct coder *, struct wr *, size_t atleast);

/*
 * Whether the piece was read to its end and is what an encoder would have
 * made of the same decisions.
 */
bool coder_end_in(struct coder *, size_t atleast);

/* Parts of coder_bit(). */
void coder_carry(struct coder *);
void coder_word_out(struct coder *);

/* Without a branch, which would often be guessed wrong. */
CODER_INLINE void
odds_learn(struct odds *o, bool bit)
{
	uint32_t one = o->one;
	uint32_t zeros = (uint32_t)bit - 1; /* all ones for a 0 */
	uint32_t far = (one ^ ~zeros) + (bit ? 65537 : 0);
	uint32_t by = far * odds_rate[o->seen] >> 16;

	o->one = (uint16_t)(one + ((by ^ zeros) - zeros));
	o->seen = (uint16_t)(o->seen + (o->seen < ODDS_SEEN_MAX));
}

/* The next 4 bytes of range code; zeros follow the last. */
static inline uint32_t
coder_word_in(struct coder *c)
{
	const uint8_t *at;

	c->nwords++;
	if (rd_left(&c->words_in) < 4)
		return 0;
	at = rd_take(&c->words_in, 4);
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

CODER_INLINE bool
coder_bit(enum way way, struct coder *c, struct odds *o, bool bit)
{
	uint64_t bound = (c->range >> 16) * o->one;

	if (way == DECODE)
		bit = c->low < bound;
	if (bit) {
		c->range = bound;
	} else {
		c->range -= bound;
		if (way == DECODE) {
			c->low -= bound;
		} else {
			c->low += bound;
			if (c->low < bound)
				coder_carry(c);
		}
	}
	odds_learn(o, bit);
	if (c->range >> 32 == 0) {
		if (way == ENCODE)
			coder_word_out(c);
		else
			c->low = c->low << 32 | coder_word_in(c);
		c->range <<= 32;
	}
	return bit;
}

/* Makes n <= 32 raw bits available. */
static inline void
coder_raw_in(struct coder *c, unsigned n)
{
	if (rd_left(&c->raw_in) >= 4) {
		c->raw |= (uint64_t)rd_u32(&c->raw_in) << c->nraw;
		c->nraw += 32;
	}
	for (; c->nraw < n; c->nraw += 8)
		c->raw |= (uint64_t)rd_u8(&c->raw_in) << c->nraw;
}

/* n <= 32 bits as they are. */
CODER_INLINE uint32_t
coder_raw(enum way way, struct coder *c, unsigned n, uint32_t bits)
{
	if (way == ENCODE) {
		c->raw |= (uint64_t)bits << c->nraw;
		c->nraw += n;
		if (c->nraw >= 32) {
			wr_u32(&c->raw_out, (uint32_t)c->raw);
			c->raw >>= 32;
			c->nraw -= 32;
		}
		return bits;
	}
	if (c->nraw < n)
		coder_raw_in(c, n);
	bits = (uint32_t)(c->raw & (((uint64_t)1 << n) - 1));
	c->raw >>= n;
	c->nraw -= n;
	return bits;
}

/*
 * A number of n bits, most significant first, each decided in the light of
 * those before it.  The tree has 2^n odds.
 */
CODER_INLINE uint32_t
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
