#include <stdlib.h>
#include <string.h>

#include "compiler/protect.h"
#include "formats/mem.h"

/*
 * What IANA's registries of special-purpose addresses reserve, and all of
 * IPv6 that is not global unicast.  Disjoint, so that each has its reason.
 */
static const struct {
	const char *range;
	const char *reason;
} reserved[] = {
	{ "0.0.0.0/8", "this network, RFC 1122" },
	{ "10.0.0.0/8", "private, RFC 1918" },
	{ "100.64.0.0/10", "shared by carriers, RFC 6598" },
	{ "127.0.0.0/8", "loopback, RFC 1122" },
	{ "169.254.0.0/16", "link local, RFC 3927" },
	{ "172.16.0.0/12", "private, RFC 1918" },
	{ "192.0.0.0/24", "protocol assignments, RFC 6890" },
	{ "192.88.99.0/24", "6to4 relays, RFC 7526" },
	{ "192.168.0.0/16", "private, RFC 1918" },
	{ "198.18.0.0/15", "benchmarks, RFC 2544" },
	{ "224.0.0.0/4", "multicast, RFC 5771" },
	{ "240.0.0.0/4", "reserved, RFC 1112" },
	{ "::", "unspecified, RFC 4291" },
	{ "::1", "loopback, RFC 4291" },
	{ "::2-::fffe:ffff:ffff", "not global unicast, RFC 4291" },
	{ "::ffff:0:0/96", "IPv4-mapped, RFC 4291" },
	{ "::1:0:0:0-1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast, RFC 4291" },
	{ "2001::/23", "protocol assignments, RFC 2928" },
	{ "4000::-fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast, RFC 4291" },
	{ "fc00::/7", "unique local, RFC 4193" },
	{ "fe00::/9", "not global unicast, RFC 4291" },
	{ "fe80::/10", "link local, RFC 4291" },
	{ "fec0::/10", "site local, RFC 3879" },
	{ "ff00::/8", "multicast, RFC 4291" },
};

static const struct {
	const char *range;
	const char *reason;
} documentation[] = {
	{ "192.0.2.0/24", "documentation, RFC 5737" },
	{ "198.51.100.0/24", "documentation, RFC 5737" },
	{ "203.0.113.0/24", "documentation, RFC 5737" },
	{ "2001:db8::/32", "documentation, RFC 3849" },
	{ "3fff::/20", "documentation, RFC 9637" },
};

struct entry {
	struct range range;
	const char *reason;
};

struct protect {
	struct entry *all; /* as added, each owning its reason */
	size_t n;
	size_t cap;
	size_t ready; /* so many of them are in the index */
	/*
	 * Those that lie in no other, IPv4 first, so that both their ends
	 * ascend; and for each first octet whether one of them has it.
	 */
	struct entry *index;
	size_t starts[FAMILIES + 1];
	bool busy[FAMILIES][256];
};

static void
add_text(struct protect *p, const char *text, const char *reason)
{
	struct range range;

	range_parse(text, text + strlen(text), &range, NULL);
	protect_add(p, &range, reason);
}

struct protect *
protect_new(bool documentation_open)
{
	struct protect *p = mem_new(1, sizeof(*p));

	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		add_text(p, reserved[i].range, reserved[i].reason);
	for (size_t i = 0; !documentation_open &&
	     i < sizeof(documentation) / sizeof(*documentation);
	     i++)
		add_text(p, documentation[i].range, documentation[i].reason);
	protect_ready(p);
	return p;
}

void
protect_free(struct protect *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free((char *)p->all[i].reason);
	free(p->all);
	free(p->index);
	free(p);
}

void
protect_add(struct protect *p, const struct range *range, const char *reason)
{
	p->all = mem_grow(p->all, p->n, &p->cap, sizeof(*p->all));
	p->all[p->n++] =
	    (struct entry){ *range, mem_text(reason, strlen(reason)) };
}

static int
order_entries(const void *a, const void *b)
{
	const struct range *x = &((const struct entry *)a)->range;
	const struct range *y = &((const struct entry *)b)->range;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->last < y->last ? -1 : x->last > y->last;
}

static unsigned
octet(enum family family, u128 addr)
{
	return (unsigned)(addr >> (family_bits(family) - 8));
}

static void
mark_busy(struct protect *p, const struct range *r)
{
	unsigned last = octet(r->family, r->last);

	for (unsigned i = octet(r->family, r->first); i <= last; i++)
		p->busy[r->family][i] = true;
}

void
protect_ready(struct protect *p)
{
	size_t n = 0;

	p->index = mem_resize(p->index, p->n, sizeof(*p->index));
	memcpy(p->index, p->all, p->n * sizeof(*p->index));
	qsort(p->index, p->n, sizeof(*p->index), order_entries);
	memset(p->starts, 0, sizeof(p->starts));
	for (size_t i = 0; i < p->n; i++) {
		struct entry e = p->index[i];
		struct range *before = &p->index[n > 0 ? n - 1 : 0].range;

		if (n > 0 && before->family == e.range.family &&
		    before->last >= e.range.last)
			continue;
		mark_busy(p, &e.range);
		p->index[n++] = e;
		for (int f = e.range.family; f < FAMILIES; f++)
			p->starts[f + 1] = n;
	}
	p->ready = p->n;
}

/* The first range of the index that ends at or after an address. */
static size_t
seek(const struct protect *p, enum family family, u128 addr)
{
	size_t low = p->starts[family], high = p->starts[family + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->index[middle].range.last < addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *
protect_why(const struct protect *p, const struct range *r)
{
	unsigned at = octet(r->family, r->first);
	size_t i;

	for (i = p->ready; i < p->n; i++) {
		if (range_meets(&p->all[i].range, r))
			return p->all[i].reason;
	}
	if (!p->busy[r->family][at] && at == octet(r->family, r->last))
		return NULL;
	i = seek(p, r->family, r->first);
	if (i < p->starts[r->family + 1] && p->index[i].range.first <= r->last)
		return p->index[i].reason;
	return NULL;
}

size_t
protect_size(const struct protect *p)
{
	return p->n;
}

struct range
protect_at(const struct protect *p, size_t i)
{
	return p->all[i].range;
}

struct range
protect_test(size_t i)
{
	enum family family = i == 0 ? IP4 : IP6;
	u128 test = family_test(family);

	return (struct range){ test, test, family };
}

bool
protect_is_test(const struct range *r)
{
	u128 test = family_test(r->family);

	return r->first == test && r->last == test;
}
