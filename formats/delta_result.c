#include "formats/delta_result.h"

/* Adds what is added up to before an address. */
static void
put_added(struct delta_result *r, u128 end)
{
	size_t n = set_size(r->added, r->family);

	for (; r->next < n; r->next++) {
		struct listing l = set_at(r->added, r->family, r->next);

		if (l.range.first > end)
			return;
		set_add(r->set, &l);
	}
}

void
delta_result_put(struct delta_result *r, const struct listing *l)
{
	put_added(r, l->range.first);
	set_add(r->set, l);
}

void
delta_result_end(struct delta_result *r)
{
	put_added(r, family_last(r->family));
}
