/* Networks: the smallest that an address is in. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>

#include "feedd/networks.h"
#include "tests/unit/tap.h"

static int
find(const struct networks *ns, const char *text)
{
	enum family family;
	u128 addr;
	const struct network *n;

	if (addr_parse(text, text + strlen(text), &family, &addr) != NULL)
		return -2;
	n = networks_find(ns, family, addr);
	return n == NULL ? -1 : (int)n->what;
}

static void
test_nested(void)
{
	static const char *const all[] = { "192.0.2.0/24", "192.0.2.128/25",
		"192.0.2.128/32", "198.51.100.7", "2001:db8::/32",
		"2001:db8:1::/48", "0.0.0.0/0", "192.0.2.255" };
	struct networks ns = { 0 };

	is_int(find(&ns, "192.0.2.1"), -1, "nothing is in none");
	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		ok(networks_add(&ns, all[i], i) == NULL, "%s", all[i]);
	ok(networks_end(&ns) == NULL, "each is there once");
	is_int(find(&ns, "192.0.2.1"), 0, "in the greater half");
	is_int(find(&ns, "192.0.2.129"), 1, "in the smaller");
	is_int(find(&ns, "192.0.2.128"), 2, "the very one");
	is_int(find(&ns, "192.0.2.255"), 7, "the last");
	is_int(find(&ns, "198.51.100.7"), 3, "a single one");
	is_int(find(&ns, "198.51.100.8"), 6, "all others");
	is_int(find(&ns, "0.0.0.0"), 6, "from the first");
	is_int(find(&ns, "255.255.255.255"), 6, "to the last");
	is_int(find(&ns, "2001:db8::1"), 4, "IPv6");
	is_int(find(&ns, "2001:db8:1:ffff::1"), 5, "in a smaller one");
	is_int(find(&ns, "2001:db7::1"), -1, "in none");
	is_int(find(&ns, "::"), -1, "families are apart");
	networks_free(&ns);
}

static void
test_bad(void)
{
	struct networks ns = { 0 };

	ok(networks_add(&ns, "192.0.2.1/24", 0) != NULL, "bits below");
	ok(networks_add(&ns, "192.0.2.0-192.0.2.2", 0) != NULL, "a range");
	ok(networks_add(&ns, "192.0.2.0-192.0.2.255", 0) == NULL,
	    "unless it is a prefix");
	ok(networks_add(&ns, "", 0) != NULL, "nothing");
	ok(networks_add(&ns, "host", 0) != NULL, "a name");
	ok(networks_add(&ns, "192.0.2.0/24", 1) == NULL, "the same");
	ok(networks_end(&ns) != NULL, "is there twice");
	networks_free(&ns);
}

/* Beside a search through all. */
static void
test_many(void)
{
	struct networks ns = { 0 };
	unsigned wrong = 0;

	for (uint32_t i = 0; i < 500; i++) {
		uint8_t len = (uint8_t)(8 + randombytes_uniform(25));
		u128 addr = (u128)randombytes_uniform(1 << 12) << 20;
		char text[40];

		addr = addr >> (32 - len) << (32 - len);
		snprintf(text, sizeof(text), "%u.%u.%u.%u/%u",
		    (unsigned)(addr >> 24), (unsigned)(addr >> 16 & 255),
		    (unsigned)(addr >> 8 & 255), (unsigned)(addr & 255), len);
		if (find(&ns, text) < 0)
			networks_add(&ns, text, i);
	}
	for (size_t i = 1; i < ns.n;) {
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice |=
			    ns.all[k].range.first == ns.all[i].range.first &&
			    ns.all[k].range.last == ns.all[i].range.last;
		if (twice)
			ns.all[i] = ns.all[--ns.n];
		else
			i++;
	}
	ok(networks_end(&ns) == NULL, "%zu networks", ns.n);
	for (unsigned i = 0; i < 20000; i++) {
		uint32_t addr = randombytes_random();
		const struct network *have = networks_find(&ns, IP4, addr),
				     *want = NULL;

		for (size_t k = 0; k < ns.n; k++)
			if (range_has(&ns.all[k].range, addr) &&
			    (want == NULL ||
				range_span(&ns.all[k].range) <
				    range_span(&want->range)))
				want = &ns.all[k];
		wrong += have != want;
	}
	is_int(wrong, 0, "each address is where it belongs");
	networks_free(&ns);
}

static void
test_sockets(void)
{
	struct sockaddr_in ip4 = { .sin_family = AF_INET };
	struct sockaddr_in6 ip6 = { .sin6_family = AF_INET6 };
	struct sockaddr other = { .sa_family = AF_UNIX };
	u128 addr;

	inet_pton(AF_INET, "192.0.2.7", &ip4.sin_addr);
	ok(networks_addr((struct sockaddr *)&ip4, &addr) == IP4 &&
		addr == 0xc0000207,
	    "IPv4");
	inet_pton(AF_INET6, "2001:db8::7", &ip6.sin6_addr);
	ok(networks_addr((struct sockaddr *)&ip6, &addr) == IP6 &&
		addr == ((u128)0x20010db8 << 96 | 7),
	    "IPv6");
	inet_pton(AF_INET6, "::ffff:192.0.2.7", &ip6.sin6_addr);
	ok(networks_addr((struct sockaddr *)&ip6, &addr) == IP4 &&
		addr == 0xc0000207,
	    "IPv4 by a socket of IPv6");
	ok(networks_addr(&other, &addr) == IP4 && addr == 0x7f000001,
	    "another family is this host");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_nested();
	test_bad();
	test_many();
	test_sockets();
	return tap_end();
}
