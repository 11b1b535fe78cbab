#include "formats/delta_back.h"
#include "formats/delta_values.h"
#include "formats/recent.h"

/* The listing of a result that all of a remembered range is in, if any. */
static bool
find_whole(const struct set *result, const struct range *r, struct listing *l)
{
	return set_find(result, r->family, r->first, l) &&
	    l->range.last >= r->last;
}

struct set *
delta_back_of(const struct set *base, const struct set *result,
    enum family family, const struct delta_values *v)
{
	const struct set *recent = set_recent(base);
	size_t n = recent != NULL ? set_size(recent, family) : 0;
	struct set *back = set_new();

	for (size_t i = 0; i < n; i++) {
		struct range r = set_at(recent, family, i).range;
		struct listing l;

		if (find_whole(result, &r, &l))
			set_add(back,
			    &(struct listing){ r, l.until,
				v->of_result[l.value] });
	}
	return back;
}

/* Adds what is in one of the sets; false if something is in both. */
static bool
join(struct set *all, const struct set *a, const struct set *b)
{
	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		struct listing l = p.in_a ? p.a : p.b;

		if (p.in_a && p.in_b)
			return false;
		l.range = p.range;
		set_add(all, &l);
	}
	return true;
}

struct set *
delta_back_rest(struct set *added, const struct set *back)
{
	struct set *rest;

	if (set_size(back, IP4) + set_size(back, IP6) == 0)
		return added;
	rest = set_new();
	for (struct pair p = pair_of(added, back); pair_next(&p);) {
		struct listing l = p.a;

		l.range = p.range;
		if (!p.in_b)
			set_add(rest, &l);
	}
	set_free(added);
	return rest;
}

bool
delta_back_join(struct set **added, const struct set *back)
{
	struct set *all;
	bool apart;

	if (set_size(back, IP4) + set_size(back, IP6) == 0)
		return true;
	all = set_new();
	apart = join(all, *added, back);
	set_free(*added);
	*added = all;
	return apart;
}

bool
delta_back_is_all(const struct delta_code *c, const struct set *back,
    const struct set *result)
{
	const struct set *recent = set_recent(c->base);
	size_t n = recent != NULL ? set_size(recent, c->family) : 0;

	for (size_t i = 0; i < n; i++) {
		struct range r = set_at(recent, c->family, i).range;
		struct listing l;

		if (find_whole(result, &r, &l) != find_whole(back, &r, &l))
			return false;
	}
	return true;
}

/* A walk over what the base remembers. */
struct walk {
	struct delta_code *c;
	struct set *back;
	bool any;           /* something came back */
	struct label label; /* of what did last */
	u128 end;
	bool again;   /* the range before came back, */
	unsigned age; /* and is of this age */
};

/* Whether a remembered range comes back. */
static bool
comes_back(struct walk *w, const struct listing *l)
{
	struct delta_code *c = w->c;
	unsigned age = delta_width((u128)l->value + 1) - 1;
	unsigned like = w->age == l->value ? 1 + w->again : 0;
	struct listing found;
	bool back = c->way == ENCODE && find_whole(w->back, &l->range, &found);

	w->age = l->value;
	w->again = delta_bit(c, &c->odds.back[age][like], back);
	return w->again;
}

static void
take_back(struct walk *w, const struct listing *l)
{
	struct delta_code *c = w->c;
	unsigned gap =
	    delta_gap(c->family, w->any ? &w->end : NULL, l->range.first);
	struct label label = { 0 };
	struct listing found = { .range = l->range };

	if (c->way == ENCODE) {
		set_find(w->back, c->family, l->range.first, &found);
		label = (struct label){ found.until, found.value, 0 };
	}
	if (!delta_label_added(c->way, &c->added, &c->coder,
		w->any ? &w->label : NULL, gap, l->range.first, &label))
		c->bad = true;
	c->ends |= label.until != 0;
	w->label = label;
	w->any = true;
	w->end = l->range.last;
	if (c->way == DECODE && !c->bad)
		set_add(w->back,
		    &(struct listing){ l->range, label.until, label.value });
}

void
delta_back(struct delta_code *c, struct set *back)
{
	const struct set *recent = set_recent(c->base);
	size_t n = recent != NULL ? set_size(recent, c->family) : 0;
	struct walk w = { .c = c, .back = back, .age = RECENT_MAX };

	for (size_t i = 0; i < n && !c->bad; i++) {
		struct listing l = set_at(recent, c->family, i);

		if (!comes_back(&w, &l))
			continue;
		c->bad |= c->added.labels.nvalues == 0;
		take_back(&w, &l);
	}
}
