/* What the builds of one column of a picture came to. */
#ifndef FEEDMILL_PLOT_COLUMN_H
#define FEEDMILL_PLOT_COLUMN_H

#include "compiler/plot.h"

struct plot_column {
	uint32_t builds, bad; /* bad: refused or failed */
	uint64_t added, removed, bytes;
	uint64_t entries; /* at its end; those before it where none was built */
};

struct plot_columns {
	struct plot_column at[PLOT_COLUMNS];
	size_t known; /* the first with entries, PLOT_COLUMNS for none */
	uint32_t builds, bad;
};

/* Fills what begins as { 0 }. */
void plot_columns(struct plot_columns *, uint32_t from,
    const struct history_row *, size_t n);

#endif
