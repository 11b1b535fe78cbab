#include "formats/delta_gaps.h"

/* Those of a width, by how it compares with that of a middling gap. */
static struct odds *
gap_odds(const struct delta_gaps *g, struct odds odds[static DELTA_GAPS],
    unsigned width)
{
	unsigned at = width + DELTA_GAPS_BELOW > g->middle
	    ? width + DELTA_GAPS_BELOW - g->middle
	    : 0;

	return &odds[at < DELTA_GAPS ? at : DELTA_GAPS - 1];
}

/* A number of width + 1 bits. */
static uint64_t
code_bits(struct delta_code *c, const struct delta_gaps *g, unsigned width,
    uint64_t n)
{
	bool bit;

	if (width == 0)
		return 1;
	bit = delta_bit(c, gap_odds(g, c->odds.gap_top, width),
	    (n >> (width - 1) & 1) != 0);
	return (uint64_t)(2 + bit) << (width - 1) | delta_even(c, width - 1, n);
}

void
delta_gaps_begin(struct delta_code *c, struct delta_gaps *g, size_t n)
{
	g->left = delta_number(c, c->odds.number[1][n > 0], g->left);
	if (g->left > 0 && g->left <= n)
		g->middle = delta_width(n / g->left) - 1;
}

void
delta_gaps_next(struct delta_code *c, struct delta_gaps *g)
{
	unsigned width = 0;

	if (g->left == 0)
		return;
	while (width < DELTA_WIDTHS - 1 &&
	    delta_bit(c, gap_odds(g, c->odds.gap, width),
		(g->gap + 1) >> (width + 1) != 0))
		width++;
	g->gap = code_bits(c, g, width, g->gap + 1) - 1;
}
