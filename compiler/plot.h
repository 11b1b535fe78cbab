/*
 * A day of builds as a picture, SVG 1.1 without scripts: for each database its
 * entries, what was added and removed, and the bytes of deltas, one above the
 * other over one axis of time; columns say more where the pointer rests.
 *
 *	struct plot p;
 *
 *	plot_begin(&p, &w, databases, now);
 *	plot_db(&p, "qil", rows, n);               each
 *	plot_end(&p);
 */
#ifndef FEEDMILL_PLOT_H
#define FEEDMILL_PLOT_H

#include <stddef.h>
#include <stdint.h>

struct history_row;
struct wr;

/* What a picture covers, and one column of it, in seconds. */
#define PLOT_SPAN    86400
#define PLOT_COLUMNS 480
#define PLOT_COLUMN  (PLOT_SPAN / PLOT_COLUMNS)

struct plot {
	struct wr *wr;
	uint32_t from; /* a whole column */
	size_t db;     /* how many are done */
};

/* A picture of so many databases whose last column has now in it. */
void plot_begin(struct plot *, struct wr *, size_t dbs, uint32_t now);

/* Builds in their order; those outside of the picture are passed over. */
void plot_db(struct plot *, const char *name, const struct history_row *,
    size_t n);
void plot_end(struct plot *);

#endif
