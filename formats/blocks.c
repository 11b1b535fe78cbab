#include "formats/blocks.h"
#include "formats/trie.h"
#include "formats/wr.h"

/* The bytes of a block's size in the directory. */
#define SIZE_BYTES 3

size_t
blocks_count(uint64_t entries)
{
	if (entries <= BLOCKS_WHOLE_MAX)
		return 1;
	return (size_t)((entries + BLOCKS_EACH - 1) / BLOCKS_EACH);
}

unsigned
blocks_depth(enum family family, u128 first, const u128 *next)
{
	return trie_common(family, first,
	    next != NULL ? *next : family_last(family));
}

void
blocks_row_out(struct wr *w, enum family family, bool whole, u128 first,
    size_t size)
{
	unsigned bits = whole ? 0 : family_bits(family);

	for (unsigned i = 0; i < bits; i += 8)
		wr_u8(w, (uint8_t)(first >> i));
	wr_uint(w, size, SIZE_BYTES);
}

static void
row_in(struct blocks *b)
{
	unsigned bits = b->whole ? 0 : family_bits(b->family);

	b->next_first = 0;
	for (unsigned i = 0; i < bits; i += 8)
		b->next_first |= (u128)rd_u8(&b->rows) << i;
	b->next_size = (size_t)rd_uint(&b->rows, SIZE_BYTES);
}

struct blocks
blocks_of(struct rd *r, enum family family, uint64_t entries)
{
	size_t n = blocks_count(entries);
	size_t row = SIZE_BYTES + (n > 1 ? family_bits(family) / 8 : 0);
	struct blocks b = { .family = family,
		.left = entries,
		.whole = n == 1 };

	b.rows = rd_sub(r, n * row);
	row_in(&b);
	return b;
}

bool
blocks_next(struct blocks *b, struct rd *r, struct block *k)
{
	if (b->left == 0)
		return false;
	k->whole = b->whole;
	k->last = b->whole || b->left <= BLOCKS_EACH;
	k->count = (size_t)(k->last ? b->left : BLOCKS_EACH);
	k->first = b->next_first;
	k->bytes = rd_sub(r, b->next_size);
	b->left -= k->count;
	if (!k->last)
		row_in(b);
	k->next = b->next_first;
	k->depth = 0;
	if (!k->whole)
		k->depth = blocks_depth(b->family, k->first,
		    k->last ? NULL : &k->next);
	return true;
}
