#include "formats/trie_walk.h"

/*
 * Every function that is given `bits`, 32 or 128, is inlined where that is a
 * constant, so that IPv4 is not slowed down by the width of IPv6.
 */

/* The addresses below a node of this depth, less one. */
ALWAYS_INLINE u128
below(unsigned bits, unsigned depth)
{
	if (bits == 32)
		return (uint32_t)(((uint64_t)1 << (32 - depth)) - 1);
	return depth == 0 ? ~(u128)0 : ((u128)1 << (128 - depth)) - 1;
}

/* The number of bits up to the highest 1; n is not 0. */
ALWAYS_INLINE unsigned
width(unsigned bits, u128 n)
{
	uint64_t high = (uint64_t)(n >> 64), low = (uint64_t)n;

	if (bits == 128 && high != 0)
		return 128 - (unsigned)__builtin_clzll(high);
	return 64 - (unsigned)__builtin_clzll(low);
}

/* The bit that tells the halves of a node of this depth apart. */
ALWAYS_INLINE u128
half(unsigned bits, unsigned depth)
{
	if (bits == 32)
		return (uint32_t)1 << (31 - depth);
	return (u128)1 << (127 - depth);
}

ALWAYS_INLINE unsigned
low_zeros(unsigned bits, u128 n)
{
	if (bits == 128 && (uint64_t)n == 0)
		return 64 + (unsigned)__builtin_ctzll((uint64_t)(n >> 64));
	return (unsigned)__builtin_ctzll((uint64_t)n);
}

/* Is there an entry of this length? */
ALWAYS_INLINE bool
has_len(const struct trie *t, unsigned len)
{
	return len > 0 && t->next_len[len - 1] == len;
}

/*
 * Is the node the upper half of one whose lower half is the entry before?
 * Walks start at upper halves, and the entry before is in the lower one.
 */
ALWAYS_INLINE bool
beside_full(const struct trie *t, unsigned depth)
{
	return (depth == t->depth) & (depth == t->len);
}

/* How a length compares with that of the entry before. */
ALWAYS_INLINE unsigned
len_order(const struct trie *t, unsigned len)
{
	return (unsigned)(len >= t->len) + (len > t->len);
}

/*
 * The length of the one entry of a node: the longest in use, or that of the
 * node, or one of those in use between.
 */
ALWAYS_INLINE unsigned
code_len(enum way way, struct coder *c, struct trie *t, unsigned depth,
    unsigned len)
{
	struct trie_odds *o = &t->odds[depth];
	unsigned l = depth;

	if (t->second == 0 || t->second < depth ||
	    coder_bit(way, c, &o->longest[t->len == t->longest],
		len == t->longest))
		return t->longest;
	if (depth == t->second ||
	    (has_len(t, depth) &&
		coder_bit(way, c,
		    &o->full[beside_full(t, depth)][len_order(t, depth)],
		    len == depth)))
		return depth;
	while ((l = t->next_len[l]) != t->second) {
		if (coder_bit(way, c, &t->odds[l].len[len_order(t, l)],
			len == l))
			break;
	}
	return l;
}

/* The bits of an entry's address between a node's depth and its length. */
ALWAYS_INLINE u128
code_tail(enum way way, unsigned bits, struct coder *c, struct trie *t,
    unsigned depth, unsigned len, u128 first)
{
	unsigned zeros = 0;
	u128 tail = 0;

	if (depth == len)
		return 0;
	if (bits == 32) {
		uint32_t raw =
		    (uint32_t)(first & below(32, depth)) >> (32 - len);

		raw = coder_raw(way, c, len - depth, raw);
		return raw << (32 - len);
	}
	for (; depth < len; depth++) {
		bool bit = coder_bit(way, c, &t->odds[depth].tail[zeros],
		    (first & half(bits, depth)) != 0);

		if (bit)
			tail |= half(bits, depth);
		zeros = bit ? 0 : zeros < 15 ? zeros + 1 : 15;
	}
	return tail;
}

/* The width of the distance back from a node to the entry so many before. */
ALWAYS_INLINE unsigned
distance(unsigned bits, const struct trie *t, unsigned back, u128 node)
{
	if (t->count < back)
		return 2 * bits;
	return width(bits, node - t->lasts[(t->count - back) % TRIE_FAR]);
}

/*
 * Walks from the next node down to its first entry.  ENCODE: e is what is to
 * be found, and branches has the halves of the nodes on the way that have
 * entries in both.
 */
ALWAYS_INLINE void
walk(enum way way, unsigned bits, struct coder *c, struct trie *t,
    struct entry *e, u128 branches)
{
	u128 node = t->node, open = t->open;
	unsigned depth = t->depth;
	unsigned one = distance(bits, t, 1, node);
	unsigned far = distance(bits, t, TRIE_FAR, node);
	bool many = false;

	for (; depth < t->longest; depth++) {
		struct odds *o =
		    t->odds[depth]
			.flags[t->near[one + depth]][t->near[far + depth]];

		if (!many &&
		    coder_bit(way, c, &o[TRIE_SINGLE],
			(branches & below(bits, depth)) == 0))
			break;
		many = false;
		if (depth + 1 == t->longest ||
		    coder_bit(way, c, &o[TRIE_BOTH],
			(branches & half(bits, depth)) != 0)) {
			open |= half(bits, depth);
			continue;
		}
		many = true;
		if (coder_bit(way, c, &o[TRIE_UPPER],
			(e->first & half(bits, depth)) != 0)) {
			node |= half(bits, depth);
			one = distance(bits, t, 1, node);
			far = distance(bits, t, TRIE_FAR, node);
		}
	}
	t->open = open;
	e->len = (uint8_t)code_len(way, c, t, depth, e->len);
	e->first = node | code_tail(way, bits, c, t, depth, e->len, e->first);
	e->last = e->first | below(bits, e->len);
}

/* Moves on to the deepest node whose upper half is to come. */
ALWAYS_INLINE void
advance(unsigned bits, struct trie *t, const struct entry *e)
{
	t->lasts[t->count++ % TRIE_FAR] = e->last;
	t->label = e->label;
	t->len = e->len;
	t->over = t->open == 0;
	if (!t->over) {
		unsigned at = low_zeros(bits, t->open);
		u128 bit = bits == 32 ? (uint32_t)1 << at : (u128)1 << at;

		t->open &= ~bit;
		t->node = (e->first & ~(bit - 1)) | bit;
		t->depth = bits - at;
	}
}

/*
 * The label of an entry, which is known where there is only one.  Of IPv6,
 * gaps are those between networks of 2^64 addresses.
 */
ALWAYS_INLINE bool
code_label(enum way way, unsigned bits, struct trie *t, struct entry *e)
{
	const struct label *before = t->count > 0 ? &t->label : NULL;
	unsigned gap = bits;

	if (t->labels.known) {
		e->label = (struct label){ 0 };
		return true;
	}
	if (before != NULL)
		gap =
		    width(bits, e->first - t->lasts[(t->count - 1) % TRIE_FAR]);
	if (bits == 128)
		gap = gap < 64 ? 0 : gap - 64;
	return (way == ENCODE ? label_out : label_in)(&t->labels, &t->coder,
	    before, gap, grain_hash(e->first), &e->label);
}

ALWAYS_INLINE bool
step(enum way way, unsigned bits, struct trie *t, struct entry *e,
    u128 branches)
{
	struct coder c = t->coder;

	walk(way, bits, &c, t, e, branches);
	t->coder = c;
	if (!code_label(way, bits, t, e))
		return false;
	advance(bits, t, e);
	return true;
}

ALWAYS_INLINE void
walk_out(unsigned bits, struct trie *t, struct entry *e, const u128 *branches,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		step(ENCODE, bits, t, &e[i], branches[i]);
}

void
trie_walk_out(struct trie *t, struct entry *e, const u128 *branches, size_t n)
{
	if (t->family == IP4)
		walk_out(32, t, e, branches, n);
	else
		walk_out(128, t, e, branches, n);
}

bool
trie_walk_in(struct trie *t, struct entry *e)
{
	if (t->family == IP4)
		return step(DECODE, 32, t, e, 0);
	return step(DECODE, 128, t, e, 0);
}
