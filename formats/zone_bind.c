/*
 * Zones as master files (RFC 1035), which BIND, NSD, Knot and PowerDNS load:
 * A and TXT for each address, wildcards for what is wider.
 */
#include <stdbool.h>
#include <string.h>

#include "formats/live.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_answer.h"
#include "formats/zone_master.h"
#include "formats/zone_name.h"

/* Room for one entry: its name, both records, every place filled. */
#define ENTRY_MAX 2048

/*
 *	7.2.0.192	A	127.0.0.2
 *		TXT	"Listed, see https://lookup.example/192.0.2.7"
 */
static void
write_entry(struct wr *w, const struct zone_answers *answers,
    const struct prefix *p, const struct zone_answer *x)
{
	char *start = (char *)wr_room(w, ENTRY_MAX);
	char *at = start + zone_name_text(start, p, ZONE_WILDCARD);

	at = stpcpy(at, "\tA\t");
	at = stpcpy(at, x->a);
	if (x->len > 0) {
		at = stpcpy(at, "\n\tTXT\t\"");
		at = zone_put_answer(answers, at, x, p);
		*at++ = '"';
	}
	*at++ = '\n';
	w->len += (size_t)(at - start);
}

static void
write_family(struct wr *w, struct zone_answers *answers, enum family family,
    uint32_t minute)
{
	struct live live = live_of(answers->set, family, minute);

	for (struct listing l; live_next(&live, &l);) {
		const struct zone_answer *x = zone_answer(answers, l.value);
		struct prefix p;
		bool more;

		do {
			more = zone_name_shift(&l.range, &p, ZONE_WILDCARD);
			write_entry(w, answers, &p, x);
		} while (more);
	}
}

int
zone_bind(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct zone_answers answers;

	if (zone_master_head(w, info, "for BIND, NSD, Knot or PowerDNS", f) ==
	    -1)
		return -1;
	zone_answers_init(&answers, s, "\"\\");
	write_family(w, &answers, IP4, info->now);
	write_family(w, &answers, IP6, info->now);
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the zone") : 0;
}
