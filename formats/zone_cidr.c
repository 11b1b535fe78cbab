/*
 * A plain list of prefixes, one a line, for packet filters and scripts: what
 * is listed, whatever its value, without the test entries.
 */
#include "formats/live.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

int
zone_cidr(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct zone_octets octets;
	char time[STAMP_TEXT];

	zone_octets_fill(&octets);
	stamp_text(time, info->serial);
	wr_fmt(w, "# %s %u, built %s\n", info->db, info->serial, time);
	for (struct cover c = cover_of(s, info->now); cover_next(&c);) {
		char *start = (char *)wr_room(w, ADDR_TEXT + 1);
		char *at = zone_put_prefix(&octets, start, &c.prefix);

		*at++ = '\n';
		w->len += (size_t)(at - start);
	}
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the list") : 0;
}
