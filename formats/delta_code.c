#include "formats/delta_code.h"

void
delta_code_init(struct delta_code *c, const struct snapshot_id *id,
    uint32_t nvalues, bool ends)
{
	delta_labels_init(&c->added, id, nvalues, ends);
	delta_labels_init(&c->changed, id, nvalues, ends);
	delta_odds_init(&c->odds);
	c->minute = id->serial / 60;
}

void
delta_code_free(struct delta_code *c)
{
	delta_labels_free(&c->added);
	delta_labels_free(&c->changed);
	coder_bytes_free(&c->bytes);
}

unsigned
delta_gap(enum family family, const u128 *end, u128 first)
{
	unsigned gap = end != NULL ? delta_width(first - *end) : 128;

	if (family == IP4)
		return gap;
	return gap < 64 ? 0 : gap - 64;
}

uint64_t
delta_number(struct delta_code *c, struct odds o[static DELTA_WIDTHS],
    uint64_t v)
{
	unsigned width = 0;

	while (width < DELTA_WIDTHS - 1 &&
	    delta_bit(c, &o[width], (v + 1) >> (width + 1) != 0))
		width++;
	return ((uint64_t)1 << width | delta_even(c, width, v + 1)) - 1;
}
