#include "formats/snapshot_head.h"
#include "formats/opening.h"
#include "formats/wr.h"

/* What holds of a snapshot. */
#define ENDS   1
#define RECENT 2

void
snapshot_head_out(struct wr *w, const struct snapshot_head *h)
{
	unsigned flags =
	    (h->parts.ends ? ENDS : 0) | (h->id.recent > 0 ? RECENT : 0);

	opening_out(w, &h->id);
	grains_out(w, &h->id);
	wr_u8(w, (uint8_t)flags);
	if (flags & RECENT)
		wr_u8(w, (uint8_t)h->id.recent);
	snapshot_parts_heads_out(w, &h->parts);
	wr_vli(w, h->parts.nvalues);
}

int
snapshot_head_in(struct rd *r, struct snapshot_head *h, struct fail *f)
{
	uint8_t flags;

	*h = (struct snapshot_head){ 0 };
	if (opening_in(r, &h->id, f) == -1 || grains_in(r, &h->id, f) == -1)
		return -1;
	flags = rd_u8(r);
	if ((flags & RECENT) != 0 && recent_in(r, &h->id, f) == -1)
		return -1;
	if (snapshot_parts_heads_in(r, &h->parts, f) == -1)
		return -1;
	h->parts.ends = (flags & ENDS) != 0;
	h->parts.nvalues = (uint32_t)rd_vli(r);
	if (r->bad || flags > (ENDS | RECENT))
		return fail(f, FAIL_FORMAT, "the head is not whole");
	return 0;
}
