#include <stdlib.h>
#include <string.h>

#include "feedd/address.h"
#include "formats/mem.h"

#define CHAINS ((size_t)1 << 14)

/* Those that have gone: 32,768, each in a set by chance. */
#define SETS ((size_t)1 << 12)
#define WAYS 8

struct address_gone {
	uint64_t bits, clear; /* when it owes nothing any more */
	enum family family;
	struct bucket requests, bytes, wrong;
};

void
addresses_begin(struct addresses *as)
{
	*as = (struct addresses){ 0 };
	crypto_shorthash_keygen(as->salt);
	as->chains = mem_new(CHAINS, sizeof(struct address *));
	as->gone = mem_new(SETS * WAYS, sizeof(struct address_gone));
}

void
addresses_end(struct addresses *as)
{
	free(as->chains);
	free(as->gone);
}

static uint64_t
place_of(const struct addresses *as, enum family family, uint64_t bits)
{
	uint8_t out[crypto_shorthash_BYTES];
	uint64_t place, in[2] = { family, bits };

	crypto_shorthash(out, (const uint8_t *)in, sizeof(in), as->salt);
	memcpy(&place, out, sizeof(place));
	return place;
}

static struct address **
chain_of(const struct addresses *as, uint64_t place)
{
	return &as->chains[place % CHAINS];
}

static struct address_gone *
set_of(const struct addresses *as, uint64_t place)
{
	return &as->gone[place / CHAINS % SETS * WAYS];
}

/* Takes what was kept of it out of its set. */
static void
come_back(struct address_gone *set, struct address *a)
{
	for (size_t i = 0; i < WAYS; i++) {
		struct address_gone *g = &set[i];

		if (g->clear == 0 || g->bits != a->bits ||
		    g->family != a->family)
			continue;
		a->account.requests = g->requests;
		a->account.bytes = g->bytes;
		a->wrong = g->wrong;
		*g = (struct address_gone){ 0 };
		return;
	}
}

struct address *
address_take(struct addresses *as, enum family family, u128 addr)
{
	uint64_t bits = family == IP4 ? (uint64_t)addr : (uint64_t)(addr >> 64);
	uint64_t place = place_of(as, family, bits);
	struct address **chain = chain_of(as, place), *a = *chain;

	while (a != NULL && (a->bits != bits || a->family != family))
		a = a->next;
	if (a == NULL) {
		a = mem_new(1, sizeof(*a));
		a->bits = bits;
		a->family = family;
		come_back(set_of(as, place), a);
		a->next = *chain;
		*chain = a;
		as->present++;
	}
	a->uses++;
	return a;
}

static uint64_t
most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Keeps what it owes, unless all others of its set owe more. */
static void
go(struct address_gone *set, const struct address *a, uint64_t now)
{
	struct address_gone *least = &set[0];
	uint64_t debt = most(bucket_debt(&a->account.requests, now),
	    most(bucket_debt(&a->account.bytes, now),
		bucket_debt(&a->wrong, now)));

	for (size_t i = 1; i < WAYS; i++)
		if (set[i].clear < least->clear)
			least = &set[i];
	if (debt == 0 || now + debt < least->clear)
		return;
	*least = (struct address_gone){ a->bits, now + debt, a->family,
		a->account.requests, a->account.bytes, a->wrong };
}

void
address_drop(struct addresses *as, struct address *a, uint64_t now)
{
	uint64_t place;
	struct address **at;

	if (--a->uses > 0)
		return;
	place = place_of(as, a->family, a->bits);
	at = chain_of(as, place);
	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	as->present--;
	go(set_of(as, place), a, now);
	free(a);
}
