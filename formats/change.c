#include "formats/change.h"
#include "formats/set.h"

void
change_count(struct change *c, const struct pair *p)
{
	if (!p->in_a)
		c->added++;
	else if (!p->in_b)
		c->removed++;
	else if (!pair_same(p))
		c->changed++;
}

struct change
change_of(const struct set *from, const struct set *to)
{
	struct change c = { 0 };

	if (from == NULL) {
		c.added = set_size(to, IP4) + set_size(to, IP6);
		return c;
	}
	for (struct pair p = pair_of(from, to); pair_next(&p);)
		change_count(&c, &p);
	return c;
}
