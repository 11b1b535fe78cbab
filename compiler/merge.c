#include <stdlib.h>

#include "compiler/merge.h"
#include "compiler/rows.h"
#include "compiler/sweep.h"
#include "formats/mem.h"
#include "formats/set.h"

struct merge {
	uint32_t now;
	struct rows rows;
	struct set *set;
};

struct merge *
merge_new(uint32_t now)
{
	struct merge *m = mem_new(1, sizeof(*m));

	m->now = now;
	m->set = set_new();
	return m;
}

void
merge_free(struct merge *m)
{
	if (m == NULL)
		return;
	rows_free(&m->rows);
	set_free(m->set);
	free(m);
}

struct values *
merge_values(const struct merge *m)
{
	return set_values(m->set);
}

void
merge_add(struct merge *m, const struct merge_row *row)
{
	if (row->until == 0 || row->until > m->now)
		rows_add(&m->rows, row);
}

struct rows *
merge_rows(struct merge *m)
{
	return &m->rows;
}

void
merge_cut(struct merge *m, const struct range *range)
{
	rows_add(&m->rows,
	    &(struct merge_row){ .range = *range,
		.time = UINT32_MAX,
		.removal = true,
		.all = true });
}

size_t
merge_size(const struct merge *m)
{
	return rows_size(&m->rows);
}

struct set *
merge_finish(struct merge *m, const char *const names[], struct fail *f)
{
	struct set *set = m->set;

	for (enum family family = IP4; family <= IP6; family++) {
		if (sweep(&m->rows, family, set, names, f) == -1)
			return NULL;
	}
	rows_free(&m->rows);
	m->set = NULL;
	return set;
}
