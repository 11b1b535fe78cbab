#include <stdlib.h>

#include "formats/blocks.h"
#include "formats/entries.h"
#include "formats/mem.h"
#include "formats/recent.h"
#include "formats/snapshot_parts.h"
#include "formats/wr.h"

static void
count_part(struct snapshot_parts *s, const struct set *set, enum family family,
    uint16_t *used)
{
	struct snapshot_part *p = &s->of[family];
	size_t n = set_size(set, family);
	unsigned bits = family_bits(family);
	u128 sizes = 0;

	for (size_t i = 0; i < n; i++) {
		struct listing l = set_at(set, family, i);

		p->count += entries_count(&l.range, &sizes);
		s->ends |= l.until != 0;
		used[l.value] = 1;
	}
	for (unsigned i = 0; i < bits; i++)
		p->lens |= (sizes >> i & 1) << (bits - 1 - i);
}

void
snapshot_parts_count(struct snapshot_parts *s, const struct set *set,
    uint16_t *used)
{
	for (int i = 0; i < FAMILIES; i++)
		count_part(s, set, (enum family)i, used);
}

/* 4 bytes for IPv4, 16 for IPv6. */
static size_t
family_bytes(enum family family)
{
	return family_bits(family) / 8;
}

static void
head_out(struct wr *w, enum family family, const struct snapshot_part *p)
{
	wr_vli(w, p->count);
	if (p->count == 0)
		return;
	for (size_t i = 0; i < family_bytes(family); i++)
		wr_u8(w, (uint8_t)(p->lens >> (8 * i)));
}

void
snapshot_parts_heads_out(struct wr *w, const struct snapshot_parts *s)
{
	for (int i = 0; i < FAMILIES; i++)
		head_out(w, (enum family)i, &s->of[i]);
}

static bool
head_in(struct rd *r, enum family family, struct snapshot_part *p)
{
	p->count = rd_vli(r);
	if (p->count == 0)
		return true;
	for (size_t i = 0; i < family_bytes(family); i++)
		p->lens |= (u128)rd_u8(r) << (8 * i);
	return p->count <= (uint64_t)rd_left(r) * TRIE_MOST;
}

int
snapshot_parts_heads_in(struct rd *r, struct snapshot_parts *s, struct fail *f)
{
	for (int i = 0; i < FAMILIES; i++) {
		if (!head_in(r, (enum family)i, &s->of[i]))
			return fail(f, FAIL_FORMAT,
			    "more entries than these bytes can hold");
	}
	return 0;
}

static void
blocks_out(struct wr *w, struct entries *s, struct trie *t, uint64_t count)
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

void
snapshot_parts_out(struct wr *w, const struct snapshot_parts *s,
    const struct snapshot_id *id, const struct set *set, const uint16_t *ids)
{
	for (int i = 0; i < FAMILIES; i++) {
		struct entries e = entries_of(set, (enum family)i, ids);
		const struct snapshot_part *p = &s->of[i];
		struct trie *t;

		if (p->count == 0)
			continue;
		t = trie_new(e.family, p->lens, id, s->nvalues, s->ends);
		blocks_out(w, &e, t, p->count);
		trie_free(t);
	}
}

void
snapshot_recent_out(struct wr *w, const struct snapshot_id *id,
    const struct set *recent)
{
	struct snapshot_parts s = { .nvalues = id->recent };
	uint16_t ages[RECENT_MAX];

	if (recent != NULL)
		snapshot_parts_count(&s, recent, ages);
	for (uint16_t i = 0; i < RECENT_MAX; i++)
		ages[i] = i;
	snapshot_parts_heads_out(w, &s);
	if (recent != NULL)
		snapshot_parts_out(w, &s, id, recent, ages);
}

static int
recent_in(struct rd *r, const struct snapshot_id *id, const struct set *with,
    struct set *recent, struct fail *f)
{
	struct snapshot_parts s = { .nvalues = id->recent };
	uint16_t ages[RECENT_MAX];

	if (snapshot_parts_heads_in(r, &s, f) == -1)
		return -1;
	if (s.of[IP4].count + s.of[IP6].count > recent_most(with))
		return fail(f, FAIL_FORMAT, "more entries than %zu",
		    recent_most(with));
	if (snapshot_parts_in(r, &s, id, recent, ages, f) == -1)
		return -1;
	if (!recent_fits(recent, with))
		return fail(f, FAIL_FORMAT, "something of it is listed");
	return 0;
}

struct set *
snapshot_recent_in(struct rd *r, const struct snapshot_id *id,
    const struct set *with, struct fail *f)
{
	struct set *recent = set_new();

	if (recent_in(r, id, with, recent, f) == 0)
		return recent;
	fail_at(f, "what is remembered");
	set_free(recent);
	return NULL;
}
