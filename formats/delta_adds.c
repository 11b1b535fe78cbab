#include <stdlib.h>

#include "formats/delta_adds.h"
#include "formats/delta_cover.h"
#include "formats/delta_node.h"

/* What is walked, and where. */
struct walk {
	struct delta_code *c;
	struct set *added;     /* DECODE */
	const struct entry *e; /* ENCODE: all */
	size_t n;              /* entries */
	size_t at;             /* entries before */
	u128 end;              /* the last address of the one before */
	struct label label;    /* of the one before */
	unsigned len;          /* its length */
};

/* Whether all of a node that the base does not list was added as one. */
enum cover {
	IN_PART,
	IN_FULL,
};

/* ENCODE: the first of the entries up to another that is in an upper half. */
static size_t
entries_below(const struct walk *w, size_t to, u128 middle)
{
	size_t low = w->at, high = to;

	while (low < high) {
		size_t at = low + (high - low) / 2;

		if (w->e[at].first < middle)
			low = at + 1;
		else
			high = at;
	}
	return low;
}

static unsigned
at_most(unsigned n, unsigned most)
{
	return n < most ? n : most;
}

/* How much is expected among so many of the base's listings. */
static unsigned
level(const struct walk *w, size_t listings)
{
	size_t all = set_size(w->c->base, w->c->family);

	if (listings == 0)
		return 0;
	return at_most(delta_width((u128)listings * w->n * 64 / all),
	    DELTA_LEVELS - 1);
}

/* How much room there is below a node, finely and coarsely. */
static unsigned
room(const struct walk *w, const struct node *n)
{
	unsigned below = family_bits(w->c->family) - n->depth;

	return (below > 1) + (below > 3) + (below > 5) + (below > 8) +
	    (below > 12) + (below > 16);
}

static unsigned
wide(const struct walk *w, const struct node *n)
{
	unsigned below = family_bits(w->c->family) - n->depth;

	return (below > 3) + (below > 8) + (below > 16);
}

/* The bits of the distance from the entry before; see label.h. */
static unsigned
gap_before(const struct walk *w, u128 first)
{
	unsigned gap = w->at > 0 ? delta_width(first - w->end) : 128;

	if (w->c->family == IP4)
		return gap;
	return gap < 64 ? 0 : gap - 64;
}

/* The entry is the node. */
static enum cover
take_entry(struct walk *w, const struct node *n)
{
	struct delta_code *c = w->c;
	struct label label = { 0 };
	struct listing l = { { n->first, node_last(c->family, n), c->family },
		0, 0 };

	if (!delta_count(c))
		return IN_PART;
	if (c->way == ENCODE)
		label = w->e[w->at].label;
	if (!delta_label_added(c->way, &c->added, &c->coder,
		w->at > 0 ? &w->label : NULL, gap_before(w, n->first), n->first,
		&label))
		c->bad = true;
	c->ends |= label.until != 0;
	w->label = label;
	w->end = l.range.last;
	w->len = n->depth;
	w->at++;
	l.until = label.until;
	l.value = label.value;
	if (c->way == DECODE && !c->bad)
		delta_uncover(w->added, c->base, &l);
	return IN_FULL;
}

/* Which half is gone on with where the base has nothing. */
static bool
code_new_tail(struct walk *w, const struct node *n, bool upper)
{
	struct delta_code *c = w->c;
	unsigned zeros = 0;

	if (c->family == IP4)
		return delta_even(c, 1, upper) != 0;
	while (zeros < n->depth && zeros < DELTA_ZEROS - 1 &&
	    (n->first >> (128 - n->depth + zeros) & 1) == 0)
		zeros++;
	return delta_bit(c, &c->odds.new_tail[n->depth >= 64][zeros], upper);
}

/*
 * Which half is gone on with; of the two, the odds are for the one where the
 * base has more.
 */
static bool
code_upper(struct walk *w, const struct node *n, const struct node halves[2],
    struct odds odds[DELTA_SIZES][DELTA_SKEWS][DELTA_WIDE])
{
	struct delta_code *c = w->c;
	size_t less = halves[0].to - halves[0].from;
	size_t more = halves[1].to - halves[1].from;
	bool upper = c->way == ENCODE && w->e[w->at].first >= halves[1].first;
	bool turn = more < less;
	unsigned skew, size;

	if (less + more == 0)
		return code_new_tail(w, n, upper);
	if (turn) {
		size_t t = less;

		less = more;
		more = t;
	}
	size = at_most(delta_width(less + more), DELTA_SIZES) - 1;
	skew = (unsigned)(8 * (2 * more + 1) / (less + more + 1)) - 8;
	return delta_bit(c, &odds[size][skew][wide(w, n)], upper != turn) !=
	    turn;
}

/* Is the entry, which is no host, the node? */
static bool
code_here(struct walk *w, const struct node *n, unsigned len)
{
	struct delta_code *c = w->c;
	unsigned bits = family_bits(c->family);
	unsigned order = (w->len >= n->depth) + (w->len > n->depth);
	bool some = n->to > n->from;

	if (n->depth == bits - 1)
		return true;
	if (c->family == IP6)
		return delta_bit(c,
		    &c->odds.here[1][at_most(n->depth, 65)][order],
		    len == n->depth);
	return delta_bit(c, &c->odds.here[0][2 * n->depth + some][order],
	    len == n->depth);
}

/* The one entry below a node that is not one address. */
static enum cover
walk_single(struct walk *w, struct node n, struct node halves[2])
{
	struct delta_code *c = w->c;
	unsigned bits = family_bits(c->family), top = n.depth;
	unsigned len = c->way == ENCODE ? w->e[w->at].len : 0;
	struct odds *o =
	    &c->odds.host[w->len == bits][wide(w, &n)][n.to > n.from];
	bool host = delta_bit(c, o, len == bits);

	while (n.depth < bits && (host || !code_here(w, &n, len))) {
		n = halves[code_upper(w, &n, halves, c->odds.tail)];
		node_narrow(c->base, c->family, &n, halves);
	}
	c->bad |= !host && n.depth == bits;
	take_entry(w, &n);
	return n.depth == top ? IN_FULL : IN_PART;
}

static bool
code_single(struct walk *w, const struct node *n, bool single)
{
	unsigned expected = level(w, n->to - n->from);

	return delta_bit(w->c, &w->c->odds.single[expected][room(w, n)],
	    single);
}

/* The odds are by the half with less, or by the other if that has nothing. */
static bool
code_both(struct walk *w, const struct node *n, const struct node halves[2],
    bool both)
{
	size_t less = halves[0].to - halves[0].from;
	size_t more = halves[1].to - halves[1].from;

	if (more < less) {
		size_t t = less;

		less = more;
		more = t;
	}
	return delta_bit(w->c,
	    &w->c->odds
		 .both[less > 0][level(w, less > 0 ? less : more)][wide(w, n)],
	    both);
}

static enum cover walk_node(struct walk *, struct node, size_t to, bool many);

static void
walk_both(struct walk *w, const struct node halves[2], size_t middle, size_t to)
{
	enum cover lower = walk_node(w, halves[0], middle, false);
	struct label label = w->label;

	if (w->c->bad)
		return;
	if (walk_node(w, halves[1], to, false) == IN_FULL && lower == IN_FULL &&
	    label.until == w->label.until && label.value == w->label.value)
		w->c->bad = true;
}

/*
 * The entries below a node, up to another one's; many: it has more than one,
 * else one at least.
 */
static enum cover
walk_node(struct walk *w, struct node n, size_t to, bool many)
{
	struct delta_code *c = w->c;
	struct node halves[2];
	size_t middle = 0;

	node_narrow(c->base, c->family, &n, halves);
	if (n.depth == family_bits(c->family)) {
		c->bad |= many;
		return take_entry(w, &n);
	}
	if (!many && code_single(w, &n, to - w->at == 1))
		return walk_single(w, n, halves);
	if (c->way == ENCODE)
		middle = entries_below(w, to, halves[1].first);
	if (code_both(w, &n, halves, w->at < middle && middle < to))
		walk_both(w, halves, middle, to);
	else
		walk_node(w, halves[code_upper(w, &n, halves, c->odds.upper)],
		    to, true);
	return IN_PART;
}

void
delta_adds(struct delta_code *c, struct set *added)
{
	struct node top = node_of(c->base, c->family);
	struct walk w = { .c = c, .added = added };
	struct entry *e = NULL;
	struct odds *o = c->odds.number[0][set_size(c->base, c->family) > 0];

	if (c->way == ENCODE)
		w.e = e = delta_cover(c->base, added, c->family, &w.n);
	w.n = delta_number(c, o, w.n);
	c->bad |= w.n > 0 &&
	    (c->added.labels.nvalues == 0 || w.n > c->most ||
		node_is_full(c->base, c->family, &top));
	if (w.n > 0 && !c->bad)
		walk_node(&w, top, w.n, w.n > 1);
	c->bad |= w.at != w.n;
	free(e);
}
