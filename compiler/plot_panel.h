/* The panels of a picture, from y downwards. */
#ifndef FEEDMILL_PLOT_PANEL_H
#define FEEDMILL_PLOT_PANEL_H

#include "compiler/plot_column.h"

/* Where columns are; the scale's numbers are to the left. */
#define PLOT_DX      2
#define PLOT_LEFT    90
#define PLOT_AREA    (PLOT_COLUMNS * PLOT_DX)
#define PLOT_WIDTH   (PLOT_LEFT + PLOT_AREA + 30)
#define PLOT_PANEL_Y 80

void plot_entries(struct wr *, int y, const struct plot_columns *);
void plot_churn(struct wr *, int y, const struct plot_columns *);
void plot_bytes(struct wr *, int y, const struct plot_columns *);

#endif
