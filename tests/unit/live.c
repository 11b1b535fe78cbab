#include "formats/live.h"
#include "formats/wr.h"
#include "tests/unit/zone.h"

static void
test_cover(void)
{
	struct set *s = set_new();
	struct wr all = { 0 };

	value(s, 0x7f000002, "");
	value(s, 0x7f000003, "");
	add(s, "126.255.255.254-128.0.0.0", 0, 0);
	add(s, "192.0.2.0/25", 0, 0);
	add(s, "192.0.2.128-192.0.2.199", 1, NOW + 5);
	add(s, "192.0.2.200-192.0.2.254", 1, NOW);
	add(s, "192.0.2.255", 1, 0);
	add(s, "::ffff:127.0.0.0-::ffff:127.0.0.2", 0, 0);
	add(s, "2001:db8::/32", 0, 0);
	for (struct cover c = cover_of(s, NOW); cover_next(&c);) {
		char one[ADDR_TEXT];

		prefix_text(one, &c.prefix);
		wr_fmt(&all, "%s ", one);
	}
	wr_u8(&all, 0);
	is_str((char *)all.buf,
	    "126.255.255.254/31 128.0.0.0 192.0.2.0/25 192.0.2.128/26 "
	    "192.0.2.192/29 192.0.2.255 2001:db8::/32 ",
	    "what a filter wants is joined, without the loopback");
	wr_free(&all);
	set_free(s);
}

/* Listings keep their values and ends where the loopback is cut out. */
static void
test_outer(void)
{
	struct set *s = set_new();
	struct wr all = { 0 };
	struct listing l;

	value(s, 0x7f000002, "");
	value(s, 0x7f000003, "");
	add(s, "126.255.255.254-128.0.0.0", 1, NOW + 1);
	add(s, "128.0.0.1", 0, 0);
	add(s, "::ffff:127.0.0.2", 0, 0);
	add(s, "2001:db8::/32", 1, NOW);
	add(s, "2001:db9::/32", 0, 0);
	for (struct outer o = outer_of(s, NOW); outer_next(&o, &l);) {
		char one[RANGE_TEXT];

		range_text(one, &l.range);
		wr_fmt(&all, "%s %u %u, ", one, l.value, l.until);
	}
	for (struct cover c = cover_of(s, NOW); cover_range(&c);) {
		char one[RANGE_TEXT];

		range_text(one, &c.rest);
		wr_fmt(&all, "%s ", one);
	}
	wr_u8(&all, 0);
	is_str((char *)all.buf,
	    "126.255.255.254/31 1 1001, 128.0.0.0 1 1001, 128.0.0.1 0 0, "
	    "2001:db9::/32 0 0, "
	    "126.255.255.254/31 128.0.0.0/31 2001:db9::/32 ",
	    "listings without the loopback, and their ranges");
	wr_free(&all);
	set_free(s);
}

static void
test_everything(void)
{
	struct set *s = set_new();
	u128 sums[FAMILIES] = { 0, 0 };

	value(s, 0x7f000002, "");
	add(s, "0.0.0.0/0", 0, 0);
	add(s, "::/0", 0, 0);
	for (struct cover c = cover_of(s, NOW); cover_next(&c);) {
		struct range r = prefix_range(&c.prefix);

		sums[r.family] += r.last - r.first + 1;
	}
	ok(sums[IP4] == ((u128)255 << 24) && sums[IP6] == -((u128)1 << 24),
	    "everything but the loopback is covered");
	set_free(s);
}

int
main(void)
{
	test_cover();
	test_outer();
	test_everything();
	return tap_end();
}
