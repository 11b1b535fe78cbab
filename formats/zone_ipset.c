/*
 * Sets for "ipset restore": one for each family, <db>_v4 and <db>_v6, of the
 * type hash:net.  They are filled under other names and swapped in when both
 * are whole, so that rules that use them never see them half filled.  What a
 * run that was cut short has left is used again.
 */
#include <string.h>

#include "formats/live.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

/* ipset's limit to a name, less "_v4.new". */
#define DB_MAX (31 - 7)

/*
 * How much a set may hold, which takes no memory.  It is always the same, for
 * a set that is there cannot be created with another.
 */
#define ELEMENTS_MAX 16777216

static const char *const suffixes[FAMILIES] = { "v4", "v6" };

static void
write_sets(struct wr *w, const char *db)
{
	static const char *const families[FAMILIES] = { "inet", "inet6" };
	static const char *const states[] = { "", ".new" };

	for (enum family family = IP4; family <= IP6; family++) {
		for (unsigned i = 0; i < 2; i++)
			wr_fmt(w,
			    "create %s_%s%s hash:net family %s maxelem %d "
			    "-exist\n",
			    db, suffixes[family], states[i], families[family],
			    ELEMENTS_MAX);
		wr_fmt(w, "flush %s_%s.new\n", db, suffixes[family]);
	}
}

static void
write_swaps(struct wr *w, const char *db)
{
	for (enum family family = IP4; family <= IP6; family++)
		wr_fmt(w, "swap %s_%s %s_%s.new\n", db, suffixes[family], db,
		    suffixes[family]);
	for (enum family family = IP4; family <= IP6; family++)
		wr_fmt(w, "destroy %s_%s.new\n", db, suffixes[family]);
}

/* "add rbl_v4.new 192.0.2.0/24" */
static void
write_element(struct wr *w, const struct zone_octets *o, const char *db,
    const struct prefix *p)
{
	char *start = (char *)wr_room(w, 2 * ZONE_ADDR_TEXT), *at;

	at = stpcpy(start, "add ");
	at = stpcpy(at, db);
	*at++ = '_';
	at = stpcpy(at, suffixes[p->family]);
	at = stpcpy(at, ".new ");
	at = zone_put_prefix(o, at, p);
	*at++ = '\n';
	w->len += (size_t)(at - start);
}

int
zone_ipset(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct zone_octets octets;

	if (strlen(info->db) > DB_MAX)
		return fail(f, FAIL_USAGE,
		    "%s: ipset's names leave a database %d characters",
		    info->db, DB_MAX);
	zone_octets_fill(&octets);
	wr_fmt(w, "# %s %u, for ipset restore\n", info->db, info->serial);
	write_sets(w, info->db);
	for (struct cover c = cover_of(s, info->now); cover_next(&c);)
		write_element(w, &octets, info->db, &c.prefix);
	write_swaps(w, info->db);
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the sets") : 0;
}
