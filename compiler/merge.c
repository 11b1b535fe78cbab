#include "compiler/merge.h"
#include "compiler/sweep.h"
#include "formats/set.h"

bool
merge_has_ended(const struct claim *c, uint32_t now)
{
	return c->until != 0 && c->until <= now;
}

void
merge_cut(struct rows *rows, const struct range *range)
{
	rows_add(rows,
	    &(struct claim){ .range = *range,
		.time = UINT32_MAX,
		.removal = true,
		.all = true });
}

int
merge(struct set *set, struct rows *rows, const char *const names[],
    struct fail *f)
{
	set_reserve(set, IP4, rows_count4(rows));
	for (enum family family = IP4; family <= IP6; family++) {
		if (sweep(rows, family, set, names, f) == -1)
			return -1;
	}
	return 0;
}
