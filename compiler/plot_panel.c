#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "compiler/plot_panel.h"
#include "formats/wr.h"
#include "keys/print.h"

/* A bar that is too low to be seen is this high. */
#define BAR_MIN 0.8

/* A value of a column. */
typedef uint64_t value_of(const struct plot_column *);

struct panel {
	struct wr *wr;
	const struct plot_columns *columns;
	int y;      /* of its top */
	double top; /* the value there */
	bool bytes; /* what its values are */
};

static uint64_t
entries_of(const struct plot_column *c)
{
	return c->entries;
}

static uint64_t
added_of(const struct plot_column *c)
{
	return c->added;
}

static uint64_t
removed_of(const struct plot_column *c)
{
	return c->removed;
}

static uint64_t
bytes_of(const struct plot_column *c)
{
	return c->bytes;
}

/* 1, 2 or 5 times a power of ten, not below the greatest value. */
static double
top_of(const struct plot_columns *c, value_of *of, double least)
{
	static const double steps[] = { 1, 2, 5 };
	double most = least, power;

	for (size_t i = 0; i < PLOT_COLUMNS; i++)
		most = fmax(most, (double)of(&c->at[i]));
	power = pow(10, floor(log10(most)));
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i] * power >= most)
			return steps[i] * power;
	return 10 * power;
}

/* 0, 2.5k, 10M; 0, 2.5 kB, 10 MB */
static void
put_value(struct wr *w, double v, bool bytes)
{
	static const char *const units[] = { "", "k", "M", "G", "T" };
	size_t unit = 0;

	for (; v >= 1000 && unit < 4; unit++)
		v /= 1000;
	wr_fmt(w, "%.4g%s%s%s", v, bytes && v > 0 ? " " : "", units[unit],
	    bytes && v > 0 ? "B" : "");
}

/* A line at a height and its number. */
static void
put_tick(const struct panel *p, double y, double v)
{
	wr_fmt(p->wr,
	    "<path class=\"%s\" d=\"M%d %gh%d\"/>\n"
	    "<text class=\"tick right\" x=\"%d\" y=\"%g\">",
	    v > 0 ? "grid" : "base", PLOT_LEFT, y, PLOT_AREA, PLOT_LEFT - 8,
	    y + 4);
	put_value(p->wr, v, p->bytes);
	wr_str(p->wr, "</text>\n");
}

static void
put_what(const struct panel *p, const char *what)
{
	wr_fmt(p->wr, "<text x=\"%d\" y=\"%d\">%s</text>\n", PLOT_LEFT,
	    p->y - 8, what);
}

/* Bars from a base upwards or, with a height below 0, downwards. */
static void
put_bars(const struct panel *p, const char *class, double base, double height,
    value_of *of)
{
	wr_fmt(p->wr, "<path class=\"%s\" d=\"", class);
	for (size_t i = 0; i < PLOT_COLUMNS; i++) {
		uint64_t v = of(&p->columns->at[i]);
		double h = fabs(height) * (double)v / p->top;

		if (v == 0)
			continue;
		h = copysign(fmax(h, BAR_MIN), height);
		wr_fmt(p->wr, "M%d %gv%.1fh%dv%.1fz",
		    PLOT_LEFT + (int)i * PLOT_DX, base, -h, PLOT_DX, h);
	}
	wr_str(p->wr, "\"/>\n");
}

/* Builds that were refused or failed, over the whole height. */
static void
put_bad(const struct panel *p)
{
	wr_str(p->wr, "<path class=\"bad\" d=\"");
	for (size_t i = 0; i < PLOT_COLUMNS; i++)
		if (p->columns->at[i].bad > 0)
			wr_fmt(p->wr, "M%d %dv%dh%dv-%dz",
			    PLOT_LEFT + (int)i * PLOT_DX, p->y, PLOT_PANEL_Y,
			    PLOT_DX, PLOT_PANEL_Y);
	wr_str(p->wr, "\"/>\n");
}

/* An area from the first column that is known on, by its corners. */
static void
put_area(const struct panel *p)
{
	const struct plot_columns *c = p->columns;
	int bottom = p->y + PLOT_PANEL_Y;
	uint64_t last = UINT64_MAX;

	if (c->known == PLOT_COLUMNS)
		return;
	wr_fmt(p->wr, "<path class=\"entries\" d=\"M%d %d",
	    PLOT_LEFT + (int)c->known * PLOT_DX, bottom);
	for (size_t i = c->known; i < PLOT_COLUMNS; i++) {
		uint64_t v = c->at[i].entries;

		if (v != last)
			wr_fmt(p->wr, "H%dV%.1f", PLOT_LEFT + (int)i * PLOT_DX,
			    bottom - PLOT_PANEL_Y * (double)v / p->top);
		last = v;
	}
	wr_fmt(p->wr, "H%dV%dz\"/>\n", PLOT_LEFT + PLOT_AREA, bottom);
}

void
plot_entries(struct wr *w, int y, const struct plot_columns *c)
{
	struct panel p = { w, c, y, top_of(c, entries_of, 10), false };

	put_what(&p, "entries");
	put_tick(&p, y, p.top);
	put_tick(&p, y + PLOT_PANEL_Y / 2.0, p.top / 2);
	put_area(&p);
	put_tick(&p, y + PLOT_PANEL_Y, 0);
	put_bad(&p);
}

void
plot_churn(struct wr *w, int y, const struct plot_columns *c)
{
	double half = PLOT_PANEL_Y / 2.0;
	struct panel p = { w, c, y, top_of(c, added_of, 10), false };

	p.top = fmax(p.top, top_of(c, removed_of, 10));
	put_what(&p, "entries added (above) and removed (below) in a column");
	put_tick(&p, y, p.top);
	put_tick(&p, y + PLOT_PANEL_Y, p.top);
	put_bars(&p, "added", y + half, half, added_of);
	put_bars(&p, "removed", y + half, -half, removed_of);
	put_tick(&p, y + half, 0);
}

void
plot_bytes(struct wr *w, int y, const struct plot_columns *c)
{
	struct panel p = { w, c, y, top_of(c, bytes_of, 1000), true };

	put_what(&p, "bytes of the deltas made in a column");
	put_tick(&p, y, p.top);
	put_tick(&p, y + PLOT_PANEL_Y / 2.0, p.top / 2);
	put_bars(&p, "bytes", y + PLOT_PANEL_Y, PLOT_PANEL_Y, bytes_of);
	put_tick(&p, y + PLOT_PANEL_Y, 0);
}
