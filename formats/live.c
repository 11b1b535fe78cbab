#include "formats/live.h"

struct outer
outer_of(const struct set *s, uint32_t minute)
{
	return (struct outer){ .live = live_of(s, IP4, minute) };
}

/*
 * Keeps of a listing what lies before the loopback network, and in o->after
 * what lies behind.  Returns false if there is nothing before.
 */
static bool
cut_loopback(struct outer *o, struct listing *l)
{
	static const struct prefix loopback[FAMILIES] = {
		{ (u128)127 << 24, 8, IP4 },
		{ (u128)0xffff7f000000, 104, IP6 },
	};
	struct range hole = prefix_range(&loopback[l->range.family]);

	if (!range_meets(&l->range, &hole))
		return true;
	o->after = *l;
	o->after.range.first = hole.last + 1;
	o->in_after = l->range.last > hole.last;
	l->range.last = hole.first - 1;
	return l->range.first < hole.first;
}

bool
outer_next(struct outer *o, struct listing *l)
{
	for (;;) {
		if (o->in_after) {
			*l = o->after;
			o->in_after = false;
			return true;
		}
		if (live_next(&o->live, l)) {
			if (cut_loopback(o, l))
				return true;
		} else if (o->live.family == IP4) {
			o->live = live_of(o->live.set, IP6, o->live.minute);
		} else {
			return false;
		}
	}
}

struct cover
cover_of(const struct set *s, uint32_t minute)
{
	return (struct cover){ .outer = outer_of(s, minute) };
}

static bool
touches(const struct range *a, const struct range *b)
{
	return a->family == b->family && a->last + 1 == b->first;
}

bool
cover_range(struct cover *c)
{
	struct listing l;

	if (!c->in_ahead && !outer_next(&c->outer, &c->ahead))
		return false;
	c->rest = c->ahead.range;
	while ((c->in_ahead = outer_next(&c->outer, &l))) {
		c->ahead = l;
		if (!touches(&c->rest, &l.range))
			break;
		c->rest.last = l.range.last;
	}
	return true;
}

bool
cover_next(struct cover *c)
{
	if (!c->in_rest && !cover_range(c))
		return false;
	c->in_rest = range_shift(&c->rest, &c->prefix);
	return true;
}
