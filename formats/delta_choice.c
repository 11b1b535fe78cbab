#include "formats/delta_choice.h"

static unsigned
at_most(unsigned n, unsigned most)
{
	return n < most ? n : most;
}

/* How much is expected among so many of the base's listings. */
static unsigned
level(const struct delta_code *c, size_t listings)
{
	size_t all = set_size(c->base, c->family);

	if (listings == 0)
		return 0;
	return at_most(delta_width((u128)listings * c->nadded * 64 / all),
	    DELTA_LEVELS - 1);
}

/* How much room there is below a node, finely and coarsely. */
static unsigned
room(const struct delta_code *c, const struct node *n)
{
	unsigned below = family_bits(c->family) - n->depth;

	return (below > 1) + (below > 3) + (below > 5) + (below > 8) +
	    (below > 12) + (below > 16);
}

static unsigned
wide(const struct delta_code *c, const struct node *n)
{
	unsigned below = family_bits(c->family) - n->depth;

	return (below > 3) + (below > 8) + (below > 16);
}

bool
delta_single(struct delta_code *c, const struct node *n, bool single)
{
	unsigned expected = level(c, n->to - n->from);

	return delta_bit(c, &c->odds.single[expected][room(c, n)], single);
}

/* The odds are by the half with less, or by the other if that has nothing. */
bool
delta_both(struct delta_code *c, const struct node *n,
    const struct node halves[2], bool both)
{
	size_t less = halves[0].to - halves[0].from;
	size_t more = halves[1].to - halves[1].from;

	if (more < less) {
		size_t t = less;

		less = more;
		more = t;
	}
	return delta_bit(c,
	    &c->odds
		 .both[less > 0][level(c, less > 0 ? less : more)][wide(c, n)],
	    both);
}

/* How many of the bits up to a depth are 0 from there back, in steps. */
static unsigned
zeros(u128 bits, unsigned depth)
{
	unsigned n = 0;

	bits = bits >> 1 >> (127 - depth);
	while (n < depth && n < 12 && (bits >> n & 1) == 0)
		n++;
	return (n > 0) + (n > 2) + (n > 5) + (n > 11);
}

/* Of the listings on both sides of an IPv6 node without any, what is nearer. */
static u128
neighbour(const struct set *base, const struct node *n)
{
	u128 before = 0, behind = 0;

	if (n->from > 0)
		before = set_at(base, IP6, n->from - 1).range.last;
	if (n->from < set_size(base, IP6))
		behind = set_at(base, IP6, n->from).range.first;
	return trie_common(IP6, before, n->first) >=
		trie_common(IP6, behind, n->first)
	    ? before
	    : behind;
}

/* Which half is gone on with where the base has nothing. */
static bool
code_new_tail(struct delta_code *c, const struct node *n, bool upper)
{
	u128 near;

	if (c->family == IP4)
		return delta_even(c, 1, upper) != 0;
	near = neighbour(c->base, n);
	return delta_bit(c,
	    &c->odds.new_tail[n->depth >= 64][zeros(n->first, n->depth)]
			     [(near & node_half(IP6, n)) != 0]
			     [zeros(n->first ^ near, n->depth)],
	    upper);
}

/*
 * Which half is gone on with; of the two, the odds are for the one where the
 * base has more.
 */
bool
delta_upper(struct delta_code *c, const struct node *n,
    const struct node halves[2],
    struct odds odds[DELTA_SIZES][DELTA_SKEWS][DELTA_WIDE], bool upper)
{
	size_t less = halves[0].to - halves[0].from;
	size_t more = halves[1].to - halves[1].from;
	bool turn = more < less;
	unsigned skew, size;

	if (less + more == 0)
		return code_new_tail(c, n, upper);
	if (turn) {
		size_t t = less;

		less = more;
		more = t;
	}
	size = at_most(delta_width(less + more), DELTA_SIZES) - 1;
	skew = (unsigned)(8 * (2 * more + 1) / (less + more + 1)) - 8;
	return delta_bit(c, &odds[size][skew][wide(c, n)], upper != turn) !=
	    turn;
}

/* Is the entry, which is no host, the node? */
bool
delta_here(struct delta_code *c, const struct node *n, bool here)
{
	unsigned bits = family_bits(c->family);
	unsigned order = (c->last_len >= n->depth) + (c->last_len > n->depth);
	bool some = n->to > n->from;

	if (n->depth == bits - 1)
		return true;
	if (c->family == IP6)
		return delta_bit(c,
		    &c->odds.here[1][at_most(n->depth, 65)][order], here);
	return delta_bit(c, &c->odds.here[0][2 * n->depth + some][order], here);
}

bool
delta_host(struct delta_code *c, const struct node *n, bool host)
{
	bool before = c->last_len == family_bits(c->family);

	return delta_bit(c, &c->odds.host[before][wide(c, n)][n->to > n->from],
	    host);
}
