#include <stdlib.h>

#include "formats/delta_back.h"
#include "formats/delta_diff.h"
#include "formats/delta_values.h"
#include "formats/mem.h"

/* The new label where both sets list, or where only the result does. */
static struct label
label_of(const struct pair *p, const struct delta_values *v)
{
	return (struct label){ p->b.until, v->of_result[p->b.value], 0 };
}

static struct piece
piece_of(const struct pair *p, const struct delta_values *v, bool live)
{
	struct piece piece = { p->range.first, p->range.last, { 0 },
		FATE_GONE };

	if (!p->in_b)
		return piece;
	piece.label = label_of(p, v);
	piece.fate = FATE_CHANGES;
	if (live && piece.label.until == p->a.until &&
	    piece.label.value == v->of_base[p->a.value])
		piece.fate = FATE_STAYS;
	return piece;
}

/* Takes the last listing off again if nothing need be said of it. */
static void
drop_plain(struct delta_diff *d, enum fate rest)
{
	const struct touched *t;

	if (d->ntouched == 0)
		return;
	t = &d->touched[d->ntouched - 1];
	if (t->n == 1 && d->pieces[t->piece].fate == rest) {
		d->ntouched--;
		d->npieces--;
	}
}

static void
add_piece(struct delta_diff *d, size_t at, const struct piece *p)
{
	struct touched *t;

	if (d->ntouched == 0 || d->touched[d->ntouched - 1].at != at) {
		d->touched = mem_grow(d->touched, d->ntouched, &d->touched_cap,
		    sizeof(*d->touched));
		d->touched[d->ntouched++] =
		    (struct touched){ at, d->npieces, 0 };
	}
	t = &d->touched[d->ntouched - 1];
	t->n++;
	d->pieces =
	    mem_grow(d->pieces, d->npieces, &d->pieces_cap, sizeof(*d->pieces));
	d->pieces[d->npieces++] = *p;
	d->ends |= p->fate == FATE_CHANGES && p->label.until != 0;
}

struct delta_diff
delta_diff_of(const struct set *base, const struct set *result,
    enum family family, const struct delta_values *v, uint32_t minute)
{
	struct delta_diff d = { .added = set_new() };
	struct pair p = pair_of(base, result);

	p.family = family;
	while (pair_next(&p) && p.range.family == family) {
		if (p.in_a) {
			bool live = listing_is_live(&p.a, minute);
			bool over = p.range.last == p.a.range.last;
			struct piece piece = piece_of(&p, v, live);

			add_piece(&d, p.at[0] - over, &piece);
			if (over)
				drop_plain(&d, fate_of_rest(live));
		} else {
			struct label label = label_of(&p, v);

			set_add(d.added,
			    &(struct listing){ p.range, label.until,
				label.value });
			d.ends |= label.until != 0;
		}
	}
	d.back = delta_back_of(base, result, family, v);
	d.added = delta_back_rest(d.added, d.back);
	return d;
}

void
delta_diff_free(struct delta_diff *d)
{
	set_free(d->back);
	set_free(d->added);
	free(d->touched);
	free(d->pieces);
	*d = (struct delta_diff){ 0 };
}
