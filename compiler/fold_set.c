#include <stdlib.h>

#include "compiler/fold_inner.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "formats/value.h"

/* Each set looks at one slot of so many for what is forgotten. */
#define SWEEP 256

/* And at so many at least. */
#define SWEEP_MIN 1024

/* A set on its way from the last one and what was touched since. */
struct patch {
	const struct fold_family *of;
	struct set *set;
	const uint32_t *slots; /* sorted; those from at on are still to come */
	size_t n, at;
};

/* Adds what the next slot is now, if it is listed, and goes on. */
static void
put_next(struct patch *p)
{
	const struct hosts *h = &p->of->hosts;
	uint32_t slot = p->slots[p->at++];
	struct quick_state s = hosts_state(h, slot);
	u128 addr = hosts_addr(h, slot);

	if (s.listed)
		set_add(p->set,
		    &(struct listing){ { addr, addr, h->family }, s.until,
			s.value });
}

static u128
next_addr(const struct patch *p)
{
	return hosts_addr(&p->of->hosts, p->slots[p->at]);
}

/* Copies a listing of the last set, less what was touched in it. */
static void
put_old(struct patch *p, struct listing l, u128 *touched)
{
	u128 last = l.range.last;

	while (p->at < p->n && *touched <= last) {
		if (*touched > l.range.first) {
			l.range.last = *touched - 1;
			set_add(p->set, &l);
		}
		if (*touched >= l.range.first)
			l.range.first = *touched + 1;
		put_next(p);
		if (l.range.first > last || l.range.first == 0)
			return;
		if (p->at < p->n)
			*touched = next_addr(p);
	}
	l.range.last = last;
	set_add(p->set, &l);
}

static void
patch(struct patch *p, const struct set *before)
{
	enum family family = p->of->hosts.family;
	size_t n = before != NULL ? set_size(before, family) : 0;

	set_reserve(p->set, family, n + p->n);
	for (size_t i = 0; i < n; i++) {
		struct listing l = set_at(before, family, i);
		u128 touched = p->at < p->n ? next_addr(p) : 0;

		if (l.until != 0)
			put_old(p, l, &touched);
	}
	while (p->at < p->n)
		put_next(p);
}

/* All slots that are listed, as if they had been touched. */
static void
touch_all(struct fold_family *of)
{
	struct fold_touched *t = &of->touched;

	for (size_t i = 0; i < t->n; i++)
		hosts_unmark(&of->hosts, t->slots[i]);
	t->n = 0;
	t->cap = of->listed;
	t->slots = mem_resize(t->slots, t->cap, sizeof(*t->slots));
	for (uint32_t slot = 0; slot < of->hosts.end; slot++) {
		if (hosts_used(&of->hosts, slot) &&
		    hosts_state(&of->hosts, slot).listed)
			t->slots[t->n++] = slot;
	}
}

static void
drop_touched(struct fold_family *of)
{
	struct fold_touched *t = &of->touched;

	for (size_t i = 0; i < t->n; i++)
		hosts_unmark(&of->hosts, t->slots[i]);
	free(t->slots);
	*t = (struct fold_touched){ 0 };
}

static void
add_family(struct fold *f, enum family family, struct set *set,
    const struct set *before)
{
	struct fold_family *of = &f->families[family];
	struct patch p = { .of = of, .set = set };
	uint32_t sweep = of->hosts.end / SWEEP;

	if (before == NULL)
		touch_all(of);
	hosts_sort(&of->hosts, of->touched.slots, of->touched.n);
	p.slots = of->touched.slots;
	p.n = of->touched.n;
	patch(&p, before);
	drop_touched(of);
	/* Only now, when no slot stands for what it was. */
	fold_sweep(f, family, sweep > SWEEP_MIN ? sweep : SWEEP_MIN,
	    f->now / 60);
}

struct set *
fold_set(struct fold *f, const struct set *before)
{
	struct set *set = set_new();

	for (size_t i = 0; i < values_size(f->values); i++) {
		struct value v = values_at(f->values, (uint16_t)i);

		values_add(set_values(set), v.code, v.text, v.len);
	}
	for (enum family i = IP4; i <= IP6; i++)
		add_family(f, i, set, f->anew ? NULL : before);
	f->anew = false;
	return set;
}
