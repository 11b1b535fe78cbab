#include "formats/delta_code.h"

static void
forget(struct odds *o, size_t size)
{
	for (size_t i = 0; i < size / sizeof(*o); i++)
		o[i] = ODDS_EVEN;
}

void
delta_code_init(struct delta_code *c, const struct snapshot_id *id,
    uint32_t nvalues, bool ends)
{
	labels_init(&c->new_labels, id, nvalues, ends);
	labels_init(&c->changed, id, nvalues, ends);
	labels_reset(&c->new_labels);
	labels_reset(&c->changed);
	c->minute = id->serial / 60;
	forget(c->number,
	    offsetof(struct delta_code, tail6) + sizeof(c->tail6) -
		offsetof(struct delta_code, number));
}

void
delta_code_free(struct delta_code *c)
{
	labels_free(&c->new_labels);
	labels_free(&c->changed);
	coder_bytes_free(&c->bytes);
}

uint64_t
delta_raw(struct delta_code *c, unsigned n, uint64_t v)
{
	uint64_t low = coder_raw(c->way, &c->coder, n < 32 ? n : 32,
	    (uint32_t)(n < 32 ? v & (((uint64_t)1 << n) - 1) : v));

	if (n <= 32)
		return low;
	return low | delta_raw(c, n - 32, v >> 32) << 32;
}

uint64_t
delta_number(struct delta_code *c, uint64_t v)
{
	unsigned width = 0;

	while (width < 62 &&
	    delta_bit(c, &c->number[width], (v + 1) >> (width + 1) != 0))
		width++;
	return ((uint64_t)1 << width | delta_raw(c, width, v + 1)) - 1;
}

void
delta_label(struct delta_code *c, struct labels *l, const struct label *before,
    unsigned gap, u128 first, struct label *label)
{
	if (l->known)
		*label = (struct label){ 0 };
	else if (!(c->way == ENCODE ? label_out : label_in)(l, &c->coder,
		     before, gap, grain_hash(first), label))
		c->bad = true;
	c->ends |= label->until != 0;
}
