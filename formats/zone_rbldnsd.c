/*
 * Zones for rbldnsd: one file for zone:combined:file.  It is written so that
 * rbldnsd reads it without a warning; tests hold "rbldnsd -d" to that.
 *
 * Two things are rbldnsd's own: where a zone has IPv4 data, it answers for
 * ::ffff:0:0/96 from that alone, and for 2002::/16 from both families; and
 * names on the way to a listed one do not exist for it, which resolvers that
 * minimise names must be told (see zone_bind.c for zones that do better).
 */
#include <stdio.h>

#include "formats/live.h"
#include "formats/rbldnsd_plan.h"
#include "formats/rbldnsd_rest.h"
#include "formats/set.h"
#include "formats/stamp.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

/* Room is asked for by the piece; no entry is longer than ENTRY. */
#define PIECE 16384
#define ENTRY 64

/* rbldnsd knows years up to 2038: this is where 2039 begins. */
#define STAMP_END 2177452800u

struct out {
	struct wr *w;
	const struct set *set;
	const struct zone_info *info;
	struct zone_octets octets;
	char *start, *at, *full; /* the open piece */
};

/* Entries are written at o->at between open_piece() and close_piece(). */
static void
open_piece(struct out *o)
{
	o->at = o->start = (char *)wr_room(o->w, PIECE);
	o->full = o->start + PIECE - ENTRY;
}

static void
close_piece(struct out *o)
{
	o->w->len += (size_t)(o->at - o->start);
}

/* Ends an entry. */
static inline void
end_entry(struct out *o, char *at)
{
	*at++ = '\n';
	o->at = at;
	if (at > o->full) {
		close_piece(o);
		open_piece(o);
	}
}

/* "$TIMESTAMP 2026-11-21:22:25:00 +604800", where there is a time to tell. */
static void
write_stamp(struct wr *w, const struct zone_info *info)
{
	char stamp[STAMP_TEXT];

	if (info->stamp == 0 || info->stamp >= STAMP_END)
		return;
	stamp_text(stamp, info->stamp);
	wr_fmt(w, "$TIMESTAMP %.10s:%.8s", stamp, stamp + 11);
	if (info->expires > 0)
		wr_fmt(w, " +%u", info->expires);
	wr_str(w, "\n");
}

static void
write_head(struct wr *w, const struct zone_info *info)
{
	wr_fmt(w, "# %s %u, for rbldnsd: %s:combined:FILE\n", info->db,
	    info->serial, info->origin);
	wr_fmt(w, "$SOA %u %s %s %u %u %u %u %u\n", info->ttl, info->ns[0],
	    info->contact, info->serial, info->refresh, info->retry,
	    info->expire, info->negative_ttl);
	wr_fmt(w, "$NS %u", info->ttl);
	for (size_t i = 0; i < info->nns; i++)
		wr_fmt(w, " %s", info->ns[i]);
	wr_fmt(w, "\n$TTL %u\n", info->ttl);
	write_stamp(w, info);
}

/* The line that gives the entries after it their answer. */
static void
write_value(const struct out *o, uint16_t id)
{
	struct value v = values_at(set_values(o->set), id);
	char text[ZONE_TXT_MAX + 1];

	zone_template(text, &v);
	wr_fmt(o->w, ":%u.%u.%u.%u:%s\n", v.code >> 24, v.code >> 16 & 255,
	    v.code >> 8 & 255, v.code & 255, text);
}

static void
write_dataset(const struct out *o, const char *type)
{
	wr_fmt(o->w, "$DATASET %s:%.20s @\n", type, o->info->db);
}

/* "192.0.2.7" or "192.0.2.0/24". */
static void
write_prefix4(struct out *o, const struct prefix *p)
{
	end_entry(o, zone_put_prefix(&o->octets, o->at, p));
}

/* "2001:db8:7::/48"; rbldnsd does not read the quads of mapped addresses. */
static void
write_prefix6(struct out *o, const struct prefix *p)
{
	unsigned words = (p->len + 15u) / 16;
	char *at = zone_put_words(o->at, p->addr, words < 7 ? words : 8);

	if (words < 7) {
		*at++ = ':';
		*at++ = ':';
	}
	if (p->len < 128) {
		*at++ = '/';
		at = zone_put_octet(&o->octets, at, p->len);
	}
	end_entry(o, at);
}

static void
write_range(struct out *o, const struct range *r)
{
	struct range rest = *r;
	struct prefix p;
	bool more;

	if (r->family == IP4 && r->first == r->last) {
		p = (struct prefix){ r->first, 32, IP4 };
		write_prefix4(o, &p);
		return;
	}
	do {
		more = range_shift(&rest, &p);
		if (p.family == IP4)
			write_prefix4(o, &p);
		else
			write_prefix6(o, &p);
	} while (more);
}

/* Addresses as ip4tset has them, networks of four words as ip6tset. */
static void
write_hosts(struct out *o, const struct range *r)
{
	if (r->family == IP4) {
		for (u128 a = r->first; a <= r->last; a++)
			end_entry(o,
			    zone_put_quad(&o->octets, o->at, (uint32_t)a));
	} else {
		for (u128 a = r->first >> 64; a <= r->last >> 64; a++)
			end_entry(o, zone_put_words(o->at, a << 64, 4));
	}
}

static void
write_host_dataset(struct out *o, const struct rbldnsd_plan *p)
{
	struct live live = live_of(p->set, p->family, p->minute);

	write_dataset(o, p->family == IP4 ? "ip4tset" : "ip6tset");
	write_value(o, p->host_value);
	open_piece(o);
	for (struct listing l; live_next(&live, &l);) {
		if (rbldnsd_plan_in_hosts(p, &l))
			write_hosts(o, &l.range);
	}
	close_piece(o);
}

static void
write_rest_dataset(struct out *o, const struct rbldnsd_plan *p)
{
	struct rbldnsd_rest *rest = rbldnsd_rest_new(p);
	uint16_t value = VALUE_NONE;

	write_dataset(o,
	    p->family == IP6 ? "ip6trie"
		: p->octets  ? "ip4set"
			     : "ip4trie");
	open_piece(o);
	for (struct listing l; rbldnsd_rest_next(rest, &l);) {
		if (l.value != value) {
			value = l.value;
			close_piece(o);
			write_value(o, value);
			open_piece(o);
		}
		write_range(o, &l.range);
	}
	close_piece(o);
	rbldnsd_rest_free(rest);
}

/* Returns whether there was anything to write. */
static bool
write_family(struct out *o, enum family family)
{
	struct rbldnsd_plan p = rbldnsd_plan_of(o->set, family, o->info->now);

	if (p.hosts)
		write_host_dataset(o, &p);
	if (p.rest)
		write_rest_dataset(o, &p);
	return p.hosts || p.rest;
}

int
zone_rbldnsd(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct out o = { .w = w, .set = s, .info = info };
	bool any4, any6;

	if (zone_check(info, f) == -1)
		return -1;
	zone_octets_fill(&o.octets);
	write_head(w, info);
	any4 = write_family(&o, IP4);
	any6 = write_family(&o, IP6);
	if (!any4 && !any6) /* rbldnsd serves no zone without a dataset */
		write_dataset(&o, "ip4tset");
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the zone") : 0;
}
