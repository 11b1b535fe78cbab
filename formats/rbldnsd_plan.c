#include <stdlib.h>

#include "formats/live.h"
#include "formats/mem.h"
#include "formats/rbldnsd_plan.h"
#include "formats/value.h"

/* Bytes of rbldnsd's memory that an entry takes, as measured. */
#define TSET4 4
#define SET4  16
#define TRIE4 21
#define TSET6 8
#define TRIE6 40

/* No range of more hosts than this takes less room in a tset. */
#define HOST_MAX 512

/* What a listing, or many, are to the datasets: numbers of entries. */
struct shape {
	uint64_t hosts;    /* of a tset; 0 where it has no place in one */
	uint64_t prefixes; /* of a trie */
	uint64_t octets;   /* of an ip4set */
};

static void
add(struct shape *sum, const struct shape *s)
{
	sum->hosts += s->hosts;
	sum->prefixes += s->prefixes;
	sum->octets += s->octets;
}

/* The hosts of a range; 0 if they are none or too many. */
static uint64_t
count_hosts(const struct range *r)
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

static struct shape
shape_of_many(const struct range *r)
{
	struct shape s = { .hosts = count_hosts(r) };
	struct range rest = *r;
	struct prefix p;
	bool more;

	do {
		more = range_shift(&rest, &p);
		s.prefixes++;
		s.octets += p.len == 0 ? UINT32_MAX : 1u << (-p.len & 7);
	} while (more);
	if (r->family == IP4 ? s.hosts * TSET4 > s.prefixes * TRIE4
			     : s.hosts * TSET6 > s.prefixes * TRIE6)
		s.hosts = 0;
	return s;
}

static inline struct shape
shape_of(const struct range *r)
{
	if (r->first == r->last && r->family == IP4)
		return (struct shape){ 1, 1, 1 };
	return shape_of_many(r);
}

bool
rbldnsd_plan_in_hosts(const struct rbldnsd_plan *p, const struct listing *l)
{
	return p->hosts && l->value == p->host_value &&
	    shape_of(&l->range).hosts > 0;
}

/* The value with most hosts, the first in order of those. */
static uint16_t
commonest(const struct values *values, const struct shape *hosts)
{
	uint16_t best = 0;

	for (size_t i = 1; i < values_size(values); i++) {
		struct value a = values_at(values, (uint16_t)i);
		struct value b = values_at(values, best);

		if (hosts[i].hosts > hosts[best].hosts ||
		    (hosts[i].hosts == hosts[best].hosts &&
			value_order(&a, &b) < 0))
			best = (uint16_t)i;
	}
	return best;
}

struct rbldnsd_plan
rbldnsd_plan_of(const struct set *s, enum family family, uint32_t minute)
{
	struct rbldnsd_plan p = { .set = s,
		.family = family,
		.minute = minute };
	size_t n = values_size(set_values(s));
	struct shape *hosts = mem_new(n + 1, sizeof(*hosts));
	struct shape all = { 0, 0, 0 }, most;
	struct live live = live_of(s, family, minute);

	for (struct listing l; live_next(&live, &l);) {
		struct shape one = shape_of(&l.range);

		add(one.hosts > 0 ? &hosts[l.value] : &all, &one);
	}
	for (size_t i = 0; i < n; i++)
		add(&all, &hosts[i]);
	p.host_value = commonest(set_values(s), hosts);
	most = hosts[p.host_value];
	free(hosts);
	p.hosts = most.prefixes > 0 && most.prefixes * 2 >= all.prefixes;
	if (p.hosts) {
		all.prefixes -= most.prefixes;
		all.octets -= most.octets;
	}
	p.rest = all.prefixes > 0;
	p.octets = family == IP4 && all.octets * SET4 <= all.prefixes * TRIE4;
	return p;
}
