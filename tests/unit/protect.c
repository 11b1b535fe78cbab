#include <stdlib.h>

#include "compiler/protect.h"
#include "tests/unit/tap.h"

static struct range
range_of(const char *text)
{
	struct range r = { 0 };

	if (range_parse(text, text + strlen(text), &r, NULL) != NULL)
		printf("Bail out! %s is no range\n", text);
	return r;
}

static const char *
why(const struct protect *p, const char *text)
{
	struct range r = range_of(text);
	const char *reason = protect_why(p, &r);

	return reason != NULL ? reason : "";
}

/* clang-format off */
static const struct {
	const char *range;
	const char *why;
} rows[] = {
	{ "0.0.0.0", "this network, RFC 1122" },
	{ "1.0.0.0", "" },
	{ "9.255.255.255", "" },
	{ "10.0.0.0", "private, RFC 1918" },
	{ "10.255.255.255", "private, RFC 1918" },
	{ "11.0.0.0", "" },
	{ "100.63.255.255", "" },
	{ "100.64.0.0", "shared by carriers, RFC 6598" },
	{ "100.127.255.255", "shared by carriers, RFC 6598" },
	{ "100.128.0.0", "" },
	{ "127.0.0.1", "loopback, RFC 1122" },
	{ "127.0.0.2", "loopback, RFC 1122" },
	{ "169.254.1.1", "link local, RFC 3927" },
	{ "172.15.255.255", "" },
	{ "172.16.0.0", "private, RFC 1918" },
	{ "172.31.255.255", "private, RFC 1918" },
	{ "172.32.0.0", "" },
	{ "192.0.0.255", "protocol assignments, RFC 6890" },
	{ "192.0.1.0", "" },
	{ "192.0.2.1", "documentation, RFC 5737" },
	{ "192.88.99.1", "6to4 relays, RFC 7526" },
	{ "192.168.0.1", "private, RFC 1918" },
	{ "198.17.255.255", "" },
	{ "198.18.0.0", "benchmarks, RFC 2544" },
	{ "198.19.255.255", "benchmarks, RFC 2544" },
	{ "198.51.100.1", "documentation, RFC 5737" },
	{ "203.0.113.1", "documentation, RFC 5737" },
	{ "223.255.255.255", "" },
	{ "224.0.0.0", "multicast, RFC 5771" },
	{ "240.0.0.0", "reserved, RFC 1112" },
	{ "255.255.255.255", "reserved, RFC 1112" },
	{ "9.0.0.0-11.0.0.0", "private, RFC 1918" },
	{ "0.0.0.0/0", "this network, RFC 1122" },
	{ "::", "unspecified, RFC 4291" },
	{ "::1", "loopback, RFC 4291" },
	{ "::2", "not global unicast, RFC 4291" },
	{ "::fffe:ffff:ffff", "not global unicast, RFC 4291" },
	{ "::ffff:127.0.0.1", "IPv4-mapped, RFC 4291" },
	{ "::ffff:198.51.100.1", "IPv4-mapped, RFC 4291" },
	{ "::ffff:255.255.255.255", "IPv4-mapped, RFC 4291" },
	{ "::1:0:0:0", "not global unicast, RFC 4291" },
	{ "64:ff9b::1", "not global unicast, RFC 4291" },
	{ "1fff:ffff::1", "not global unicast, RFC 4291" },
	{ "2000::", "" },
	{ "2001::1", "protocol assignments, RFC 2928" },
	{ "2001:1ff::1", "protocol assignments, RFC 2928" },
	{ "2001:200::", "" },
	{ "2001:db8::1", "documentation, RFC 3849" },
	{ "2001:db9::", "" },
	{ "3fff:fff::1", "documentation, RFC 9637" },
	{ "3fff:1000::", "" },
	{ "4000::", "not global unicast, RFC 4291" },
	{ "fbff::1", "not global unicast, RFC 4291" },
	{ "fd00::1", "unique local, RFC 4193" },
	{ "fe00::1", "not global unicast, RFC 4291" },
	{ "fe80::1", "link local, RFC 4291" },
	{ "fec0::1", "site local, RFC 3879" },
	{ "ff02::1", "multicast, RFC 4291" },
};

/* clang-format on */

static void
test_builtin(void)
{
	struct protect *closed = protect_new(false);
	struct protect *open = protect_new(true);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool doc = strstr(rows[i].why, "documentation") != NULL;

		is_str(why(closed, rows[i].range), rows[i].why, rows[i].range);
		if (strcmp(why(open, rows[i].range), doc ? "" : rows[i].why) !=
		    0)
			ok(false, "%s with documentation open", rows[i].range);
	}
	is_str(why(open, "192.0.2.1"), "", "documentation can be opened");
	is_str(why(open, "127.0.0.1"), "loopback, RFC 1122", "no other can");
	protect_free(closed);
	protect_free(open);
}

static void
test_allow(void)
{
	struct protect *p = protect_new(true);
	struct range wide = range_of("198.51.100.0/24");
	struct range narrow = range_of("198.51.100.7-198.51.101.7");
	struct range six = range_of("2001:db8::/32");

	protect_add(p, &narrow, "allow.txt:2");
	is_str(why(p, "198.51.101.7"), "allow.txt:2",
	    "what is added counts at once");
	protect_add(p, &wide, "allow.txt:1");
	protect_add(p, &six, "allow.txt:3");
	protect_ready(p);
	is_str(why(p, "198.51.100.0"), "allow.txt:1", "each has its reason");
	is_str(why(p, "198.51.101.7"), "allow.txt:2", "also behind another");
	is_str(why(p, "198.51.101.8"), "", "and an end");
	is_str(why(p, "2001:db8::1"), "allow.txt:3", "in IPv6 too");
	protect_free(p);
}

static void
test_is_test(void)
{
	static const struct {
		const char *range;
		bool test;
	} tests[] = {
		{ "127.0.0.2", true },
		{ "127.0.0.1", false },
		{ "127.0.0.2-127.0.0.3", false },
		{ "127.0.0.1-127.0.0.2", false },
		{ "127.0.0.0/8", false },
		{ "::ffff:127.0.0.2", true },
		{ "::ffff:127.0.0.1", false },
		{ "::7f00:2", false },
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		struct range r = range_of(tests[i].range);

		ok(protect_is_test(&r) == tests[i].test, "%s is %s",
		    tests[i].range,
		    tests[i].test ? "a test entry" : "no test entry");
	}
}

static bool
meets_any(const struct protect *p, const struct range *r)
{
	for (size_t i = 0; i < protect_size(p); i++) {
		struct range x = protect_at(p, i);

		if (range_meets(&x, r))
			return true;
	}
	return false;
}

static struct range
random_range(unsigned family, unsigned most)
{
	u128 base = family == IP4 ? 0xc6336400 : (u128)0x20010db8 << 96;
	unsigned at = (unsigned)rand() % 110;

	return (struct range){ base + at, base + at + (unsigned)rand() % most,
		family };
}

/* Random ranges in a small world: what protect_why() finds is all there is. */
static bool
finds_all(unsigned family)
{
	struct protect *p = protect_new(true);
	bool good = true;

	for (int i = rand() % 6; i > 0; i--) {
		struct range r = random_range(family, 12);

		protect_add(p, &r, "here");
	}
	protect_ready(p);
	for (unsigned i = 0; i < 100; i++) {
		struct range r = random_range(family, 1 + i % 9);

		good &= (protect_why(p, &r) != NULL) == meets_any(p, &r);
	}
	protect_free(p);
	return good;
}

int
main(void)
{
	bool good = true;

	test_builtin();
	test_allow();
	test_is_test();
	for (unsigned i = 0; i < 2000; i++)
		good &= finds_all(i % 2);
	ok(good, "a range is protected where it meets one that is");
	return tap_end();
}
