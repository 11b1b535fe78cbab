#include <string.h>

#include "formats/blocks.h"
#include "formats/dictionary.h"
#include "formats/snapshot.h"
#include "formats/snapshot_head.h"
#include "formats/trie.h"

/* Finds the block that would have the address. */
static bool
find_block(struct rd *r, enum family family, uint64_t count, u128 addr,
    struct block *k)
{
	struct blocks blocks = blocks_of(r, family, count);

	while (blocks_next(&blocks, r, k)) {
		if (k->last || k->next > addr)
			return true;
	}
	return false;
}

/* The text of a value by its id. */
static bool
find_value(struct rd dictionary, uint16_t id, struct snapshot_hit *hit)
{
	struct dictionary_at at = { 0 };

	for (uint32_t i = 0; i <= id; i++) {
		if (!dictionary_in(&dictionary, &at))
			return false;
	}
	hit->code = at.code;
	hit->len = at.len;
	memcpy(hit->text, at.text, sizeof(hit->text));
	return true;
}

static void
skip_blocks(struct rd *r, enum family family, uint64_t count)
{
	struct blocks blocks = blocks_of(r, family, count);
	struct block k;

	while (blocks_next(&blocks, r, &k))
		;
}

/* Finds the first entry of a block that ends at or after an address. */
static bool
find_entry(struct trie *t, const struct block *k, u128 addr, struct entry *e)
{
	trie_begin_in(t, k->bytes, k->first, k->depth);
	for (size_t i = 0; i < k->count; i++) {
		if (!trie_in(t, e))
			return false;
		if (e->last >= addr)
			return e->first <= addr;
	}
	return false;
}

static int
find(struct rd r, const struct snapshot_head *h, enum family family, u128 addr,
    struct entry *e)
{
	uint64_t count = h->parts.of[family].count;
	struct block k;
	struct trie *t;
	bool found;

	if (family == IP6 && h->parts.of[IP4].count > 0)
		skip_blocks(&r, IP4, h->parts.of[IP4].count);
	if (count == 0 || !find_block(&r, family, count, addr, &k))
		return 0;
	t = trie_new(family, h->parts.of[family].lens, &h->id, h->parts.nvalues,
	    h->parts.ends);
	found = find_entry(t, &k, addr, e);
	trie_free(t);
	return found;
}

int
snapshot_find(struct rd in, enum family family, u128 addr,
    struct snapshot_hit *hit, struct fail *f)
{
	struct snapshot_head h;
	struct dictionary_at at = { 0 };
	struct rd dictionary;
	struct entry e;

	if (snapshot_head_in(&in, &h, f) == -1)
		return -1;
	dictionary = in;
	for (uint32_t i = 0; i < h.parts.nvalues; i++) {
		if (!dictionary_in(&in, &at))
			return fail(f, FAIL_FORMAT, "value %u is not whole", i);
	}
	if (!find(in, &h, family, addr, &e))
		return 0;
	hit->prefix = (struct range){ e.first, e.last, family };
	hit->until = e.label.until;
	if (!find_value(dictionary, e.label.value, hit))
		return fail(f, FAIL_FORMAT, "an entry without a value");
	return 1;
}
