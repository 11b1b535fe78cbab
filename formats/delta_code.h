/*
 * The code of a delta: what its parts are coded with and by what they are
 * bounded.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_CODE_H
#define FEEDMILL_DELTA_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/coder.h"
#include "formats/delta_label.h"
#include "formats/delta_odds.h"
#include "formats/set.h"
#include "formats/trie.h"

struct delta_code {
	enum way way;
	struct coder coder;
	struct coder_bytes bytes;
	bool bad;  /* DECODE: no writer makes this */
	bool ends; /* some new label had an until */
	/* What takes memory that the base does not, and how much may. */
	uint64_t count, most;
	const struct set *base;
	enum family family;
	uint32_t minute;     /* of the result */
	const uint16_t *ids; /* of values, by the base's */
	size_t nadded;       /* entries that are added */
	unsigned last_len;   /* of the entry before, 0 at first */
	struct delta_labels added, changed;
	struct delta_odds odds;
};

/* For a result's id, of values in that number; its labels end or do not. */
void delta_code_init(struct delta_code *, const struct snapshot_id *,
    uint32_t nvalues, bool ends);
void delta_code_free(struct delta_code *);

static inline bool
delta_bit(struct delta_code *c, struct odds *o, bool bit)
{
	return coder_bit(c->way, &c->coder, o, bit);
}

static inline uint64_t
delta_even(struct delta_code *c, unsigned n, uint64_t bits)
{
	return coder_even(c->way, &c->coder, n, bits);
}

/* The bits of a number. */
static inline unsigned
delta_width(u128 n)
{
	return n == 0 ? 0 : 128 - trie_common(IP6, 0, n);
}

/* Counts what takes memory; false where that is too much. */
static inline bool
delta_count(struct delta_code *c)
{
	if (++c->count > c->most)
		c->bad = true;
	return !c->bad;
}

/*
 * The bits of the distance of what is at an address from the end of what was
 * before it, NULL for nothing; see label.h.
 */
unsigned delta_gap(enum family, const u128 *end, u128 first);

/* A number below 2^DELTA_WIDTHS - 1, with odds by its width. */
uint64_t delta_number(struct delta_code *, struct odds[static DELTA_WIDTHS],
    uint64_t);

#endif
