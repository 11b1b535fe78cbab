/* The table of addresses, against a plain array of them. */
#include <stdlib.h>

#include "compiler/hosts.h"
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

#define MODEL 20000
#define STEPS 120000

/* What should be there: the slot of address i, and its state's until. */
struct model {
	uint32_t slots[MODEL];
	uint32_t untils[MODEL];
	bool marks[MODEL];
	size_t n;
};

/* Addresses that lie together and far apart. */
static u128
addr_of(const struct hosts *h, uint32_t i)
{
	if (h->family == IP4)
		return i % 2 == 0 ? 0x0a000000 + i : i * 2654435761u;
	return (u128)0x20010db8 << 96 | (u128)i << (i % 2 == 0 ? 64 : 0);
}

static struct quick_state
state_of(uint32_t until)
{
	struct quick_state s = { .until = until,
		.began = until - until % 1000,
		.last = until / 2,
		.newest = until / 3,
		.nhits = (uint8_t)(until % QUICK_HITS_MAX),
		.value = (uint16_t)until,
		.source = (uint16_t)(until >> 3),
		.k = (uint8_t)(until % (QUICK_LEVELS_MAX + 1)),
		.listed = until % 2 == 0,
		.aged = until % 3 == 0 };

	for (size_t i = 0; i < sizeof(s.ages); i++)
		s.ages[i] = (uint8_t)(until >> i);
	return s;
}

static bool
same_state(const struct quick_state *a, const struct quick_state *b)
{
	return a->until == b->until && a->began == b->began &&
	    a->last == b->last && a->newest == b->newest &&
	    a->nhits == b->nhits && a->value == b->value &&
	    a->source == b->source && a->k == b->k && a->listed == b->listed &&
	    a->aged == b->aged &&
	    memcmp(a->ages, b->ages, sizeof(a->ages)) == 0;
}

static bool
is_as(const struct hosts *h, const struct model *m, uint32_t i)
{
	uint32_t slot = hosts_find(h, addr_of(h, i));
	struct quick_state have, want;

	if (m->slots[i] == HOSTS_NONE)
		return slot == HOSTS_NONE;
	if (slot != m->slots[i])
		return false;
	have = hosts_state(h, slot);
	want = state_of(m->untils[i]);
	return hosts_used(h, slot) && hosts_addr(h, slot) == addr_of(h, i) &&
	    same_state(&have, &want) && hosts_marked(h, slot) == m->marks[i];
}

static void
put(struct hosts *h, struct model *m, uint32_t i)
{
	struct quick_state s;

	m->untils[i] = 1000 + rnd(30000000);
	s = state_of(m->untils[i]);
	hosts_put(h, m->slots[i], &s);
}

/* Adds an address, or changes, marks or drops it. */
static bool
step(struct hosts *h, struct model *m, uint32_t i, unsigned drops)
{
	bool good = true;

	if (m->slots[i] == HOSTS_NONE) {
		m->slots[i] = hosts_add(h, addr_of(h, i));
		m->marks[i] = false;
		m->n++;
		put(h, m, i);
	} else if (rnd(10) < drops) {
		hosts_drop(h, m->slots[i]);
		m->slots[i] = HOSTS_NONE;
		m->n--;
	} else if (rnd(2) == 0) {
		put(h, m, i);
	} else if (rnd(2) == 0) {
		good = hosts_mark(h, m->slots[i]) == !m->marks[i];
		m->marks[i] = true;
	} else {
		hosts_unmark(h, m->slots[i]);
		m->marks[i] = false;
	}
	return good;
}

static bool
all_as(const struct hosts *h, const struct model *m)
{
	bool good = h->n == m->n && h->end >= m->n;

	for (uint32_t i = 0; i < MODEL; i++)
		good &= is_as(h, m, i);
	return good;
}

static bool
sorts(const struct hosts *h)
{
	uint32_t *slots = malloc(h->end * sizeof(*slots));
	size_t n = 0;
	bool good = true;

	for (uint32_t i = 0; i < h->end; i++) {
		if (hosts_used(h, i))
			slots[n++] = i;
	}
	hosts_sort(h, slots, n);
	for (size_t i = 1; i < n; i++)
		good &= hosts_addr(h, slots[i - 1]) < hosts_addr(h, slots[i]);
	free(slots);
	return good && n == h->n;
}

static void
test_family(enum family family, const char *name)
{
	static struct model m;
	struct hosts h;
	bool good = true, grown = true;
	uint32_t most;

	hosts_begin(&h, family);
	for (uint32_t i = 0; i < MODEL; i++)
		m.slots[i] = HOSTS_NONE;
	m.n = 0;
	for (unsigned i = 0; i < STEPS; i++)
		good &= step(&h, &m, rnd(MODEL), i < STEPS / 2 ? 1 : 9);
	ok(good && all_as(&h, &m), "%s: as a plain array has it", name);
	ok(sorts(&h), "%s: slots are sorted by address", name);
	most = h.end;
	for (uint32_t i = 0; i < MODEL; i++)
		while (m.slots[i] == HOSTS_NONE)
			step(&h, &m, i, 0);
	grown = h.end <= MODEL && h.end >= most;
	ok(grown && all_as(&h, &m),
	    "%s: slots that were dropped are used again", name);
	ok(hosts_memory(&h) < MODEL * (family == IP4 ? 45 : 57) +
		    HOSTS_PIECE * sizeof(struct host),
	    "%s: in little memory", name);
	hosts_free(&h);
}

int
main(void)
{
	test_family(IP4, "IPv4");
	test_family(IP6, "IPv6");
	return tap_end();
}
