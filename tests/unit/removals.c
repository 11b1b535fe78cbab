/* Removals that meet late hits, against a plain list of them. */
#include <stdlib.h>

#include "compiler/removals.h"
#include "formats/wr.h"
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

#define MANY    300
#define SOURCES 3

static struct removal
random_removal(void)
{
	uint32_t host = rnd(20);
	bool wide = rnd(2) == 0;

	return (struct removal){
		.addr = wide ? (u128)host << 64 : host,
		.family = wide ? IP6 : IP4,
		.time = 10 + 10 * rnd(100),
		.source = rnd(4) == 0 ? REMOVALS_ALL : (uint16_t)rnd(SOURCES),
	};
}

static bool
covers(const struct removal *all, size_t n, const struct removal *hit,
    uint32_t from)
{
	for (size_t i = 0; i < n; i++) {
		const struct removal *r = &all[i];

		if (r->addr == hit->addr && r->family == hit->family &&
		    r->time >= hit->time && r->time >= from &&
		    (r->source == hit->source || r->source == REMOVALS_ALL))
			return true;
	}
	return false;
}

static unsigned
count_bad(const struct removals *r, const struct removal *all, size_t n,
    uint32_t from)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < 500; i++) {
		struct removal hit = random_removal();

		hit.source = (uint16_t)rnd(SOURCES);
		/* From before what was pruned nothing is asked any more. */
		hit.time = from + 10 * rnd(100);
		bad += removals_cover(r, &hit) != covers(all, n, &hit, from);
	}
	return bad;
}

static bool
same_through_bytes(const struct removals *r)
{
	struct wr w = { 0 }, again = { 0 };
	struct removals to = { 0 };
	struct rd cursor;
	bool good;

	removals_write(&w, r);
	cursor = rd_over(w.buf, w.len);
	good = removals_read(&cursor, &to, SOURCES) && rd_left(&cursor) == 0;
	removals_write(&again, &to);
	good &= w.len == again.len && memcmp(w.buf, again.buf, w.len) == 0;
	for (size_t n = 0; n < w.len; n++) {
		struct removals cut = { 0 };

		cursor = rd_over(w.buf, n);
		good &= !removals_read(&cursor, &cut, SOURCES) || cursor.bad;
		removals_free(&cut);
	}
	removals_free(&to);
	wr_free(&w);
	wr_free(&again);
	return good;
}

/* One of the very second that is left stays. */
static void
test_edge(void)
{
	struct removal one = { 1, IP4, 500, 0 };
	struct removals r = { 0 };

	removals_note(&r, &one);
	removals_prune(&r, 500);
	ok(removals_cover(&r, &one), "what is as old as is kept is kept");
	removals_prune(&r, 501);
	ok(!removals_cover(&r, &one), "and what is older is not");
	removals_free(&r);
}

int
main(void)
{
	struct removal all[MANY];
	struct removals r = { 0 }, other = { 0 };
	struct rd cursor;
	struct wr w = { 0 };
	unsigned bad = 0;

	for (size_t i = 0; i < MANY; i++) {
		all[i] = random_removal();
		removals_note(&r, &all[i]);
		if (i % 50 == 0)
			bad += count_bad(&r, all, i + 1, 0);
	}
	is_int(bad, 0, "a hit is removed by its source's removal, or by all's");
	ok(same_through_bytes(&r), "the same through bytes, whole or refused");
	removals_prune(&r, 500);
	is_int(count_bad(&r, all, MANY, 500), 0, "and once old ones are gone");
	ok(r.n < MANY / 2, "which take no room then");
	removals_write(&w, &r);
	cursor = rd_over(w.buf, w.len);
	ok(!removals_read(&cursor, &other, 1),
	    "one of a source that does not exist is refused");
	test_edge();
	removals_free(&other);
	removals_free(&r);
	wr_free(&w);
	return tap_end();
}
