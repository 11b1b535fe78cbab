#include "formats/delta_fates.h"
#include "formats/trie.h"

/* A walk over the base's listings. */
struct walk {
	struct delta_code *c;
	size_t at, n; /* listings */
	struct listing l;
	struct label old; /* of the listing */
	bool live;
	/* Of what is in force: touched listings to come; listings before. */
	uint64_t left, gap;
	unsigned middle; /* the width of a middling gap */
	/* Of what ended: whether that is known, whether any is renewed. */
	bool told, renewals, renewed;
	/* ENCODE: the next listing and piece. */
	const struct delta_diff *diff;
	size_t touched, piece;
	/* DECODE */
	const struct set *added;
	size_t next; /* of what is added */
	struct set *result;
};

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

/* Adds part of the listing to the result, behind what is added before it. */
static void
put(struct walk *w, u128 first, u128 last, const struct part *p)
{
	struct listing l = { { first, last, w->c->family }, w->old.until,
		w->old.value };
	size_t n = set_size(w->added, w->c->family);

	while (w->next < n) {
		struct listing a = set_at(w->added, w->c->family, w->next);

		if (a.range.first > first)
			break;
		set_add(w->result, &a);
		w->next++;
	}
	if (p->fate == FATE_CHANGES) {
		l.until = p->label.until;
		l.value = p->label.value;
	}
	if (p->fate != FATE_GONE)
		set_add(w->result, &l);
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
fates_of(const struct walk *w)
{
	unsigned all = MASK(FATE_GONE);

	if (w->live)
		all |= MASK(FATE_STAYS);
	if (!w->live || !w->c->changed.labels.known || w->old.until != 0)
		all |= MASK(FATE_CHANGES);
	return all;
}

static void
code_uniform(struct walk *w, u128 first, unsigned allowed, struct part *p)
{
	struct delta_code *c = w->c;

	p->fate = code_fate(c, allowed, p->fate);
	if (p->fate != FATE_CHANGES)
		return;
	if (!delta_label_changed(c->way, &c->changed, &c->coder, &w->old,
		w->live ? c->minute : w->old.until, first, &p->label) ||
	    (w->live && same_label(&p->label, &w->old)))
		c->bad = true;
	c->ends |= p->label.until != 0;
}

/* The odds that a part of so many addresses, less one, has many fates. */
static struct odds *
partial_odds(const struct walk *w, u128 span, bool top)
{
	unsigned width = delta_width(span);

	return &w->c->odds
		    .partial[w->live][top]
			    [width < DELTA_SPANS ? width - 1 : DELTA_SPANS - 1];
}

static struct part code_part(struct walk *, u128 first, u128 last,
    unsigned allowed, bool top);

/* The halves of a part, parted where the node above it is; they differ. */
static void
code_halves(struct walk *w, u128 first, u128 last)
{
	struct delta_code *c = w->c;
	unsigned below = 127 - trie_common(IP6, first, last);
	u128 middle = last >> below << below;
	unsigned allowed = fates_of(w);
	struct part lower, upper;

	lower = code_part(w, first, middle - 1, allowed, false);
	if (lower.uniform &&
	    (lower.fate != FATE_CHANGES || c->changed.labels.known))
		allowed &= ~MASK(lower.fate);
	upper = code_part(w, middle, last, allowed, false);
	c->bad |= lower.uniform && upper.uniform && lower.fate == upper.fate &&
	    (lower.fate != FATE_CHANGES ||
		same_label(&lower.label, &upper.label));
}

/* A part of the listing, with one of the fates that it may have as a whole. */
static struct part
code_part(struct walk *w, u128 first, u128 last, unsigned allowed, bool top)
{
	struct delta_code *c = w->c;
	struct part p = { true, FATE_STAYS, { 0 } };
	const struct piece *piece = NULL;

	if (c->way == ENCODE) {
		piece = &w->diff->pieces[w->piece];
		p = (struct part){ piece->last >= last, piece->fate,
			piece->label };
	}
	if (first != last)
		p.uniform = !delta_bit(c, partial_odds(w, last - first, top),
		    !p.uniform);
	if (!p.uniform) {
		if (!c->bad)
			code_halves(w, first, last);
		return p;
	}
	code_uniform(w, first, allowed, &p);
	if (!top || p.fate == FATE_CHANGES)
		delta_count(c);
	if (c->way == DECODE && !c->bad)
		put(w, first, last, &p);
	if (c->way == ENCODE && piece->last == last)
		w->piece++;
	return p;
}

/* ENCODE: how many listings in force there are before the next touched one. */
static uint64_t
count_gap(const struct walk *w)
{
	uint64_t gap = 0;
	size_t touched = w->touched;

	for (size_t i = w->at;; i++) {
		struct listing l = set_at(w->c->base, w->c->family, i);
		bool live = listing_is_live(&l, w->c->minute);

		if (i == w->diff->touched[touched].at) {
			if (live)
				return gap;
			touched++;
		}
		gap += live;
	}
}

/* Those of a width, by how it compares with that of a middling gap. */
static struct odds *
gap_odds(const struct walk *w, struct odds odds[static DELTA_GAPS],
    unsigned width)
{
	unsigned at = width + DELTA_GAPS_BELOW > w->middle
	    ? width + DELTA_GAPS_BELOW - w->middle
	    : 0;

	return &odds[at < DELTA_GAPS ? at : DELTA_GAPS - 1];
}

/* A number of width + 1 bits. */
static uint64_t
code_gap_bits(struct walk *w, unsigned width, uint64_t n)
{
	struct odds *o = gap_odds(w, w->c->odds.gap_top, width);
	bool bit;

	if (width == 0)
		return 1;
	bit = delta_bit(w->c, o, (n >> (width - 1) & 1) != 0);
	return (uint64_t)(2 + bit) << (width - 1) |
	    delta_even(w->c, width - 1, n);
}

/* The gap before the next touched listing from here on. */
static void
next_gap(struct walk *w)
{
	struct delta_code *c = w->c;
	unsigned width = 0;

	if (w->left == 0)
		return;
	if (c->way == ENCODE)
		w->gap = count_gap(w);
	while (width < DELTA_WIDTHS - 1 &&
	    delta_bit(c, gap_odds(w, c->odds.gap, width),
		(w->gap + 1) >> (width + 1) != 0))
		width++;
	w->gap = code_gap_bits(w, width, w->gap + 1) - 1;
}

/* The class that the until of the listing would have in the result. */
static void
find_class(struct walk *w)
{
	w->old.class = (uint16_t)label_class(&w->c->changed.labels,
	    grain_hash(w->l.range.first), w->l.until);
}

/* Whether the next listing is touched. */
static bool
is_touched(struct walk *w)
{
	struct delta_code *c = w->c;
	bool touched = c->way == ENCODE && w->touched < w->diff->ntouched &&
	    w->diff->touched[w->touched].at == w->at;

	if (w->live) {
		if (w->left == 0 || w->gap-- > 0)
			return false;
		return true;
	}
	if (!w->told) {
		w->told = true;
		w->renewals = delta_bit(c, &c->odds.any_renewed, w->renewals);
	}
	if (!w->renewals)
		return false;
	find_class(w);
	touched = delta_bit(c, &c->odds.renewed[w->old.class], touched);
	w->renewed |= touched;
	return touched;
}

static void
take_touched(struct walk *w)
{
	struct delta_code *c = w->c;
	enum fate rest = fate_of_rest(w->live);

	if (c->way == ENCODE) {
		w->piece = w->diff->touched[w->touched].piece;
		w->touched++;
	}
	w->at++;
	find_class(w);
	code_part(w, w->l.range.first, w->l.range.last,
	    fates_of(w) & ~MASK(rest), true);
	if (w->live) {
		w->left--;
		next_gap(w);
	}
}

static void
take_listing(struct walk *w)
{
	struct delta_code *c = w->c;

	w->l = set_at(c->base, c->family, w->at);
	w->live = listing_is_live(&w->l, c->minute);
	w->old = (struct label){ w->l.until, c->ids[w->l.value], 0 };
	if (is_touched(w)) {
		take_touched(w);
		return;
	}
	w->at++;
	if (c->way == DECODE)
		put(w, w->l.range.first, w->l.range.last,
		    &(struct part){ true, fate_of_rest(w->live), { 0 } });
}

static void
walk_all(struct walk *w)
{
	struct delta_code *c = w->c;

	w->n = set_size(c->base, c->family);
	w->left = delta_number(c, c->odds.number[1][w->n > 0], w->left);
	if (w->left > 0 && w->left <= w->n)
		w->middle = delta_width(w->n / w->left) - 1;
	next_gap(w);
	while (w->at < w->n && !c->bad)
		take_listing(w);
	c->bad |= w->left > 0 || w->renewed != w->renewals;
}

void
delta_fates_out(struct delta_code *c, const struct delta_diff *d)
{
	struct walk w = { .c = c, .diff = d };

	for (size_t i = 0; i < d->ntouched; i++) {
		struct listing l = set_at(c->base, c->family, d->touched[i].at);
		bool live = listing_is_live(&l, c->minute);

		w.left += live;
		w.renewals |= !live;
	}
	walk_all(&w);
}

void
delta_fates_in(struct delta_code *c, const struct set *added,
    struct set *result)
{
	struct walk w = { .c = c, .added = added, .result = result };
	size_t n = set_size(added, c->family);

	walk_all(&w);
	for (; w.next < n && !c->bad; w.next++) {
		struct listing l = set_at(added, c->family, w.next);

		set_add(result, &l);
	}
}
