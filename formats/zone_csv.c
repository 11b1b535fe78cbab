/*
 * A table of comma-separated values (RFC 4180, but that lines end in LF) for
 * whatever reads such: a line for each prefix of a listing.
 */
#include <string.h>

#include "formats/live.h"
#include "formats/stamp.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

/* Every quote of a text may be two. */
#define LINE_MAX_TEXT (ZONE_ADDR_TEXT + 80 + 2 * ZONE_TXT_MAX)

struct out {
	struct wr *w;
	const struct set *set;
	struct zone_octets octets;
};

static char *
put_quoted(char *at, const char *s)
{
	*at++ = '"';
	for (; *s; s++) {
		if (*s == '"')
			*at++ = '"';
		*at++ = *s;
	}
	*at++ = '"';
	return at;
}

/* 192.0.2.7,127.0.0.2,"Listed",2026-11-21T22:25:00Z */
static void
write_line(struct out *o, const struct listing *l, const struct prefix *p)
{
	struct value v = values_at(set_values(o->set), l->value);
	char *start = (char *)wr_room(o->w, LINE_MAX_TEXT), *at;
	char text[ZONE_TXT_MAX + 1];

	at = zone_put_prefix(&o->octets, start, p);
	*at++ = ',';
	at = zone_put_quad(&o->octets, at, v.code);
	*at++ = ',';
	zone_expand(text, &v, p);
	at = put_quoted(at, text);
	*at++ = ',';
	if (l->until != 0) {
		stamp_text(at, l->until * 60);
		at += STAMP_TEXT - 1;
	}
	*at++ = '\n';
	o->w->len += (size_t)(at - start);
}

int
zone_csv(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct out o = { .w = w, .set = s };
	struct listing l;

	zone_octets_fill(&o.octets);
	wr_str(w, "prefix,code,text,until\n");
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
