#include "formats/live.h"

struct cover
cover_of(const struct set *s, uint32_t minute)
{
	return (struct cover){ .live = live_of(s, IP4, minute) };
}

/* The next listed addresses without a gap, whatever their values. */
static bool
next_range(struct live *live, struct range *r)
{
	struct listing l;

	if (!live_next(live, &l))
		return false;
	*r = l.range;
	for (size_t at = live->at; live_next(live, &l); at = live->at) {
		if (l.range.first != r->last + 1) {
			live->at = at;
			break;
		}
		r->last = l.range.last;
	}
	return true;
}

/* Parts what is to come into what lies before and behind the loopback. */
static void
cut_loopback(struct cover *c)
{
	static const struct prefix loopback[FAMILIES] = {
		{ (u128)127 << 24, 8, IP4 },
		{ (u128)0xffff7f000000, 104, IP6 },
	};
	struct range r = c->rest;
	struct range hole = prefix_range(&loopback[r.family]);

	c->in_rest = true;
	c->in_after = false;
	if (!range_meets(&r, &hole))
		return;
	c->after = (struct range){ hole.last + 1, r.last, r.family };
	c->in_after = r.last > hole.last;
	c->rest.last = hole.first - 1;
	c->in_rest = r.first < hole.first;
}

bool
cover_next(struct cover *c)
{
	while (!c->in_rest) {
		if (c->in_after) {
			c->rest = c->after;
			c->in_rest = true;
			c->in_after = false;
		} else if (next_range(&c->live, &c->rest)) {
			cut_loopback(c);
		} else if (c->live.family == IP4) {
			c->live = live_of(c->live.set, IP6, c->live.minute);
		} else {
			return false;
		}
	}
	c->in_rest = range_shift(&c->rest, &c->prefix);
	return true;
}
