#include "formats/delta_fates.h"
#include "formats/delta_gaps.h"
#include "formats/delta_parts.h"

/* A walk over the base's listings. */
struct walk {
	struct delta_code *c;
	size_t at, n;           /* listings */
	struct delta_gaps gaps; /* between those in force */
	/* Of what ended: whether that is known, whether any is renewed. */
	bool told, renewals, renewed;
	/* ENCODE: the next touched listing. */
	const struct delta_diff *diff;
	size_t touched;
	struct delta_result *result; /* DECODE */
};

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

/* The gap before the next touched listing from here on. */
static void
next_gap(struct walk *w)
{
	if (w->c->way == ENCODE && w->gaps.left > 0)
		w->gaps.gap = count_gap(w);
	delta_gaps_next(w->c, &w->gaps);
}

/* The class that a listing's until would have in the result. */
static uint16_t
class_of(const struct walk *w, const struct listing *l)
{
	return (uint16_t)label_class(&w->c->changed.labels,
	    grain_hash(l->range.first), l->until);
}

/* Whether the next listing, which has ended, is renewed. */
static bool
is_renewed(struct walk *w, const struct listing *l)
{
	struct delta_code *c = w->c;
	bool renewed = c->way == ENCODE && w->touched < w->diff->ntouched &&
	    w->diff->touched[w->touched].at == w->at;

	if (!w->told) {
		w->told = true;
		w->renewals = delta_bit(c, &c->odds.any_renewed, w->renewals);
	}
	if (!w->renewals)
		return false;
	renewed = delta_bit(c, &c->odds.renewed[class_of(w, l)], renewed);
	w->renewed |= renewed;
	return renewed;
}

/* Whether the next listing, which is in force, is touched. */
static bool
is_touched(struct walk *w)
{
	return w->gaps.left > 0 && w->gaps.gap-- == 0;
}

static void
take_touched(struct walk *w, const struct listing *l, bool live)
{
	struct delta_code *c = w->c;
	struct delta_parts p = { .c = c,
		.l = *l,
		.old = { l->until, c->ids[l->value], class_of(w, l) },
		.live = live,
		.result = w->result };

	if (c->way == ENCODE)
		p.piece =
		    &w->diff->pieces[w->diff->touched[w->touched++].piece];
	w->at++;
	delta_parts(&p);
	if (live) {
		w->gaps.left--;
		next_gap(w);
	}
}

static void
take_listing(struct walk *w)
{
	struct delta_code *c = w->c;
	struct listing l = set_at(c->base, c->family, w->at);
	bool live = listing_is_live(&l, c->minute);

	if (live ? is_touched(w) : is_renewed(w, &l)) {
		take_touched(w, &l, live);
		return;
	}
	w->at++;
	l.value = c->ids[l.value];
	if (c->way == DECODE && fate_of_rest(live) == FATE_STAYS)
		delta_result_put(w->result, &l);
}

static void
walk_all(struct walk *w)
{
	struct delta_code *c = w->c;

	w->n = set_size(c->base, c->family);
	delta_gaps_begin(c, &w->gaps, w->n);
	next_gap(w);
	while (w->at < w->n && !c->bad)
		take_listing(w);
	c->bad |= w->gaps.left > 0 || w->renewed != w->renewals;
}

void
delta_fates_out(struct delta_code *c, const struct delta_diff *d)
{
	struct walk w = { .c = c, .diff = d };

	for (size_t i = 0; i < d->ntouched; i++) {
		struct listing l = set_at(c->base, c->family, d->touched[i].at);
		bool live = listing_is_live(&l, c->minute);

		w.gaps.left += live;
		w.renewals |= !live;
	}
	walk_all(&w);
}

void
delta_fates_in(struct delta_code *c, const struct set *added,
    struct set *result)
{
	struct delta_result r = { c->family, added, 0, result };
	struct walk w = { .c = c, .result = &r };

	walk_all(&w);
	if (!c->bad)
		delta_result_end(&r);
}
