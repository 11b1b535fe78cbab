#include <inttypes.h>
#include <stdlib.h>

#include "compiler/history.h"
#include "compiler/plot.h"
#include "compiler/plot_column.h"
#include "compiler/plot_panel.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/print.h"

/* Of a database, from its top: its name, three panels, the axis of time. */
#define NAME_Y   26
#define PANEL_Y  62
#define PANEL_DY 116
#define AXIS_Y   (PANEL_Y + 2 * PANEL_DY + PLOT_PANEL_Y)
#define DB_Y     (AXIS_Y + 48)

#define HOUR     3600
#define LABEL    (6 * HOUR)

/* A label that is this near to an edge begins or ends at its tick. */
#define EDGE 70

static const char style[] =
    "<style>\n"
    "svg { background: #fff; font: 12px system-ui, sans-serif }\n"
    "text { fill: #444 }\n"
    ".name { font-size: 17px; font-weight: 600; fill: #111 }\n"
    ".tick { font-size: 11px }\n"
    ".right { text-anchor: end } .mid { text-anchor: middle }\n"
    ".grid { stroke: #888; stroke-opacity: .18 }\n"
    ".base { stroke: #888; stroke-opacity: .8 }\n"
    ".entries { fill: #2a6fbb; fill-opacity: .22; stroke: #2a6fbb }\n"
    ".added { fill: #2e8b57 } .removed { fill: #c77d1f }\n"
    ".bytes { fill: #7a5bb0 } .bad { fill: #d33; fill-opacity: .55 }\n"
    ".hit { fill: #888; fill-opacity: 0 }\n"
    ".hit:hover { fill-opacity: .35 }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "svg { background: #16181c } text { fill: #bbb }\n"
    ".name { fill: #eee }\n"
    ".entries { fill: #6aa9ec; fill-opacity: .25; stroke: #6aa9ec }\n"
    ".added { fill: #5fc08a } .removed { fill: #e3a350 }\n"
    ".bytes { fill: #a98fe0 } .bad { fill: #f66 }\n"
    "}\n"
    "</style>\n";

void
plot_begin(struct plot *p, struct wr *w, size_t dbs, uint32_t now)
{
	uint32_t end = now - now % PLOT_COLUMN + PLOT_COLUMN;
	char from[STAMP_TEXT], to[STAMP_TEXT];

	*p = (struct plot){ .wr = w, .from = end - PLOT_SPAN };
	stamp_text(from, p->from);
	stamp_text(to, end);
	wr_fmt(w,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
	    "height=\"%zu\" viewBox=\"0 0 %d %zu\">\n"
	    "<title>Builds from %s to %s</title>\n",
	    PLOT_WIDTH, dbs * DB_Y, PLOT_WIDTH, dbs * DB_Y, from, to);
	wr_str(w, style);
}

void
plot_end(struct plot *p)
{
	wr_str(p->wr, "</svg>\n");
}

static void
put_name(const struct plot *p, const char *name, const struct plot_columns *c)
{
	char count[PRINT_CELL], bad[PRINT_CELL];

	wr_fmt(p->wr,
	    "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>\n"
	    "<text class=\"right\" x=\"%d\" y=\"%d\">%s builds, %s refused or "
	    "failed; a column is %d minutes</text>\n",
	    PLOT_LEFT, NAME_Y, name, PLOT_LEFT + PLOT_AREA, NAME_Y,
	    print_count(count, c->builds), print_count(bad, c->bad),
	    PLOT_COLUMN / 60);
}

static void
put_label(struct wr *w, uint32_t time, int x)
{
	char stamp[STAMP_TEXT];
	const char *anchor = x < EDGE ? ""
	    : x > PLOT_AREA - EDGE    ? " right"
				      : " mid";

	stamp_text(stamp, time);
	wr_fmt(w,
	    "<path class=\"base\" d=\"M%d.5 %dv4\"/>\n"
	    "<text class=\"tick%s\" x=\"%d\" y=\"%d\">%s</text>\n",
	    PLOT_LEFT + x, AXIS_Y, anchor, PLOT_LEFT + x, AXIS_Y + 18, stamp);
}

/* A line an hour through all panels, a label each six. */
static void
put_hours(const struct plot *p)
{
	uint32_t first = p->from + HOUR - 1 - (p->from + HOUR - 1) % HOUR;

	for (uint32_t t = first; t - p->from <= PLOT_SPAN; t += HOUR) {
		int x = (int)((t - p->from) / PLOT_COLUMN) * PLOT_DX;

		wr_fmt(p->wr, "<path class=\"grid\" d=\"M%d.5 %dV%d\"/>\n",
		    PLOT_LEFT + x, PANEL_Y, AXIS_Y);
		if (t % LABEL == 0)
			put_label(p->wr, t, x);
	}
}

static void
put_title(const struct plot *p, size_t i, const struct plot_column *c)
{
	char stamp[STAMP_TEXT], entries[PRINT_CELL], added[PRINT_CELL];
	char removed[PRINT_CELL], bytes[PRINT_CELL];

	stamp_text(stamp, p->from + (uint32_t)i * PLOT_COLUMN);
	wr_fmt(p->wr,
	    "<rect class=\"hit\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">"
	    "<title>%s\nentries: %s\nadded: %s, removed: %s\ndeltas: %s\n"
	    "builds: %u, %u bad</title></rect>\n",
	    PLOT_LEFT + (int)i * PLOT_DX, PANEL_Y, PLOT_DX, AXIS_Y - PANEL_Y,
	    stamp, print_count(entries, c->entries),
	    print_count(added, c->added), print_count(removed, c->removed),
	    print_bytes(bytes, c->bytes), c->builds, c->bad);
}

void
plot_db(struct plot *p, const char *name, const struct history_row *rows,
    size_t n)
{
	struct plot_columns *c = mem_new(1, sizeof(*c));

	plot_columns(c, p->from, rows, n);
	wr_fmt(p->wr, "<g transform=\"translate(0 %zu)\">\n", p->db * DB_Y);
	put_name(p, name, c);
	put_hours(p);
	plot_entries(p->wr, PANEL_Y, c);
	plot_churn(p->wr, PANEL_Y + PANEL_DY, c);
	plot_bytes(p->wr, PANEL_Y + 2 * PANEL_DY, c);
	for (size_t i = 0; i < PLOT_COLUMNS; i++)
		if (c->at[i].builds > 0)
			put_title(p, i, &c->at[i]);
	wr_str(p->wr, "</g>\n");
	p->db++;
	free(c);
}
