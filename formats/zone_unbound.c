/*
 * Zones for unbound, to be included by its configuration: local data for each
 * address, and a local zone that answers for all names below it ("redirect")
 * for what is wider.  Names on the way to such a zone alone do not exist.
 */
#include <stdio.h>
#include <string.h>

#include "formats/live.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_answer.h"
#include "formats/zone_name.h"

/* Room for one entry: three lines with the whole name, and the text. */
#define ENTRY_MAX 2048

struct out {
	struct wr *w;
	const struct zone_info *info;
	struct zone_answers answers;
	char type_a[40], type_txt[40]; /* what comes behind a name */
};

/* One line of what a name has; the data comes behind it. */
static char *
put_data(char *at, const char *name, const struct out *o, const char *type)
{
	at = stpcpy(at, "local-data: '");
	at = stpcpy(at, name);
	*at++ = '.';
	at = stpcpy(at, o->info->origin);
	return stpcpy(at, type);
}

/*
 *	local-data: '7.2.0.192.rbl.example. 300 A 127.0.0.2'
 *	local-data: '7.2.0.192.rbl.example. 300 TXT "Listed, see ..."'
 */
static void
write_entry(struct out *o, const struct prefix *p, const struct zone_answer *x)
{
	char *start = (char *)wr_room(o->w, ENTRY_MAX), *at = start;
	char name[ZONE_NAME_TEXT];

	zone_name_text(name, p, ZONE_SUBTREE);
	if (p->len < family_bits(p->family)) {
		at = stpcpy(at, "local-zone: ");
		at = stpcpy(at, name);
		*at++ = '.';
		at = stpcpy(at, o->info->origin);
		at = stpcpy(at, ". redirect\n");
	}
	at = put_data(at, name, o, o->type_a);
	at = stpcpy(at, x->a);
	at = stpcpy(at, "'\n");
	if (x->len > 0) {
		at = put_data(at, name, o, o->type_txt);
		at = zone_put_answer(&o->answers, at, x, p);
		at = stpcpy(at, "\"'\n");
	}
	o->w->len += (size_t)(at - start);
}

static void
write_family(struct out *o, enum family family)
{
	struct live live = live_of(o->answers.set, family, o->info->now);

	for (struct listing l; live_next(&live, &l);) {
		const struct zone_answer *x = zone_answer(&o->answers, l.value);
		struct prefix p;
		bool more;

		do {
			more = zone_name_shift(&l.range, &p, ZONE_SUBTREE);
			write_entry(o, &p, x);
		} while (more);
	}
}

static void
write_head(struct wr *w, const struct zone_info *info)
{
	wr_fmt(w, "# %s %u, for unbound, to be included\nserver:\n", info->db,
	    info->serial);
	wr_fmt(w, "local-zone: %s. static\n", info->origin);
	wr_fmt(w, "local-data: '%s. %u SOA %s. %s. %u %u %u %u %u'\n",
	    info->origin, info->ttl, info->ns[0], info->contact, info->serial,
	    info->refresh, info->retry, info->expire, info->negative_ttl);
	for (size_t i = 0; i < info->nns; i++)
		wr_fmt(w, "local-data: '%s. %u NS %s.'\n", info->origin,
		    info->ttl, info->ns[i]);
}

int
zone_unbound(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct out o = { .w = w, .info = info };

	if (zone_check(info, f) == -1)
		return -1;
	zone_answers_init(&o.answers, s, "\"\\'");
	snprintf(o.type_a, sizeof(o.type_a), ". %u A ", info->ttl);
	snprintf(o.type_txt, sizeof(o.type_txt), ". %u TXT \"", info->ttl);
	write_head(w, info);
	write_family(&o, IP4);
	write_family(&o, IP6);
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the zone") : 0;
}
