#include "formats/delta_parts.h"

/* A part of a listing that has one fate, or more than one. */
struct part {
	bool uniform;
	enum fate fate;
	struct label label;
};

#define MASK(fate) (1u << (fate))

static bool
same_label(const struct label *a, const struct label *b)
{
	return a->until == b->until && a->value == b->value;
}

/* DECODE: what is left of part of the listing. */
static void
put(const struct delta_parts *d, u128 first, u128 last, const struct part *p)
{
	const struct label *label =
	    p->fate == FATE_CHANGES ? &p->label : &d->old;

	if (p->fate != FATE_GONE)
		delta_result_put(d->result,
		    &(struct listing){ { first, last, d->c->family },
			label->until, label->value });
}

static enum fate
code_fate(struct delta_code *c, unsigned allowed, enum fate fate)
{
	if (allowed & MASK(FATE_STAYS)) {
		if (allowed == MASK(FATE_STAYS) ||
		    delta_bit(c,
			&c->odds.stays[(allowed & MASK(FATE_GONE)) != 0],
			fate == FATE_STAYS))
			return FATE_STAYS;
	}
	if ((allowed & MASK(FATE_CHANGES)) == 0)
		return FATE_GONE;
	if (allowed & MASK(FATE_GONE)) {
		if (delta_bit(c, &c->odds.gone, fate == FATE_GONE))
			return FATE_GONE;
	}
	return FATE_CHANGES;
}

/* The fates that a part of the listing could have. */
static unsigned
fates_of(const struct delta_parts *d)
{
	unsigned all = MASK(FATE_GONE);

	if (d->live)
		all |= MASK(FATE_STAYS);
	if (!d->live || !d->c->changed.labels.known || d->old.until != 0)
		all |= MASK(FATE_CHANGES);
	return all;
}

static void
code_uniform(struct delta_parts *d, u128 first, unsigned allowed,
    struct part *p)
{
	struct delta_code *c = d->c;

	p->fate = code_fate(c, allowed, p->fate);
	if (p->fate != FATE_CHANGES)
		return;
	if (!delta_label_changed(c->way, &c->changed, &c->coder, &d->old,
		d->live ? c->minute : d->old.until, first, &p->label) ||
	    (d->live && same_label(&p->label, &d->old)))
		c->bad = true;
	c->ends |= p->label.until != 0;
}

/* The odds that a part of so many addresses, less one, has many fates. */
static struct odds *
partial_odds(const struct delta_parts *d, u128 span, bool top)
{
	unsigned width = delta_width(span);

	return &d->c->odds
		    .partial[d->live][top]
			    [width < DELTA_SPANS ? width - 1 : DELTA_SPANS - 1];
}

static struct part code_part(struct delta_parts *, u128 first, u128 last,
    unsigned allowed, bool top);

/* The halves of a part, parted where the node above it is; they differ. */
static void
code_halves(struct delta_parts *d, u128 first, u128 last)
{
	struct delta_code *c = d->c;
	unsigned below = 127 - trie_common(IP6, first, last);
	u128 middle = last >> below << below;
	unsigned allowed = fates_of(d);
	struct part lower, upper;

	lower = code_part(d, first, middle - 1, allowed, false);
	if (lower.uniform &&
	    (lower.fate != FATE_CHANGES || c->changed.labels.known))
		allowed &= ~MASK(lower.fate);
	upper = code_part(d, middle, last, allowed, false);
	c->bad |= lower.uniform && upper.uniform && lower.fate == upper.fate &&
	    (lower.fate != FATE_CHANGES ||
		same_label(&lower.label, &upper.label));
}

/* A part of the listing, with one of the fates that it may have as a whole. */
static struct part
code_part(struct delta_parts *d, u128 first, u128 last, unsigned allowed,
    bool top)
{
	struct delta_code *c = d->c;
	struct part p = { true, FATE_STAYS, { 0 } };
	const struct piece *piece = NULL;

	if (c->way == ENCODE) {
		piece = d->piece;
		p = (struct part){ piece->last >= last, piece->fate,
			piece->label };
	}
	if (first != last)
		p.uniform = !delta_bit(c, partial_odds(d, last - first, top),
		    !p.uniform);
	if (!p.uniform) {
		if (!c->bad)
			code_halves(d, first, last);
		return p;
	}
	code_uniform(d, first, allowed, &p);
	if (!top || p.fate == FATE_CHANGES)
		delta_count(c);
	if (c->way == DECODE && !c->bad)
		put(d, first, last, &p);
	if (c->way == ENCODE && piece->last == last)
		d->piece++;
	return p;
}

void
delta_parts(struct delta_parts *d)
{
	code_part(d, d->l.range.first, d->l.range.last,
	    fates_of(d) & ~MASK(fate_of_rest(d->live)), true);
}
