/*
 * Labels: the code of what a set says of an entry, its value and until, given
 * the entry before it.  Part of the trie code; see feed.5.
 */
#ifndef FEEDMILL_LABEL_H
#define FEEDMILL_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/coder.h"
#include "formats/snapshot.h"

/* No until; grain 1; each of the header's grains. */
#define LABEL_CLASSES (GRAIN_MAX + 2)

/* A number of grains is decided as a whole if it is below 2^4. */
#define LABEL_FEW_BITS 4

/* Of others the width is, and the bits below the highest; the rest is raw. */
#define LABEL_WIDTH_BITS 6
#define LABEL_WIDTHS     16 /* widths with odds of their own */
#define LABEL_TOP_BITS   3

/* The odds of values depend on the one before up to so many values. */
#define LABEL_SMALL 16

struct label {
	uint32_t until; /* minutes since 1970; 0 for none */
	uint16_t value;
	uint16_t class; /* of the until */
};

/* What does not change, and the odds. */
struct labels {
	uint32_t nvalues;
	unsigned value_bits;
	bool ends;    /* some entry has an until */
	bool known;   /* there is one label only, value 0 without an until */
	uint32_t now; /* minutes since 1970 */
	unsigned nclasses;
	unsigned class_bits;
	uint32_t grain[LABEL_CLASSES];
	uint64_t inverse[LABEL_CLASSES]; /* 2^64 / grain, or 0 for 1 */
	struct odds same[64][4];
	/* By class, that of the entry before, or 0 for an until now over. */
	struct odds class_of[LABEL_CLASSES][32];
	struct odds live[LABEL_CLASSES];
	struct odds few[LABEL_CLASSES][1 << LABEL_FEW_BITS];
	struct odds width[LABEL_CLASSES][1 << LABEL_WIDTH_BITS];
	struct odds top[LABEL_CLASSES][LABEL_WIDTHS][1 << LABEL_TOP_BITS];
	struct odds *values;
};

/* For a snapshot of so many values, some of its listings ending or none. */
void labels_init(struct labels *, const struct snapshot_id *, uint32_t nvalues,
    bool ends);
void labels_free(struct labels *);

/* Forgets what was learnt. */
void labels_reset(struct labels *);

/* The part of a grain's phase that is the address's alone. */
uint32_t grain_hash(u128 addr);

/* The class of an until: the coarsest grain whose grid has it. */
unsigned label_class(const struct labels *, uint32_t hash, uint32_t until);

/*
 * Codes the label of an entry; gap is the number of bits of its distance
 * from the end of the one before, and before is that one's label or NULL.
 * Returns false if what was read is no label that is ever written.
 */
bool label_out(struct labels *, struct coder *, const struct label *before,
    unsigned gap, uint32_t hash, struct label *);
bool label_in(struct labels *, struct coder *, const struct label *before,
    unsigned gap, uint32_t hash, struct label *);

/* The same for the value, and for the until, alone; without raw bits. */
bool label_value(enum way, struct labels *, struct coder *,
    const struct label *before, unsigned gap, struct label *);
bool label_until(enum way, struct labels *, struct coder *,
    const struct label *before, uint32_t hash, struct label *);

/* How many whole grains of a class there are in an address's minutes. */
uint64_t label_grains(const struct labels *, unsigned class, uint32_t hash,
    uint32_t minute);

#endif
