#include <string.h>

#include "compiler/cover.h"
#include "compiler/order.h"

void
cover_begin(struct cover *c, enum family family, const struct values *values)
{
	c->family = family;
	c->values = values;
	c->removed_to = family_last(family);
}

static void
note_removal(struct cover *c, const struct row *r)
{
	uint64_t *good = &c->good[r->who & ROW_SOURCE];

	if ((r->who & ROW_ALL) != 0)
		good = &c->good_all;
	if (*good <= r->time)
		*good = (uint64_t)r->time + 1;
	if (r->last < c->removed_to)
		c->removed_to = r->last;
}

/* Lets go of the removals that ended before pos. */
static void
end_removals(struct cover *c)
{
	size_t n = 0;

	if (c->nremovals == 0 || c->removed_to >= c->pos)
		return;
	c->good_all = 0;
	for (size_t i = 0; i < c->nremovals; i++)
		c->good[c->removals[i].who & ROW_SOURCE] = 0;
	c->removed_to = family_last(c->family);
	for (size_t i = 0; i < c->nremovals; i++) {
		if (c->removals[i].last < c->pos)
			continue;
		c->removals[n] = c->removals[i];
		note_removal(c, &c->removals[n++]);
	}
	c->nremovals = n;
}

static bool
is_good(const struct cover *c, const struct row *r)
{
	return r->time >= c->good_all &&
	    r->time >= c->good[r->who & ROW_SOURCE];
}

void
cover_move(struct cover *c, u128 pos)
{
	c->pos = pos;
	end_removals(c);
}

const struct row *
cover_winner(struct cover *c, u128 *last)
{
	struct row *r = c->listings + c->nlistings;
	u128 pos = c->pos;

	if (c->nremovals > 0 && c->removed_to < *last)
		*last = c->removed_to;
	while (r > c->listings) {
		r--;
		if (r->last < pos) {
			c->nlistings--;
			memmove(r, r + 1,
			    (size_t)(c->listings + c->nlistings - r) *
				sizeof(*r));
		} else if (is_good(c, r)) {
			if (r->last < *last)
				*last = r->last;
			return r;
		}
	}
	return NULL;
}

/* Whether one more row can be held; what ended is let go of to have room. */
static bool
has_room(struct cover *c)
{
	size_t n = 0;

	if (c->nlistings + c->nremovals < MERGE_DEPTH_MAX)
		return true;
	for (size_t i = 0; i < c->nlistings; i++) {
		if (c->listings[i].last >= c->pos)
			c->listings[n++] = c->listings[i];
	}
	c->nlistings = n;
	return n + c->nremovals < MERGE_DEPTH_MAX;
}

static bool
take_removal(struct cover *c, const struct row *r)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nremovals; i++) {
		const struct row *x = &c->removals[i];

		if (x->who == r->who && x->last >= r->last &&
		    x->time >= r->time)
			return true;
	}
	for (size_t i = 0; i < c->nremovals; i++) {
		const struct row *x = &c->removals[i];

		if (x->who != r->who || x->last > r->last || x->time > r->time)
			c->removals[n++] = *x;
	}
	c->nremovals = n;
	if (n == 0)
		c->removed_to = family_last(c->family);
	if (!has_room(c))
		return false;
	c->removals[c->nremovals++] = *r;
	note_removal(c, r);
	return true;
}

/* How many listings lose against a row; those that tie as well, if asked. */
static size_t
losers(const struct cover *c, const struct row *r, bool ties)
{
	size_t low = 0, high = c->nlistings;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    order_rows(r, &c->listings[middle], c->values, NULL);

		if (order < 0 || (order == 0 && ties))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether a, which wins over b or ties with it, makes it void from here on. */
static bool
voids(const struct row *a, const struct row *b)
{
	return a->who == b->who && a->last >= b->last && a->time >= b->time;
}

static bool
take_listing(struct cover *c, const struct row *r)
{
	size_t at = losers(c, r, true), kept = 0;

	for (size_t i = losers(c, r, false); i < c->nlistings; i++) {
		if (voids(&c->listings[i], r))
			return true;
	}
	for (size_t i = 0; i < at; i++) {
		if (voids(r, &c->listings[i]))
			continue;
		if (kept < i)
			c->listings[kept] = c->listings[i];
		kept++;
	}
	memmove(&c->listings[kept], &c->listings[at],
	    (c->nlistings - at) * sizeof(*r));
	c->nlistings -= at - kept;
	if (!has_room(c))
		return false;
	at = losers(c, r, true);
	memmove(&c->listings[at + 1], &c->listings[at],
	    (c->nlistings - at) * sizeof(*r));
	c->listings[at] = *r;
	c->nlistings++;
	return true;
}

bool
cover_take(struct cover *c, const struct row *r)
{
	if ((r->who & ROW_REMOVAL) != 0)
		return take_removal(c, r);
	return take_listing(c, r);
}
