#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/prior.h"
#include "formats/trie_walk.h"

/* What every block starts with. */
static void
fill_start(struct trie_odds *o, enum family family)
{
	unsigned depths = family_bits(family);
	struct odds *all = &o->flags[0][0][0];

	for (size_t i = 0; i < depths * sizeof(*o) / sizeof(*all); i++)
		all[i] = ODDS_EVEN;
	if (family == IP6)
		return;
	for (unsigned i = 0; i < 32 * 3 * TRIE_NEAR * TRIE_NEAR; i++) {
		unsigned depth = i % 32, flag = i / 32 % 3, near = i / 32 / 3;

		o[depth].flags[near / TRIE_NEAR][near % TRIE_NEAR][flag] =
		    prior_flag(depth, flag, near);
	}
}

/* Notes which lengths are in use. */
static void
note_lens(struct trie *t, u128 lens)
{
	unsigned next = 0;

	for (unsigned l = 128; l > 0; l--) {
		t->next_len[l] = (uint8_t)next;
		if ((lens >> (l - 1) & 1) == 0)
			continue;
		if (next == 0)
			t->longest = l;
		else if (next == t->longest)
			t->second = l;
		next = l;
	}
	t->next_len[0] = (uint8_t)next;
}

struct trie *
trie_new(enum family family, u128 lens, const struct snapshot_id *id,
    uint32_t nvalues, bool ends)
{
	struct trie *t = mem_new(1, sizeof(*t));
	unsigned depths = family_bits(family);

	t->family = family;
	note_lens(t, lens);
	t->odds = mem_new(2 * depths, sizeof(*t->odds));
	t->start = t->odds + depths;
	fill_start(t->start, family);
	for (unsigned i = depths; i < sizeof(t->near); i++)
		t->near[i] = (uint8_t)(i - depths < TRIE_NEAR ? i - depths
							      : TRIE_NEAR - 1);
	labels_init(&t->labels, id, nvalues, ends);
	return t;
}

void
trie_free(struct trie *t)
{
	if (t == NULL)
		return;
	labels_free(&t->labels);
	coder_bytes_free(&t->bytes);
	free(t->branches);
	free(t->odds);
	free(t);
}

unsigned
trie_common(enum family family, u128 a, u128 b)
{
	u128 apart = a ^ b;
	uint64_t high = (uint64_t)(apart >> 64), low = (uint64_t)apart;
	unsigned same = high != 0 ? (unsigned)__builtin_clzll(high)
	    : low != 0            ? 64 + (unsigned)__builtin_clzll(low)
				  : 128;

	return same - (128 - family_bits(family));
}

static void
begin(struct trie *t, u128 node, unsigned depth)
{
	memcpy(t->odds, t->start, family_bits(t->family) * sizeof(*t->odds));
	labels_reset(&t->labels);
	t->depth = depth;
	t->node = 0;
	if (depth > 0)
		t->node =
		    node & ~(((u128)1 << (family_bits(t->family) - depth)) - 1);
	t->open = 0;
	t->count = 0;
	t->over = false;
	t->bad = false;
	t->len = 0;
}

/*
 * The nodes with entries in both halves on the way down to each entry: on
 * the way to the last none, else those on the way to the next one that are
 * above the node where the two part, and that node.
 */
static void
find_branches(struct trie *t, const struct entry *e, size_t n)
{
	if (n > t->nbranches) {
		t->branches = mem_resize(t->branches, n, sizeof(u128));
		t->nbranches = n;
	}
	t->branches[n - 1] = 0;
	for (size_t i = n - 1; i-- > 0;) {
		unsigned same = trie_common(IP6, e[i].first, e[i + 1].first);
		u128 bit = (u128)1 << (127 - same);

		t->branches[i] = (t->branches[i + 1] & ~(bit * 2 - 1)) | bit;
	}
}

void
trie_out(struct trie *t, struct wr *w, struct entry *e, size_t n,
    unsigned depth)
{
	begin(t, e[0].first, depth);
	t->coder = coder_begin_out(&t->bytes);
	find_branches(t, e, n);
	trie_walk_out(t, e, t->branches, n);
	coder_end_out(&t->coder, w, TRIE_LEAST(n));
}

void
trie_begin_in(struct trie *t, struct rd in, u128 node, unsigned depth)
{
	begin(t, node, depth);
	t->bad = depth > t->longest;
	t->coder = coder_begin_in(&t->bytes, in);
}

bool
trie_in(struct trie *t, struct entry *e)
{
	if (t->over || t->bad)
		return false;
	t->bad = !trie_walk_in(t, e);
	return !t->bad;
}

bool
trie_end_in(struct trie *t)
{
	return !t->bad && t->over &&
	    coder_end_in(&t->coder, TRIE_LEAST(t->count));
}
