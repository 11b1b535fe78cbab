/* What is known of addresses, also when others would have it forgotten. */
#include <stdlib.h>

#include "feedd/address.h"
#include "tests/unit/tap.h"

#define RATE 100
#define NOW  1000

/* Somebody comes, asks so often and goes.  Returns what he owed before. */
static uint64_t
visit(struct addresses *as, u128 addr, uint64_t n)
{
	struct address *a = address_take(as, IP4, addr);
	uint64_t owed;

	bucket_rate(&a->account.requests, RATE, NOW);
	owed = bucket_debt(&a->account.requests, NOW);
	bucket_take(&a->account.requests, n, NOW);
	address_drop(as, a, NOW);
	return owed;
}

static void
test_keeping(void)
{
	struct addresses as;
	struct address *a, *b, *c;

	addresses_begin(&as);
	a = address_take(&as, IP4, 7);
	b = address_take(&as, IP4, 7);
	ok(a == b, "one address is one");
	address_drop(&as, b, NOW);
	c = address_take(&as, IP4, 8);
	ok(c != a, "another is another");
	ok(address_take(&as, IP6, (u128)7 << 64) != a, "so is one of IPv6");
	b = address_take(&as, IP6, (u128)7 << 64 | 12345);
	ok(b == address_take(&as, IP6, (u128)7 << 64 | 54321),
	    "of which a /64 is one");
	is_int((long long)as.present, 3, "three are there");
	ok(b->uses == 3, "with their uses");
	for (int i = 0; i < 3; i++)
		address_drop(&as, b, NOW);
	address_drop(&as, a, NOW);
	is_int((long long)as.present, 1, "they go");
	is_int(visit(&as, 9, 50), 0, "a new one owes nothing");
	is_int(visit(&as, 9, 50), 30, "it is known when it comes back");
	is_int(visit(&as, 9, 0), 60, "and again");
	a = address_take(&as, IP4, 9);
	is_int(bucket_debt(&a->account.requests, NOW + 60), 0,
	    "until nothing is owed");
	address_drop(&as, a, NOW + 60);
	address_drop(&as, c, NOW);
	addresses_end(&as);
}

/* A crowd of a million that took little each forgets nobody that is limited. */
static void
test_crowd(void)
{
	struct addresses as;
	unsigned still = 0;

	addresses_begin(&as);
	for (u128 i = 0; i < 1000; i++)
		visit(&as, i, RATE);
	for (u128 i = 0; i < 1000000; i++)
		visit(&as, 1 << 24 | i, 1);
	is_int((long long)as.present, 0, "nobody is there");
	for (u128 i = 0; i < 1000; i++)
		still += visit(&as, i, 0) == 60;
	is_int(still, 1000, "all who are limited are known");
	addresses_end(&as);
}

/* Of those that took all of it, still known. */
static unsigned
known(struct addresses *as, unsigned n)
{
	unsigned found = 0;

	for (u128 i = 0; i < n; i++)
		found += visit(as, i, 0) == 60;
	return found;
}

/* Nor where more are limited than there are places. */
static void
test_full(void)
{
	struct addresses as;
	unsigned before;

	addresses_begin(&as);
	for (u128 i = 0; i < 200000; i++)
		visit(&as, i, RATE);
	before = known(&as, 200000);
	ok(before > 30000, "all places are taken: %u", before);
	for (u128 i = 0; i < 200000; i++)
		visit(&as, 1 << 24 | i, RATE / 2);
	is_int(known(&as, 200000), before, "by those who took most");
	addresses_end(&as);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_keeping();
	test_crowd();
	test_full();
	return tap_end();
}
