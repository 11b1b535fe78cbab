/*
 * The code of a delta: what its parts are coded with and by what they are
 * bounded.  Part of delta.h.
 */
#ifndef FEEDMILL_DELTA_CODE_H
#define FEEDMILL_DELTA_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/coder.h"
#include "formats/delta_diff.h"
#include "formats/label.h"

/* Numbers are told by their width, up to so many bits. */
#define DELTA_WIDTHS 64

struct delta_code {
	enum way way;
	struct coder coder;
	struct coder_bytes bytes;
	bool bad;  /* DECODE: no writer makes this */
	bool ends; /* some label had an until */
	/* What takes memory that the base does not: so much, at most so much. */
	uint64_t count, most;
	const struct set *base;
	enum family family;
	uint32_t minute;          /* of the result */
	const uint16_t *ids;      /* of values, by the base's */
	struct labels new_labels; /* of what is added */
	struct labels changed;    /* of what changes */
	struct odds number[DELTA_WIDTHS];
	struct odds renewed[LABEL_CLASSES];
	struct odds gap[DELTA_WIDTHS][3];
	struct odds gap_top[DELTA_WIDTHS];
	struct odds partial[2][8];
	struct odds stays, gone;
	struct odds single[32][8], both[32][32], upper[32], tail[32];
	struct odds host[8], here[129];
	struct odds tail6[128][16];
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

/* Counts what takes memory; false where that is too much. */
static inline bool
delta_count(struct delta_code *c)
{
	if (++c->count > c->most)
		c->bad = true;
	return !c->bad;
}

/* A number below 2^63 - 1. */
uint64_t delta_number(struct delta_code *, uint64_t);

/* The n lowest bits of a number. */
uint64_t delta_raw(struct delta_code *, unsigned n, uint64_t);

/* The label of a prefix or range; before is NULL for no other. */
void delta_label(struct delta_code *, struct labels *,
    const struct label *before, unsigned gap, u128 first, struct label *);

#endif
