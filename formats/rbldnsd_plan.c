#include <stdlib.h>

#include "formats/live.h"
#include "formats/mem.h"
#include "formats/rbldnsd_plan.h"
#include "formats/value.h"

/* Bytes of rbldnsd's memory an entry, measured. */
#define TSET4 4
#define SET4  16
#define TRIE4 21
#define TSET6 8
#define TRIE6 40

/* Beyond this many entries no tset is smaller than a trie. */
#define HOST_MAX 512

/* What a listing is to the datasets. */
struct shape {
	uint64_t prefixes; /* entries of a trie */
	uint64_t octets;   /* entries of an ip4set */
};

static struct shape
shape_of(const struct listing *l)
{
	struct shape s = { 0, 0 };
	struct range rest = l->range;
	struct prefix p;
	bool more;

	do {
		more = range_shift(&rest, &p);
		s.prefixes++;
		s.octets += (uint64_t)1 << (-p.len & 7);
		if (p.len == 0) /* which an ip4set does not take */
			s.octets = UINT32_MAX;
	} while (more);
	return s;
}

/* The entries that the range is in a tset; 0 if it has no place there. */
static uint64_t
host_count(const struct range *r)
{
	u128 count;

	if (r->family == IP4) {
		count = r->last - r->first + 1;
	} else {
		if ((uint64_t)r->first != 0 || (uint64_t)~r->last != 0)
			return 0;
		count = (r->last >> 64) - (r->first >> 64) + 1;
	}
	return count <= HOST_MAX ? (uint64_t)count : 0;
}

/* As host_count(), but 0 too if the listing takes less room in a trie. */
static uint64_t
hosts_of(const struct listing *l)
{
	uint64_t hosts = host_count(&l->range);

	if (hosts < 2)
		return hosts;
	if (l->range.family == IP4)
		return hosts * TSET4 <= shape_of(l).prefixes * TRIE4 ? hosts
								     : 0;
	return hosts * TSET6 <= shape_of(l).prefixes * TRIE6 ? hosts : 0;
}

bool
rbldnsd_plan_is_host(const struct listing *l)
{
	return hosts_of(l) > 0;
}

/*
 * Decides on a tset: of the value with most hosts, if those are at least half
 * of all entries.  Returns whether anything is left for the rest.
 */
static bool
choose_hosts(struct rbldnsd_plan *p, const struct set *s)
{
	const struct values *values = set_values(s);
	size_t n = values_size(values);
	uint64_t *hosts = mem_new(n + 1, sizeof(*hosts));
	uint64_t all = 0, most = 0;
	struct live live = live_of(s, p->family, p->now);

	for (struct listing l; live_next(&live, &l);) {
		uint64_t count = hosts_of(&l);

		hosts[l.value] += count;
		all += count > 0 ? count : shape_of(&l).prefixes;
	}
	for (size_t i = 0; i < n; i++) {
		struct value a = values_at(values, (uint16_t)i);
		struct value b = values_at(values, p->host_value);

		if (hosts[i] > most ||
		    (hosts[i] == most && value_order(&a, &b) < 0)) {
			most = hosts[i];
			p->host_value = (uint16_t)i;
		}
	}
	p->hosts = most > 0 && most * 2 >= all;
	free(hosts);
	return !p->hosts || most < all;
}

static bool
in_rest(const struct rbldnsd_plan *p, const struct listing *l)
{
	return !p->hosts || l->value != p->host_value || hosts_of(l) == 0;
}

/* Counts the rest by value and decides between ip4set and ip4trie. */
static void
count_rest(struct rbldnsd_plan *p, const struct set *s, size_t *counts)
{
	struct live live = live_of(s, p->family, p->now);
	struct shape sum = { 0, 0 };

	for (struct listing l; live_next(&live, &l);) {
		struct shape one;

		if (!in_rest(p, &l))
			continue;
		counts[l.value]++;
		one = shape_of(&l);
		sum.prefixes += one.prefixes;
		sum.octets += one.octets;
	}
	p->octets =
	    p->family == IP4 && sum.octets * SET4 <= sum.prefixes * TRIE4;
}

static int
by_value(const void *a, const void *b, void *values)
{
	struct value x = values_at(values, *(const uint16_t *)a);
	struct value y = values_at(values, *(const uint16_t *)b);

	return value_order(&x, &y);
}

/* Lists the values of the rest in order; counts becomes where each begins. */
static size_t
order_values(struct rbldnsd_plan *p, const struct set *s, size_t *counts)
{
	size_t n = values_size(set_values(s)), sum = 0;

	p->ids = mem_new(n + 1, sizeof(*p->ids));
	p->ends = mem_new(n + 1, sizeof(*p->ends));
	for (size_t i = 0; i < n; i++) {
		if (counts[i] > 0)
			p->ids[p->nids++] = (uint16_t)i;
	}
	qsort_r(p->ids, p->nids, sizeof(*p->ids), by_value, set_values(s));
	for (size_t i = 0; i < p->nids; i++) {
		size_t count = counts[p->ids[i]];

		counts[p->ids[i]] = sum;
		sum += count;
		p->ends[i] = sum;
	}
	return sum;
}

void
rbldnsd_plan_make(struct rbldnsd_plan *p, const struct set *s,
    enum family family, uint32_t now)
{
	struct live live = live_of(s, family, now);
	size_t *counts;

	*p = (struct rbldnsd_plan){ .family = family, .now = now };
	if (!choose_hosts(p, s))
		return;
	counts = mem_new(values_size(set_values(s)) + 1, sizeof(*counts));
	count_rest(p, s, counts);
	p->index = mem_new(order_values(p, s, counts) + 1, sizeof(*p->index));
	for (struct listing l; live_next(&live, &l);) {
		if (in_rest(p, &l))
			p->index[counts[l.value]++] = (uint32_t)(live.at - 1);
	}
	free(counts);
}

void
rbldnsd_plan_free(struct rbldnsd_plan *p)
{
	free(p->index);
	free(p->ids);
	free(p->ends);
	*p = (struct rbldnsd_plan){ 0 };
}
