#include <stdlib.h>

#include "formats/delta_cover.h"
#include "formats/mem.h"

/* A run of addresses that are listed in the base, or added with one label. */
struct run {
	const struct set *base, *added;
	enum family family;
	struct range range;
	size_t from,
	    to; /* of what is added: the run's from one up to another */
	struct entry *all;
	size_t n, cap;
};

/* Takes what the base lists up to before the run. */
static void
extend_down(struct run *r)
{
	size_t i = set_seek(r->base, r->family, r->range.first);

	while (i > 0 && r->range.first > 0) {
		struct range before = set_at(r->base, r->family, --i).range;

		if (before.last + 1 != r->range.first)
			break;
		r->range.first = before.first;
	}
}

/* Takes a range behind the run if it touches it. */
static bool
extend_by(struct run *r, const struct range *next)
{
	if (next->first != r->range.last + 1)
		return false;
	r->range.last = next->last;
	return true;
}

static void
extend_up(struct run *r, const struct listing *first)
{
	size_t i = set_seek(r->base, r->family, r->range.last);
	size_t n = set_size(r->base, r->family);
	bool more = true;

	while (more && r->range.last != family_last(r->family)) {
		struct listing l;

		more = i < n &&
		    extend_by(r,
			&(struct range){
			    set_at(r->base, r->family, i).range.first,
			    set_at(r->base, r->family, i).range.last,
			    r->family });
		i += more;
		if (more || r->to == set_size(r->added, r->family))
			continue;
		l = set_at(r->added, r->family, r->to);
		more = l.value == first->value && l.until == first->until &&
		    extend_by(r, &l.range);
		r->to += more;
	}
}

/* The longest prefix with all that is added in one of a run. */
static void
add_prefix(struct run *r, const struct prefix *p, const struct label *label)
{
	struct range in = prefix_range(p);
	struct entry e = { .label = *label };

	while (r->from < r->to &&
	    set_at(r->added, r->family, r->from).range.last < in.first)
		r->from++;
	if (r->from == r->to ||
	    set_at(r->added, r->family, r->from).range.first > in.last)
		return;
	e.first = set_at(r->added, r->family, r->from).range.first;
	if (e.first < in.first)
		e.first = in.first;
	while (r->from + 1 < r->to &&
	    set_at(r->added, r->family, r->from + 1).range.first <= in.last)
		r->from++;
	e.last = set_at(r->added, r->family, r->from).range.last;
	if (e.last > in.last)
		e.last = in.last;
	e.len = (uint8_t)trie_common(r->family, e.first, e.last);
	r->all = mem_grow(r->all, r->n, &r->cap, sizeof(*r->all));
	r->all[r->n++] = e;
}

static void
take_run(struct run *r, size_t from)
{
	struct listing first = set_at(r->added, r->family, from);
	struct label label = { first.until, first.value, 0 };
	struct prefix p;
	bool more = true;

	r->range = first.range;
	r->from = from;
	r->to = from + 1;
	extend_down(r);
	extend_up(r, &first);
	while (more) {
		more = range_shift(&r->range, &p);
		add_prefix(r, &p, &label);
	}
}

struct entry *
delta_cover(const struct set *base, const struct set *added, enum family family,
    size_t *n)
{
	struct run r = { .base = base, .added = added, .family = family };

	for (size_t i = 0; i < set_size(added, family); i = r.to)
		take_run(&r, i);
	*n = r.n;
	return r.all;
}

void
delta_uncover(struct set *added, const struct set *base,
    const struct listing *prefix)
{
	enum family family = prefix->range.family;
	size_t n = set_size(base, family);
	struct listing l = *prefix;
	bool more = true;

	for (size_t i = set_seek(base, family, prefix->range.first);
	     more && i < n; i++) {
		struct range b = set_at(base, family, i).range;

		if (b.first > prefix->range.last)
			break;
		if (b.first > l.range.first) {
			l.range.last = b.first - 1;
			set_add(added, &l);
		}
		more = b.last < prefix->range.last;
		l.range.first = b.last + 1;
	}
	l.range.last = prefix->range.last;
	if (more)
		set_add(added, &l);
}
