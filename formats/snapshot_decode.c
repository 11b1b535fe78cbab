#include <stdlib.h>
#include <string.h>

#include "formats/blocks.h"
#include "formats/dictionary.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/snapshot_head.h"
#include "formats/trie.h"

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

/* The next entry of a block, and into the set with it. */
static int
entry_in(struct decoding *d, struct trie *t, const struct block *k, size_t i,
    struct fail *f)
{
	struct entry *e = &d->last[d->count % 2];

	if (!trie_in(t, e))
		return fail(f, FAIL_FORMAT, "no entry %zu of %zu", i, k->count);
	if (i == 0 && !k->whole && e->first != k->first)
		return fail(f, FAIL_FORMAT, "not where the directory has it");
	if (!add_entry(d, t->family))
		return fail(f, FAIL_FORMAT,
		    "entry %zu is out of order or one with that before", i);
	return 0;
}

static int
block_in(struct decoding *d, struct trie *t, const struct block *k,
    struct fail *f)
{
	if (k->bytes.bad)
		return fail(f, FAIL_FORMAT, "its bytes are not all there");
	trie_begin_in(t, k->bytes, k->first, k->depth);
	for (size_t i = 0; i < k->count; i++) {
		if (entry_in(d, t, k, i, f) == -1)
			return -1;
	}
	if (!trie_end_in(t))
		return fail(f, FAIL_FORMAT,
		    "its code does not end with its last entry");
	return 0;
}

static int
part_in(struct rd *r, struct decoding *d, struct trie *t, struct fail *f)
{
	struct blocks blocks =
	    blocks_of(r, t->family, d->head.parts[t->family].count);
	struct block k;

	for (size_t i = 0; blocks_next(&blocks, r, &k); i++) {
		if (block_in(d, t, &k, f) == -1)
			return fail_at(f, "IPv%d block %zu",
			    t->family == IP4 ? 4 : 6, i);
	}
	return 0;
}

/* Did every length that the head has get its entry? */
static int
check_lens(const struct decoding *d, enum family family, struct fail *f)
{
	u128 lens = d->head.parts[family].lens;

	for (unsigned l = 1; l <= family_bits(family); l++) {
		if (!d->lens[l] && (lens >> (l - 1) & 1) != 0)
			return fail(f, FAIL_FORMAT,
			    "no IPv%d entry has length %u",
			    family == IP4 ? 4 : 6, l);
	}
	return 0;
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
		set_reserve(d->set, (enum family)i, p->count);
		d->count = 0;
		memset(d->lens, 0, sizeof(d->lens));
		t = trie_new((enum family)i, p->lens, &d->head.id,
		    d->head.nvalues, d->head.ends);
		bad = part_in(r, d, t, f);
		trie_free(t);
		if (bad || check_lens(d, (enum family)i, f) == -1)
			return -1;
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
		return fail(f, FAIL_FORMAT, "entries, but no value");
	d->used = mem_new(d->head.nvalues, 1);
	if (parts_in(r, d, f) == -1)
		return -1;
	for (uint32_t i = 0; i < d->head.nvalues; i++) {
		if (!d->used[i])
			return fail(f, FAIL_FORMAT, "value %u is not in use",
			    i);
	}
	if (d->ends != d->head.ends)
		return fail(f, FAIL_FORMAT, "no entry has an until");
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
