/*
 * A response policy zone: names that resolve to a listed address do not
 * exist (rpz-ip, CNAME .).  That is what a resolver can do with a list of
 * hosts that send or support spam: what is advertised there cannot be
 * reached; a list of clients to turn away (rpz-client-ip) is another thing.
 * The loopback networks are left out: their test entries would hide every
 * answer of every blocklist from the resolver's own mail servers.
 */
#include <string.h>

#include "formats/live.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_master.h"
#include "formats/zone_text.h"

#define ENTRY_MAX 96

/* "24.0.2.0.192": the length, then the octets reversed. */
static char *
put_ip4(const struct zone_octets *o, char *at, const struct prefix *p)
{
	at = zone_put_octet(o, at, p->len);
	for (int shift = 0; shift < 32; shift += 8) {
		*at++ = '.';
		at = zone_put_octet(o, at, (uint32_t)p->addr >> shift);
	}
	return at;
}

/* Finds the longest run of two or more zero words, the first of those. */
static unsigned
find_zeros(u128 addr, unsigned *length)
{
	unsigned best = 8, run = 0;

	*length = 1;
	for (unsigned i = 0; i < 8; i++) {
		run = (uint16_t)(addr >> (112 - 16 * i)) == 0 ? run + 1 : 0;
		if (run > *length) {
			*length = run;
			best = i + 1 - run;
		}
	}
	return best;
}

/* "48.zz.7.db8.2001": the words reversed, "zz" for what "::" stands for. */
static char *
put_ip6(const struct zone_octets *o, char *at, const struct prefix *p)
{
	unsigned length, zeros = find_zeros(p->addr, &length);

	at = zone_put_octet(o, at, p->len);
	for (unsigned i = 8; i-- > 0;) {
		*at++ = '.';
		if (zeros < 8 && i == zeros + length - 1) {
			*at++ = 'z';
			*at++ = 'z';
			i = zeros;
		} else {
			at = zone_put_words(at, p->addr << (16 * i), 1);
		}
	}
	return at;
}

int
zone_rpz(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	static const char action[] = ".rpz-ip\tCNAME\t.\n";
	struct zone_octets octets;

	if (zone_master_head(w, info, "a response policy zone", f) == -1)
		return -1;
	zone_octets_fill(&octets);
	for (struct cover c = cover_of(s, info->now); cover_next(&c);) {
		char *start = (char *)wr_room(w, ENTRY_MAX);
		char *at = c.prefix.family == IP4
		    ? put_ip4(&octets, start, &c.prefix)
		    : put_ip6(&octets, start, &c.prefix);

		memcpy(at, action, sizeof(action) - 1);
		w->len += (size_t)(at - start) + sizeof(action) - 1;
	}
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the zone") : 0;
}
