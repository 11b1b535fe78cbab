#include <stdbool.h>

#include "compiler/protect.h"
#include "compiler/turnover.h"
#include "formats/set.h"

/* An entry may come in several ranges; the last one that was seen. */
struct seen {
	struct range range;
	bool lost;
};

static bool
is_seen(const struct range *seen, const struct range *r)
{
	return seen->first == r->first && seen->family == r->family;
}

static void
count_lost(struct turnover *t, const struct pair *p, struct seen *seen)
{
	if (t->before == 0 || !is_seen(&seen->range, &p->a.range)) {
		*seen = (struct seen){ p->a.range, false };
		t->before++;
	}
	if (p->in_b || seen->lost)
		return;
	seen->lost = true;
	if (t->lost++ == 0)
		t->first_lost = p->a.range;
}

static void
count_gained(struct turnover *t, const struct pair *p, struct seen *seen)
{
	if (t->gained > 0 && is_seen(&seen->range, &p->b.range))
		return;
	seen->range = p->b.range;
	if (t->gained++ == 0)
		t->first_gained = p->b.range;
}

struct turnover
turnover_of(const struct set *before, const struct set *now, uint32_t time)
{
	struct turnover t = { 0 };
	struct seen lost = { 0 }, gained = { 0 };

	if (before == NULL) {
		t.ranges = change_of(NULL, now);
		return t;
	}
	for (struct pair p = pair_of(before, now); pair_next(&p);) {
		change_count(&t.ranges, &p);
		if (p.in_a && !protect_is_test(&p.a.range) &&
		    listing_is_live(&p.a, time / 60))
			count_lost(&t, &p, &lost);
		else if (p.in_b && !protect_is_test(&p.b.range))
			count_gained(&t, &p, &gained);
	}
	return t;
}
