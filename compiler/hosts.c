#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/hosts.h"
#include "compiler/radix.h"
#include "formats/mem.h"

/* Of bits; k is below them. */
#define LISTED 0x20
#define AGED   0x40
#define MARKED 0x80
#define LEVEL  0x1f

_Static_assert(QUICK_LEVELS_MAX <= LEVEL, "k fits");
_Static_assert(QUICK_LONGEST <= UINT16_MAX, "a listing's length fits");

/* What nhits is where a slot is free; last is then the next free one. */
#define FREE      0xff

#define INDEX_MIN 1024

void
hosts_begin(struct hosts *h, enum family family)
{
	*h = (struct hosts){ .family = family, .free = HOSTS_NONE };
	h->nindex = INDEX_MIN;
	h->index = mem_new(h->nindex, sizeof(*h->index));
	randombytes_buf(&h->seed, sizeof(h->seed));
}

void
hosts_free(struct hosts *h)
{
	for (size_t i = 0; i < h->npieces; i++) {
		free(h->pieces[i]->addrs);
		free(h->pieces[i]);
	}
	free(h->pieces);
	free(h->index);
	*h = (struct hosts){ 0 };
}

static struct host *
at(const struct hosts *h, uint32_t slot)
{
	return &h->pieces[slot / HOSTS_PIECE]->states[slot % HOSTS_PIECE];
}

u128
hosts_addr(const struct hosts *h, uint32_t slot)
{
	const void *addrs = h->pieces[slot / HOSTS_PIECE]->addrs;

	if (h->family == IP4)
		return ((const uint32_t *)addrs)[slot % HOSTS_PIECE];
	return ((const u128 *)addrs)[slot % HOSTS_PIECE];
}

static void
put_addr(struct hosts *h, uint32_t slot, u128 addr)
{
	void *addrs = h->pieces[slot / HOSTS_PIECE]->addrs;

	if (h->family == IP4)
		((uint32_t *)addrs)[slot % HOSTS_PIECE] = (uint32_t)addr;
	else
		((u128 *)addrs)[slot % HOSTS_PIECE] = addr;
}

static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
	return x ^ x >> 32;
}

static size_t
home_of(const struct hosts *h, u128 addr)
{
	uint64_t hash = mix((uint64_t)addr ^ h->seed);

	if (h->family == IP6)
		hash = mix(hash ^ (uint64_t)(addr >> 64));
	return (size_t)hash & (h->nindex - 1);
}

uint32_t
hosts_find(const struct hosts *h, u128 addr)
{
	size_t i = home_of(h, addr);

	for (; h->index[i] != 0; i = (i + 1) & (h->nindex - 1)) {
		if (hosts_addr(h, h->index[i] - 1) == addr)
			return h->index[i] - 1;
	}
	return HOSTS_NONE;
}

void
hosts_expect(const struct hosts *h, u128 addr)
{
	__builtin_prefetch(&h->index[home_of(h, addr)]);
}

static void
link_slot(struct hosts *h, uint32_t slot)
{
	size_t i = home_of(h, hosts_addr(h, slot));

	while (h->index[i] != 0)
		i = (i + 1) & (h->nindex - 1);
	h->index[i] = slot + 1;
}

static void
grow_index(struct hosts *h)
{
	free(h->index);
	h->nindex *= 2;
	h->index = mem_new(h->nindex, sizeof(*h->index));
	for (uint32_t slot = 0; slot < h->end; slot++) {
		if (hosts_used(h, slot))
			link_slot(h, slot);
	}
}

static void
add_piece(struct hosts *h)
{
	size_t size = h->family == IP4 ? sizeof(uint32_t) : sizeof(u128);
	struct hosts_piece *p = mem_new(1, sizeof(*p));

	p->addrs = mem_new(HOSTS_PIECE, size);
	h->pieces = mem_grow(h->pieces, h->npieces, &h->cap_pieces,
	    sizeof(struct hosts_piece *));
	h->pieces[h->npieces++] = p;
}

static uint32_t
take_slot(struct hosts *h)
{
	uint32_t slot = h->free;

	if (slot != HOSTS_NONE) {
		h->free = at(h, slot)->last;
		return slot;
	}
	if (h->end % HOSTS_PIECE == 0)
		add_piece(h);
	return h->end++;
}

uint32_t
hosts_add(struct hosts *h, u128 addr)
{
	uint32_t slot;

	if (h->n + h->n / 3 >= h->nindex)
		grow_index(h);
	slot = take_slot(h);
	*at(h, slot) = (struct host){ 0 };
	put_addr(h, slot, addr);
	link_slot(h, slot);
	h->n++;
	return slot;
}

/* Closes the gap in the index, so that what lies behind it is still found. */
static void
unlink_slot(struct hosts *h, uint32_t slot)
{
	size_t mask = h->nindex - 1, gap = home_of(h, hosts_addr(h, slot));

	while (h->index[gap] != slot + 1)
		gap = (gap + 1) & mask;
	for (size_t i = (gap + 1) & mask; h->index[i] != 0;
	     i = (i + 1) & mask) {
		size_t home = home_of(h, hosts_addr(h, h->index[i] - 1));

		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		h->index[gap] = h->index[i];
		gap = i;
	}
	h->index[gap] = 0;
}

void
hosts_drop(struct hosts *h, uint32_t slot)
{
	unlink_slot(h, slot);
	*at(h, slot) = (struct host){ .nhits = FREE, .last = h->free };
	h->free = slot;
	h->n--;
}

bool
hosts_used(const struct hosts *h, uint32_t slot)
{
	return at(h, slot)->nhits != FREE;
}

struct quick_state
hosts_state(const struct hosts *h, uint32_t slot)
{
	const struct host *p = at(h, slot);
	struct quick_state s = {
		.until = p->until,
		.began = p->until - p->length,
		.last = p->last,
		.newest = p->newest,
		.nhits = p->nhits,
		.value = p->value,
		.source = p->source,
		.k = p->bits & LEVEL,
		.listed = (p->bits & LISTED) != 0,
		.aged = (p->bits & AGED) != 0,
	};

	memcpy(s.ages, p->ages, sizeof(s.ages));
	return s;
}

void
hosts_put(struct hosts *h, uint32_t slot, const struct quick_state *s)
{
	struct host *p = at(h, slot);

	p->until = s->until;
	p->last = s->last;
	p->newest = s->newest;
	p->length = (uint16_t)(s->until - s->began);
	p->value = s->value;
	p->source = s->source;
	p->nhits = s->nhits;
	p->bits = (uint8_t)(s->k | (s->listed ? LISTED : 0) |
	    (s->aged ? AGED : 0) | (p->bits & MARKED));
	memcpy(p->ages, s->ages, sizeof(p->ages));
}

bool
hosts_mark(struct hosts *h, uint32_t slot)
{
	struct host *p = at(h, slot);
	bool fresh = (p->bits & MARKED) == 0;

	p->bits |= MARKED;
	return fresh;
}

bool
hosts_marked(const struct hosts *h, uint32_t slot)
{
	return (at(h, slot)->bits & MARKED) != 0;
}

void
hosts_unmark(struct hosts *h, uint32_t slot)
{
	at(h, slot)->bits &= (uint8_t)~MARKED;
}

struct key4 {
	uint32_t addr;
	uint32_t slot;
	uint32_t unused;
};

struct key6 {
	u128 addr;
	uint32_t slot;
};

static void
sort4(const struct hosts *h, uint32_t *slots, size_t n)
{
	struct key4 *keys = mem_new(n, sizeof(*keys));

	for (size_t i = 0; i < n; i++)
		keys[i] = (struct key4){ (uint32_t)hosts_addr(h, slots[i]),
			slots[i], 0 };
	radix_sort12(keys, n, 32);
	for (size_t i = 0; i < n; i++)
		slots[i] = keys[i].slot;
	free(keys);
}

static int
order6(const void *a, const void *b)
{
	const struct key6 *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void
sort6(const struct hosts *h, uint32_t *slots, size_t n)
{
	struct key6 *keys = mem_new(n, sizeof(*keys));

	for (size_t i = 0; i < n; i++)
		keys[i] = (struct key6){ hosts_addr(h, slots[i]), slots[i] };
	if (n > 1)
		qsort(keys, n, sizeof(*keys), order6);
	for (size_t i = 0; i < n; i++)
		slots[i] = keys[i].slot;
	free(keys);
}

void
hosts_sort(const struct hosts *h, uint32_t *slots, size_t n)
{
	if (h->family == IP4)
		sort4(h, slots, n);
	else
		sort6(h, slots, n);
}

size_t
hosts_memory(const struct hosts *h)
{
	size_t addr = h->family == IP4 ? sizeof(uint32_t) : sizeof(u128);

	return h->npieces * (sizeof(struct hosts_piece) + HOSTS_PIECE * addr) +
	    h->cap_pieces * sizeof(struct hosts_piece *) +
	    h->nindex * sizeof(*h->index);
}
