#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/snapshot_head.h"
#include "formats/trie.h"
#include "formats/wr.h"

/* A part of at most so many entries is one block without a directory. */
#define WHOLE_MAX 32768

/* Otherwise all blocks but the last have so many. */
#define BLOCK 4096

/* The bytes of a block's size in the directory. */
#define SIZE_BYTES 3

/* The entries of a part, one after another. */
struct entries {
	const struct set *set;
	const uint16_t *ids; /* in the dictionary, by id in the set */
	enum family family;
	size_t next; /* listing */
	struct listing rest;
	bool more; /* rest has some left */
};

static bool
next_entry(struct entries *s, struct entry *e)
{
	struct prefix p;

	if (!s->more) {
		if (s->next == set_size(s->set, s->family))
			return false;
		s->rest = set_at(s->set, s->family, s->next++);
	}
	s->more = range_shift(&s->rest.range, &p);
	e->first = p.addr;
	e->last = s->more ? s->rest.range.first - 1 : s->rest.range.last;
	e->len = p.len;
	e->label = (struct label){ s->rest.until,
		s->ids == NULL ? s->rest.value : s->ids[s->rest.value], 0 };
	return true;
}

static unsigned
ones(u128 n)
{
	return (unsigned)(__builtin_popcountll((uint64_t)n) +
	    __builtin_popcountll((uint64_t)(n >> 64)));
}

/*
 * How many prefixes make a range; a 1 is set in sizes at n for each that has
 * 2^n addresses.  A range that is none itself has a middle, where the
 * smallest node that holds it has its own, and on each side of it there is
 * one prefix for each 1 in the number of addresses.
 */
static unsigned
count_prefixes(const struct range *r, u128 *sizes)
{
	u128 span = range_span(r), middle;
	unsigned half;

	if ((span & (span + 1)) == 0 && (r->first & span) == 0) {
		if (span + 1 != 0)
			*sizes |= span + 1;
		return 1;
	}
	half = 127 - trie_common(IP6, r->first, r->last);
	middle = r->last >> half << half;
	*sizes |= (middle - r->first) | (r->last + 1 - middle);
	return ones(middle - r->first) + ones(r->last + 1 - middle);
}

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

		p->count += count_prefixes(&l.range, &sizes);
		h->ends |= l.until != 0;
		used[l.value] = 1;
	}
	for (unsigned i = 0; i < bits; i++)
		p->lens |= (sizes >> i & 1) << (bits - 1 - i);
}

static size_t
block_count(uint64_t entries)
{
	return entries <= WHOLE_MAX ? 1
				    : (size_t)((entries + BLOCK - 1) / BLOCK);
}

/* The depth of the node that a block is below. */
static unsigned
block_depth(enum family family, u128 first, const u128 *next)
{
	return trie_common(family, first,
	    next != NULL ? *next : family_last(family));
}

static void
addr_out(struct wr *w, enum family family, u128 addr)
{
	for (unsigned i = 0; i < family_bits(family); i += 8)
		wr_u8(w, (uint8_t)(addr >> i));
}

static u128
addr_in(struct rd *r, enum family family)
{
	u128 addr = 0;

	for (unsigned i = 0; i < family_bits(family); i += 8)
		addr |= (u128)rd_u8(r) << i;
	return addr;
}

/* Fills an array with at most so many entries. */
static size_t
take_entries(struct entries *s, struct entry *e, size_t most)
{
	size_t n = 0;

	while (n < most && next_entry(s, &e[n]))
		n++;
	return n;
}

static void
part_out(struct wr *w, struct entries *s, struct trie *t, uint64_t count)
{
	size_t most = count <= WHOLE_MAX ? WHOLE_MAX : BLOCK;
	struct entry *e = mem_new(2 * most, sizeof(*e));
	struct entry *now = e, *next = e + most, *swap;
	struct wr blocks = { 0 };
	size_t n = take_entries(s, now, most), more, before = 0;

	for (; n > 0; n = more, swap = now, now = next, next = swap) {
		unsigned depth = 0;

		more = take_entries(s, next, most);
		if (count > WHOLE_MAX)
			depth = block_depth(s->family, now->first,
			    more > 0 ? &next->first : NULL);
		trie_out(t, &blocks, now, n, depth);
		if (count > WHOLE_MAX)
			addr_out(w, s->family, now->first);
		wr_uint(w, blocks.len - before, SIZE_BYTES);
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
		struct entries s = { set, ids, (enum family)i, .next = 0 };
		struct trie *t;

		if (h.parts[i].count == 0)
			continue;
		t = trie_new(s.family, h.parts[i].lens, id, h.nvalues, h.ends);
		part_out(w, &s, t, h.parts[i].count);
		trie_free(t);
	}
	free(ids);
}

/* What is read, and what was seen of what the head promised. */
struct decoding {
	struct snapshot_head head;
	struct set *set;
	uint8_t *used; /* by value */
	bool ends;
	bool lens[129];       /* of this part */
	struct entry last[2]; /* in turns */
	uint64_t count;       /* of this part */
};

static int
values_in(struct rd *r, struct decoding *d, struct fail *f)
{
	struct dictionary_at at = { 0 };

	if (d->head.nvalues > VALUE_MAX)
		return fail(f, FAIL_FORMAT, "%u values, at most %d fit",
		    d->head.nvalues, VALUE_MAX);
	for (uint32_t i = 0; i < d->head.nvalues; i++) {
		if (!dictionary_in(r, &at))
			return fail(f, FAIL_FORMAT,
			    "value %u is not in its order and form", i);
		values_add(set_values(d->set), at.code, at.text, at.len);
	}
	return 0;
}

/* Would the two entries be one? */
static bool
are_one(enum family family, const struct entry *a, const struct entry *b)
{
	return a->last + 1 == b->first && a->len == b->len &&
	    a->label.value == b->label.value &&
	    a->label.until == b->label.until &&
	    trie_common(family, a->first, b->last) == a->len - 1u;
}

/* Adds the entry that was read last to the set. */
static bool
add_entry(struct decoding *d, enum family family)
{
	const struct entry *e = &d->last[d->count % 2];
	struct listing l = { { e->first, e->last, family }, e->label.until,
		e->label.value };

	if (d->count > 0 && are_one(family, &d->last[1 - d->count % 2], e))
		return false;
	d->count++;
	d->lens[e->len] = true;
	d->ends |= e->label.until != 0;
	d->used[e->label.value] = 1;
	return set_add(d->set, &l);
}

/* A row of the directory. */
struct row {
	u128 first;
	size_t size;
};

static struct row
row_in(struct rd *r, enum family family, size_t nblocks)
{
	u128 first = nblocks > 1 ? addr_in(r, family) : 0;

	return (struct row){ first, (size_t)rd_uint(r, SIZE_BYTES) };
}

/* A block of a part and the node that it is below. */
struct block {
	struct rd bytes;
	u128 first; /* its first entry; 0 where it is the only block */
	unsigned depth;
	size_t count;
};

/* The blocks of a part, one after another. */
struct blocks {
	enum family family;
	uint64_t left; /* entries */
	size_t n;
	struct rd rows, bytes;
	struct row next;
};

/* Starts with a part at the cursor, which then is behind its directory. */
static struct blocks
blocks_of(struct rd *r, enum family family, uint64_t count)
{
	struct blocks b = { family, count, block_count(count), { 0 }, { 0 },
		{ 0 } };
	size_t row = SIZE_BYTES + (b.n > 1 ? family_bits(family) / 8 : 0);

	b.rows = rd_sub(r, b.n * row);
	b.next = row_in(&b.rows, family, b.n);
	return b;
}

/* The next block, whose bytes are taken off the cursor; false if none. */
static bool
next_block(struct rd *r, struct blocks *b, struct block *k)
{
	bool whole = b->n == 1 && b->left > 0;
	bool last = whole || b->left <= BLOCK;

	if (b->left == 0)
		return false;
	k->first = b->next.first;
	k->bytes = rd_sub(r, b->next.size);
	k->count = (size_t)(last ? b->left : BLOCK);
	b->left -= k->count;
	if (!last)
		b->next = row_in(&b->rows, b->family, b->n);
	k->depth = whole
	    ? 0
	    : block_depth(b->family, k->first, last ? NULL : &b->next.first);
	return true;
}

static bool
block_in(struct decoding *d, struct trie *t, const struct block *k, bool whole)
{
	trie_begin_in(t, k->bytes, k->first, k->depth);
	for (size_t i = 0; i < k->count; i++) {
		struct entry *e = &d->last[d->count % 2];

		if (!trie_in(t, e) ||
		    (i == 0 && !whole && e->first != k->first) ||
		    !add_entry(d, t->family))
			return false;
	}
	return trie_end_in(t, k->count);
}

static int
part_in(struct rd *r, struct decoding *d, struct trie *t, struct fail *f)
{
	struct blocks blocks =
	    blocks_of(r, t->family, d->head.parts[t->family].count);
	struct block k;

	for (size_t i = 0; next_block(r, &blocks, &k); i++) {
		if (!block_in(d, t, &k, blocks.n == 1))
			return fail(f, FAIL_FORMAT,
			    "IPv%d block %zu is not the code of its entries",
			    t->family == IP4 ? 4 : 6, i);
	}
	return 0;
}

/* Did every length of a part have its entry? */
static bool
lens_used(const struct decoding *d, u128 lens)
{
	for (unsigned l = 1; l <= 128; l++) {
		if (d->lens[l] != (lens >> (l - 1) & 1))
			return false;
	}
	return true;
}

static int
parts_in(struct rd *r, struct decoding *d, struct fail *f)
{
	for (int i = 0; i < FAMILIES; i++) {
		struct snapshot_part *p = &d->head.parts[i];
		struct trie *t;
		int bad;

		if (p->count == 0)
			continue;
		d->count = 0;
		memset(d->lens, 0, sizeof(d->lens));
		t = trie_new((enum family)i, p->lens, &d->head.id,
		    d->head.nvalues, d->head.ends);
		bad = part_in(r, d, t, f);
		trie_free(t);
		if (bad)
			return -1;
		if (!lens_used(d, p->lens))
			return fail(f, FAIL_FORMAT, "a length is not in use");
	}
	return 0;
}

static int
decode(struct rd *r, struct decoding *d, struct fail *f)
{
	if (snapshot_head_in(r, &d->head, f) == -1 || values_in(r, d, f) == -1)
		return -1;
	if (d->head.nvalues == 0 &&
	    (d->head.parts[IP4].count > 0 || d->head.parts[IP6].count > 0))
		return fail(f, FAIL_FORMAT, "entries without a value");
	d->used = mem_new(d->head.nvalues, 1);
	if (parts_in(r, d, f) == -1)
		return -1;
	for (uint32_t i = 0; i < d->head.nvalues; i++) {
		if (!d->used[i])
			return fail(f, FAIL_FORMAT, "value %u is not in use",
			    i);
	}
	if (d->ends != d->head.ends)
		return fail(f, FAIL_FORMAT, "nothing ends");
	if (r->bad || rd_left(r) > 0)
		return fail(f, FAIL_FORMAT, "%zu bytes too many", rd_left(r));
	return 0;
}

struct set *
snapshot_decode(struct rd in, struct snapshot_id *id, struct fail *f)
{
	struct decoding d = { .set = set_new() };

	if (decode(&in, &d, f) == -1) {
		set_free(d.set);
		d.set = NULL;
	}
	*id = d.head.id;
	free(d.used);
	return d.set;
}

/* Finds the block that would have the address. */
static bool
find_block(struct rd *r, enum family family, uint64_t count, u128 addr,
    struct block *k)
{
	struct blocks blocks = blocks_of(r, family, count);

	while (next_block(r, &blocks, k)) {
		if (blocks.left == 0 || blocks.next.first > addr)
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

	while (next_block(r, &blocks, &k))
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
	uint64_t count = h->parts[family].count;
	struct block k;
	struct trie *t;
	bool found;

	if (family == IP6 && h->parts[IP4].count > 0)
		skip_blocks(&r, IP4, h->parts[IP4].count);
	if (count == 0 || !find_block(&r, family, count, addr, &k))
		return 0;
	t = trie_new(family, h->parts[family].lens, &h->id, h->nvalues,
	    h->ends);
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
	for (uint32_t i = 0; i < h.nvalues; i++) {
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
