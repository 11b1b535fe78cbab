#include <stdlib.h>

#include "formats/label.h"
#include "formats/mem.h"

uint32_t
grain_hash(u128 addr)
{
	uint64_t x = (uint64_t)addr ^ (uint64_t)(addr >> 64);

	return (uint32_t)(x * 0x9e3779b97f4a7c15 >> 48);
}

uint32_t
grain_phase(u128 addr, uint32_t grain)
{
	return (grain - grain_hash(addr) % grain) % grain;
}

/* The bits of a number below n. */
static unsigned
bits_for(uint32_t n)
{
	unsigned bits = 0;

	while ((uint32_t)1 << bits < n)
		bits++;
	return bits;
}

void
labels_init(struct labels *l, const struct snapshot_id *id, uint32_t nvalues,
    bool ends)
{
	l->nvalues = nvalues;
	l->value_bits = bits_for(nvalues);
	l->ends = ends;
	l->known = nvalues == 1 && !ends;
	l->now = id->serial / 60;
	l->nclasses = id->ngrains + 2u;
	l->class_bits = bits_for(l->nclasses);
	l->grain[1] = 1;
	for (unsigned i = 2; i < l->nclasses; i++) {
		l->grain[i] = id->grains[i - 2];
		l->inverse[i] = UINT64_MAX / l->grain[i] + 1;
	}
	l->values = mem_new(nvalues <= LABEL_SMALL ? LABEL_SMALL * LABEL_SMALL
						   : (size_t)1 << l->value_bits,
	    sizeof(*l->values));
}

void
labels_free(struct labels *l)
{
	free(l->values);
}

void
labels_reset(struct labels *l)
{
	size_t n = l->nvalues <= LABEL_SMALL ? LABEL_SMALL * LABEL_SMALL
					     : (size_t)1 << l->value_bits;

	if (l->known)
		return;
	odds_forget(&l->same[0][0], sizeof(l->same));
	odds_forget(&l->class_of[0][0], sizeof(l->class_of));
	odds_forget(l->live, sizeof(l->live));
	odds_forget(&l->few[0][0], sizeof(l->few));
	odds_forget(&l->width[0][0], sizeof(l->width));
	odds_forget(&l->top[0][0][0], sizeof(l->top));
	odds_forget(l->values, n * sizeof(*l->values));
}

/*
 * A value's id.  Where it is known not to be the one before, as before it
 * says, and where an id would be too great, the bit is known.
 */
ALWAYS_INLINE uint16_t
code_id(enum way way, struct labels *l, struct coder *c,
    const struct label *before, uint16_t id)
{
	struct odds *tree = l->values;
	uint32_t at = 1;
	bool bit;

	if (before != NULL && l->nvalues <= LABEL_SMALL)
		tree += before->value * LABEL_SMALL;
	for (unsigned i = l->value_bits; i-- > 0; at = at * 2 + bit) {
		uint32_t one =
		    at * 2 + 1 - ((uint32_t)1 << (l->value_bits - i));

		if (one << i >= l->nvalues)
			bit = false;
		else if (i == 0 && before != NULL &&
		    before->value >> 1 == one >> 1)
			bit = (before->value & 1) == 0;
		else
			bit = coder_bit(way, c, &tree[at], (id >> i & 1) != 0);
	}
	return (uint16_t)(at - ((uint32_t)1 << l->value_bits));
}

ALWAYS_INLINE bool
code_value(enum way way, struct labels *l, struct coder *c,
    const struct label *before, unsigned gap, uint16_t *value)
{
	unsigned near = gap <= 8 ? 0 : gap <= 12 ? 1 : gap <= 16 ? 2 : 3;

	if (l->nvalues == 1) {
		*value = 0;
		return true;
	}
	if (before != NULL &&
	    coder_bit(way, c, &l->same[before->value % 64][near],
		*value == before->value)) {
		*value = before->value;
		return true;
	}
	*value = code_id(way, l, c, before, *value);
	return before == NULL || *value != before->value;
}

/*
 * Grains of a class in a number of minutes below 2^40, and whether they are
 * whole.  Multiplied by its inverse, which is too great by less than one, a
 * grain is 2^64 and less than a grain more.
 */
ALWAYS_INLINE uint64_t
whole_grains(const struct labels *l, unsigned class, uint64_t minutes)
{
	if (l->inverse[class] == 0)
		return minutes;
	return (uint64_t)((u128)minutes * l->inverse[class] >> 64);
}

ALWAYS_INLINE bool
on_grid(const struct labels *l, unsigned class, uint64_t minutes)
{
	return minutes * l->inverse[class] < l->inverse[class];
}

unsigned
label_class(const struct labels *l, uint32_t hash, uint32_t until)
{
	uint64_t at = (uint64_t)until + hash;
	unsigned class = l->nclasses;

	if (until == 0)
		return 0;
	while (--class > 1 && !on_grid(l, class, at))
		;
	return class;
}

/* Where bits go that are not modelled. */
enum bits {
	RAW,
	EVEN,
};

/* A number of grains, above 0 and below 2^34. */
ALWAYS_INLINE uint64_t
code_grains(enum way way, enum bits where, struct labels *l, struct coder *c,
    unsigned class, uint64_t n)
{
	uint32_t most = (1 << LABEL_FEW_BITS) - 1;
	uint32_t few = coder_tree(way, c, l->few[class], LABEL_FEW_BITS,
	    n <= most ? (uint32_t)n - 1 : most);
	unsigned width = 0, top, bits;

	if (few < most)
		return few + 1;
	if (way == ENCODE)
		width = 63 - (unsigned)__builtin_clzll(n);
	width = coder_tree(way, c, l->width[class], LABEL_WIDTH_BITS, width);
	if (width > 33 || width < LABEL_FEW_BITS)
		return 0;
	top = width < LABEL_WIDTHS ? width : LABEL_WIDTHS - 1;
	bits = width - LABEL_TOP_BITS;
	few = coder_tree(way, c, l->top[class][top], LABEL_TOP_BITS,
	    (uint32_t)(n >> bits) & ((1 << LABEL_TOP_BITS) - 1));
	few |= 1 << LABEL_TOP_BITS;
	n &= ((uint64_t)1 << bits) - 1;
	n = where == RAW ? coder_raw(way, c, bits, (uint32_t)n)
			 : coder_even(way, c, bits, n);
	return (uint64_t)few << bits | n;
}

/* An until of a class: whether it is over, and by how many grains from now. */
ALWAYS_INLINE bool
code_until(enum way way, enum bits where, struct labels *l, struct coder *c,
    uint32_t hash, struct label *new)
{
	unsigned class = new->class;
	uint64_t now = whole_grains(l, class, (uint64_t)l->now + hash);
	uint64_t at = whole_grains(l, class, (uint64_t) new->until + hash);
	bool live = coder_bit(way, c, &l->live[class], at > now);
	uint64_t n = code_grains(way, where, l, c, live ? class : 0,
	    live ? at - now : now - at + 1);

	if (way == ENCODE)
		return true;
	at = live ? now + n : now + 1 - n;
	at = at * l->grain[class] - hash;
	new->until = (uint32_t)at;
	return n > 0 && at > 0 && at <= UINT32_MAX &&
	    label_class(l, hash, new->until) == class;
}

ALWAYS_INLINE bool
code_class_until(enum way way, enum bits where, struct labels *l,
    struct coder *c, const struct label *before, uint32_t hash,
    struct label *new)
{
	if (!l->ends) {
		new->until = new->class = 0;
		return true;
	}
	if (way == DECODE)
		new->until = 0;
	if (way == ENCODE)
		new->class = (uint16_t)label_class(l, hash, new->until);
	new->class = (uint16_t)coder_tree(way, c,
	    l->class_of[before != NULL ? before->class : 0], l->class_bits,
	    new->class);
	if (new->class >= l->nclasses)
		return false;
	if (new->class > 0)
		return code_until(way, where, l, c, hash, new);
	new->until = 0;
	return true;
}

ALWAYS_INLINE bool
code_label(enum way way, struct labels *l, struct coder *c,
    const struct label *before, unsigned gap, uint32_t hash, struct label *new)
{
	return code_value(way, l, c, before, gap, &new->value) &&
	    code_class_until(way, RAW, l, c, before, hash, new);
}

bool
label_out(struct labels *l, struct coder *c, const struct label *before,
    unsigned gap, uint32_t hash, struct label *label)
{
	return code_label(ENCODE, l, c, before, gap, hash, label);
}

bool
label_in(struct labels *l, struct coder *c, const struct label *before,
    unsigned gap, uint32_t hash, struct label *label)
{
	return code_label(DECODE, l, c, before, gap, hash, label);
}

bool
label_value(enum way way, struct labels *l, struct coder *c,
    const struct label *before, unsigned gap, struct label *label)
{
	return way == ENCODE
	    ? code_value(ENCODE, l, c, before, gap, &label->value)
	    : code_value(DECODE, l, c, before, gap, &label->value);
}

bool
label_until(enum way way, struct labels *l, struct coder *c,
    const struct label *before, uint32_t hash, struct label *label)
{
	return way == ENCODE
	    ? code_class_until(ENCODE, EVEN, l, c, before, hash, label)
	    : code_class_until(DECODE, EVEN, l, c, before, hash, label);
}

uint64_t
label_grains(const struct labels *l, unsigned class, uint32_t hash,
    uint32_t minute)
{
	return whole_grains(l, class, (uint64_t)minute + hash);
}
