#include <err.h>
#include <stdlib.h>

#include "compiler/history.h"
#include "compiler/plot.h"
#include "compiler/plot_column.h"
#include "formats/wr.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

/* 2026-11-22T08:01:00Z; its column ends at 08:03. */
#define NOW  1795334460u
#define FROM (NOW + 120 - PLOT_SPAN)

static const struct history_row rows[] = {
	{ .as_of = FROM - 1, .entries = { 7, 7 }, .added = 9 },
	{ .as_of = FROM, .entries = { 1000, 1 }, .added = 1001 },
	{ .as_of = FROM + 60,
	    .entries = { 999, 1 },
	    .added = 4,
	    .removed = 5,
	    .delta_bytes = 120 },
	{ .as_of = FROM + 4 * PLOT_COLUMN,
	    .failed = true,
	    .entries = { 5, 1 },
	    .added = 6 },
	{ .as_of = FROM + 6 * PLOT_COLUMN,
	    .entries = { 1500, 1 },
	    .added = 501,
	    .delta_bytes = 2500 },
	{ .as_of = NOW, .entries = { 1400, 1 }, .removed = 100 },
	{ .as_of = NOW + PLOT_COLUMN, .entries = { 3, 3 } },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void
test_columns(void)
{
	struct plot_columns *c = calloc(1, sizeof(*c));

	if (c == NULL)
		err(1, NULL);
	plot_columns(c, FROM, rows, ROWS);
	is_int(c->known, 0, "builds before and after are passed over");
	is_int(c->builds, 5, "all others are counted");
	is_int(c->at[0].added, 1005, "a column adds its builds up");
	is_int(c->at[0].removed, 5, "both ways");
	is_int(c->at[0].entries, 1000, "and has the last of its sets");
	is_int(c->at[3].entries, 1000, "which stays");
	ok(c->at[4].bad == 1 && c->at[4].added == 0 && c->at[4].entries == 1000,
	    "what failed changes nothing");
	is_int(c->at[PLOT_COLUMNS - 1].entries, 1401, "now is the last column");
	free(c);
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		err(1, NULL);
	plot_columns(c, FROM, rows + 4, 1);
	ok(c->known == 6 && c->at[5].entries == 0,
	    "before the first nothing is known");
	free(c);
}

/* PLOT_OUT=FILE keeps the picture, to look at it or to make it golden. */
static void
test_golden(void)
{
	const char *out = getenv("PLOT_OUT");
	struct wr w = { 0 };
	struct plot p;
	char *golden;
	size_t n;

	plot_begin(&p, &w, 2, NOW);
	plot_db(&p, "qil", rows, ROWS);
	plot_db(&p, "rbl", NULL, 0);
	plot_end(&p);
	if (out != NULL)
		put_bytes(out, w.buf, w.len);
	golden = slurp("tests/data/golden-plot.svg", &n);
	ok(w.len == n && memcmp(w.buf, golden, n) == 0,
	    "a picture is as it was");
	free(golden);
	wr_free(&w);
}

int
main(void)
{
	test_columns();
	test_golden();
	return tap_end();
}
