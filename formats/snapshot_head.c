#include "formats/snapshot_head.h"
#include "formats/opening.h"
#include "formats/trie.h"
#include "formats/wr.h"

/* 4 bytes for IPv4, 16 for IPv6. */
static size_t
family_bytes(enum family family)
{
	return family_bits(family) / 8;
}

static void
part_out(struct wr *w, enum family family, const struct snapshot_part *p)
{
	wr_vli(w, p->count);
	if (p->count == 0)
		return;
	for (size_t i = 0; i < family_bytes(family); i++)
		wr_u8(w, (uint8_t)(p->lens >> (8 * i)));
}

void
snapshot_head_out(struct wr *w, const struct snapshot_head *h)
{
	opening_out(w, &h->id);
	grains_out(w, &h->id);
	wr_u8(w, h->ends);
	for (int i = 0; i < FAMILIES; i++)
		part_out(w, (enum family)i, &h->parts[i]);
	wr_vli(w, h->nvalues);
}

static bool
part_in(struct rd *r, enum family family, struct snapshot_part *p)
{
	p->count = rd_vli(r);
	if (p->count == 0)
		return true;
	for (size_t i = 0; i < family_bytes(family); i++)
		p->lens |= (u128)rd_u8(r) << (8 * i);
	return p->count <= (uint64_t)rd_left(r) * TRIE_MOST;
}

int
snapshot_head_in(struct rd *r, struct snapshot_head *h, struct fail *f)
{
	uint8_t ends;

	*h = (struct snapshot_head){ 0 };
	if (opening_in(r, &h->id, f) == -1 || grains_in(r, &h->id, f) == -1)
		return -1;
	ends = rd_u8(r);
	for (int i = 0; i < FAMILIES; i++) {
		if (!part_in(r, (enum family)i, &h->parts[i]))
			return fail(f, FAIL_FORMAT,
			    "more entries than these bytes can hold");
	}
	h->ends = ends != 0;
	h->nvalues = (uint32_t)rd_vli(r);
	if (r->bad || ends > 1)
		return fail(f, FAIL_FORMAT, "the head is not whole");
	return 0;
}
