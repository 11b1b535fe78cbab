#include <stdlib.h>

#include "formats/blocks.h"
#include "formats/dictionary.h"
#include "formats/entries.h"
#include "formats/mem.h"
#include "formats/snapshot.h"
#include "formats/snapshot_head.h"
#include "formats/wr.h"

/* What the head says of a family; values in use get a 1 in used. */
static void
count_entries(const struct set *set, enum family family,
    struct snapshot_head *h, uint16_t *used)
{
	struct snapshot_part *p = &h->parts[family];
	size_t n = set_size(set, family);
	unsigned bits = family_bits(family);
	u128 sizes = 0;

	for (size_t i = 0; i < n; i++) {
		struct listing l = set_at(set, family, i);

		p->count += entries_count(&l.range, &sizes);
		h->ends |= l.until != 0;
		used[l.value] = 1;
	}
	for (unsigned i = 0; i < bits; i++)
		p->lens |= (sizes >> i & 1) << (bits - 1 - i);
}

static void
part_out(struct wr *w, struct entries *s, struct trie *t, uint64_t count)
{
	bool whole = count <= BLOCKS_WHOLE_MAX;
	size_t most = whole ? BLOCKS_WHOLE_MAX : BLOCKS_EACH;
	struct entry *e = mem_new(2 * most, sizeof(*e));
	struct entry *now = e, *next = e + most, *swap;
	struct wr blocks = { 0 };
	size_t n = entries_take(s, now, most), more, before = 0;

	for (; n > 0; n = more, swap = now, now = next, next = swap) {
		unsigned depth = 0;

		more = entries_take(s, next, most);
		if (!whole)
			depth = blocks_depth(s->family, now->first,
			    more > 0 ? &next->first : NULL);
		trie_out(t, &blocks, now, n, depth);
		blocks_row_out(w, s->family, whole, now->first,
		    blocks.len - before);
		before = blocks.len;
	}
	wr_bytes(w, blocks.buf, blocks.len);
	wr_free(&blocks);
	free(e);
}

/* A value and its id in the set. */
struct used_value {
	struct value value;
	uint16_t id;
};

static int
used_order(const void *a, const void *b)
{
	const struct used_value *x = a, *y = b;

	return value_order(&x->value, &y->value);
}

/* Writes the values in use; ids becomes the dictionary's by the set's. */
static void
values_out(struct wr *w, const struct values *values, uint16_t *ids,
    uint32_t nvalues)
{
	struct used_value *used = mem_new(nvalues, sizeof(*used));
	struct dictionary_at at = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < values_size(values); i++) {
		if (ids[i] != 0)
			used[n++] =
			    (struct used_value){ values_at(values, (uint16_t)i),
				    (uint16_t)i };
	}
	qsort(used, n, sizeof(*used), used_order);
	for (size_t i = 0; i < n; i++) {
		ids[used[i].id] = (uint16_t)i;
		dictionary_out(w, &at, &used[i].value);
	}
	free(used);
}

void
snapshot_encode(struct wr *w, const struct set *set,
    const struct snapshot_id *id)
{
	const struct values *values = set_values(set);
	uint16_t *ids = mem_new(values_size(values), sizeof(*ids));
	struct snapshot_head h = { .id = *id };

	for (int i = 0; i < FAMILIES; i++)
		count_entries(set, (enum family)i, &h, ids);
	for (size_t i = 0; i < values_size(values); i++)
		h.nvalues += ids[i];
	snapshot_head_out(w, &h);
	values_out(w, values, ids, h.nvalues);
	for (int i = 0; i < FAMILIES; i++) {
		struct entries s = entries_of(set, (enum family)i, ids);
		struct trie *t;

		if (h.parts[i].count == 0)
			continue;
		t = trie_new(s.family, h.parts[i].lens, id, h.nvalues, h.ends);
		part_out(w, &s, t, h.parts[i].count);
		trie_free(t);
	}
	free(ids);
}
