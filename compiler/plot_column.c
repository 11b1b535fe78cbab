#include "compiler/plot_column.h"
#include "compiler/history.h"

static void
add(struct plot_columns *c, size_t i, const struct history_row *r)
{
	struct plot_column *to = &c->at[i];

	to->builds++;
	c->builds++;
	to->bad += r->failed;
	c->bad += r->failed;
	if (r->failed)
		return;
	to->added += r->added;
	to->removed += r->removed;
	to->bytes += r->delta_bytes;
	to->entries = r->entries[IP4] + r->entries[IP6];
	if (i < c->known)
		c->known = i;
}

/* What was published stays so until there is more. */
static void
carry(struct plot_columns *c)
{
	for (size_t i = c->known; i + 1 < PLOT_COLUMNS; i++) {
		struct plot_column *next = &c->at[i + 1];

		if (next->builds == next->bad)
			next->entries = c->at[i].entries;
	}
}

void
plot_columns(struct plot_columns *c, uint32_t from,
    const struct history_row *rows, size_t n)
{
	c->known = PLOT_COLUMNS;
	for (size_t i = 0; i < n; i++)
		if (rows[i].as_of >= from && rows[i].as_of - from < PLOT_SPAN)
			add(c, (rows[i].as_of - from) / PLOT_COLUMN, &rows[i]);
	carry(c);
}
