#include <string.h>

#include "formats/blocks.h"
#include "formats/set.h"
#include "formats/snapshot_parts.h"
#include "formats/trie.h"

/* What is read, and what was seen of what the heads promised. */
struct decoding {
	const struct snapshot_parts *parts;
	const struct snapshot_id *id;
	struct set *set;
	uint16_t *used; /* by value */
	bool ends;
	bool lens[129];       /* of this part */
	struct entry last[2]; /* in turns */
	uint64_t count;       /* of this part */
};

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
	    blocks_of(r, t->family, d->parts->of[t->family].count);
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
	u128 lens = d->parts->of[family].lens;

	for (unsigned l = 1; l <= family_bits(family); l++) {
		if (!d->lens[l] && (lens >> (l - 1) & 1) != 0)
			return fail(f, FAIL_FORMAT,
			    "no IPv%d entry has length %u",
			    family == IP4 ? 4 : 6, l);
	}
	return 0;
}

static int
family_in(struct rd *r, struct decoding *d, enum family family, struct fail *f)
{
	const struct snapshot_part *p = &d->parts->of[family];
	struct trie *t;
	int bad;

	if (p->count == 0)
		return 0;
	set_reserve(d->set, family, p->count);
	d->count = 0;
	memset(d->lens, 0, sizeof(d->lens));
	t = trie_new(family, p->lens, d->id, d->parts->nvalues, d->parts->ends);
	bad = part_in(r, d, t, f);
	trie_free(t);
	return bad == 0 ? check_lens(d, family, f) : -1;
}

int
snapshot_parts_in(struct rd *r, const struct snapshot_parts *s,
    const struct snapshot_id *id, struct set *set, uint16_t *used,
    struct fail *f)
{
	struct decoding d = { .parts = s, .id = id, .set = set, .used = used };

	for (int i = 0; i < FAMILIES; i++) {
		if (family_in(r, &d, (enum family)i, f) == -1)
			return -1;
	}
	if (d.ends != s->ends)
		return fail(f, FAIL_FORMAT, "no entry has an until");
	return 0;
}
