/*
 * A cidr: table for Postfix's check_client_access: what to answer clients.
 * What ends by itself, as all does in a quick list, is a reason to come again
 * (450), anything else one to go away (550).
 */
#include <string.h>

#include "formats/live.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

#define LINE_MAX_TEXT (ZONE_ADDR_TEXT + 80 + ZONE_TXT_MAX)

struct out {
	struct wr *w;
	const struct zone_info *info;
	const struct set *set;
	struct zone_octets octets;
};

/* Replies are of ASCII; Postfix passes over a result that is not UTF-8. */
static char *
put_text(char *at, const char *s)
{
	for (; *s; s++)
		*at++ = (unsigned char)*s < 127 ? *s : '?';
	return at;
}

/* "192.0.2.7 550 5.7.1 Listed, see https://lookup.example/192.0.2.7" */
static void
write_line(struct out *o, const struct listing *l, const struct prefix *p)
{
	struct value v = values_at(set_values(o->set), l->value);
	char *start = (char *)wr_room(o->w, LINE_MAX_TEXT), *at;
	char text[ZONE_TXT_MAX + 1];

	at = zone_put_prefix(&o->octets, start, p);
	at = stpcpy(at, l->until != 0 ? " 450 4.7.1 " : " 550 5.7.1 ");
	if (zone_expand(text, &v, p) > 0) {
		at = put_text(at, text);
	} else {
		at = stpcpy(at, "listed in ");
		at = stpcpy(at, o->info->db);
	}
	*at++ = '\n';
	o->w->len += (size_t)(at - start);
}

int
zone_postfix(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct out o = { .w = w, .info = info, .set = s };
	struct listing l;

	zone_octets_fill(&o.octets);
	wr_fmt(w, "# %s %u, for Postfix: check_client_access cidr:FILE\n",
	    info->db, info->serial);
	for (struct outer i = outer_of(s, info->now); outer_next(&i, &l);) {
		struct prefix p;
		bool more;

		do {
			more = range_shift(&l.range, &p);
			write_line(&o, &l, &p);
		} while (more);
	}
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the table") : 0;
}
