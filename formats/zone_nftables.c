/*
 * Sets for nftables, to be loaded with "nft -f": one set of intervals for each
 * family, <db>_v4 and <db>_v6, in the table inet feedmill.  A file is one
 * transaction, so that rules that use the sets never see them half filled.
 * All elements are in one command, for nft looks through what a set has
 * before each.
 */
#include <stdbool.h>

#include "formats/live.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

#define TABLE        "inet feedmill"
#define ELEMENT_ROOM (2 * ZONE_ADDR_TEXT)

static const char *const suffixes[FAMILIES] = { "v4", "v6" };

static void
write_sets(struct wr *w, const struct zone_info *info)
{
	static const char *const types[FAMILIES] = { "ipv4_addr", "ipv6_addr" };

	wr_fmt(w, "# %s %u, for nft -f\nadd table " TABLE "\n", info->db,
	    info->serial);
	for (enum family family = IP4; family <= IP6; family++) {
		const char *suffix = suffixes[family];

		wr_fmt(w,
		    "add set " TABLE " %s_%s { type %s; flags interval; }\n",
		    info->db, suffix, types[family]);
		wr_fmt(w, "flush set " TABLE " %s_%s\n", info->db, suffix);
	}
}

/* "192.0.2.9-192.0.2.12" or "192.0.2.7" */
static void
write_range(struct wr *w, const struct zone_octets *o, const struct range *r)
{
	char *start = (char *)wr_room(w, ELEMENT_ROOM), *at;
	struct prefix p = { r->first, (uint8_t)family_bits(r->family),
		r->family };

	at = zone_put_prefix(o, start, &p);
	if (r->last != r->first) {
		*at++ = '-';
		p.addr = r->last;
		at = zone_put_prefix(o, at, &p);
	}
	w->len += (size_t)(at - start);
}

int
zone_nftables(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct zone_octets octets;
	bool open[FAMILIES] = { false, false };

	zone_octets_fill(&octets);
	write_sets(w, info);
	for (struct cover c = cover_of(s, info->now); cover_range(&c);) {
		enum family family = c.rest.family;

		if (!open[family]) {
			if (family == IP6 && open[IP4])
				wr_str(w, " }\n");
			wr_fmt(w, "add element " TABLE " %s_%s { ", info->db,
			    suffixes[family]);
		} else {
			wr_str(w, ",\n");
		}
		open[family] = true;
		write_range(w, &octets, &c.rest);
	}
	if (open[IP4] || open[IP6])
		wr_str(w, " }\n");
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the sets") : 0;
}
