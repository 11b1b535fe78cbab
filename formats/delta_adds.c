#include <stdlib.h>

#include "formats/delta_adds.h"
#include "formats/delta_cover.h"
#include "formats/delta_node.h"

/* What is walked, and where. */
struct walk {
	struct delta_code *c;
	struct set *added;     /* DECODE */
	const struct entry *e; /* ENCODE: all */
	size_t at;             /* entries before */
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
log2_of(size_t n)
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
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
	delta_label(c, &c->new_labels, w->at > 0 ? &w->label : NULL, 32,
	    n->first, &label);
	w->label = label;
	w->len = n->depth;
	w->at++;
	l.until = label.until;
	l.value = label.value;
	if (c->way == DECODE && !c->bad)
		delta_uncover(w->added, c->base, &l);
	return IN_FULL;
}

/* Which half is gone on with, where that depends on what the base has. */
static bool
code_upper(struct walk *w, const struct node *n, const struct node halves[2],
    struct odds *o)
{
	struct delta_code *c = w->c;
	size_t low = halves[0].to - halves[0].from;
	size_t high = halves[1].to - halves[1].from;
	bool upper = c->way == ENCODE && w->e[w->at].first >= halves[1].first;
	unsigned near = 16 + log2_of(high) - log2_of(low);

	if (low + high > 0)
		return delta_bit(c, &o[near < 32 ? near : 31], upper);
	if (c->family == IP4)
		return delta_raw(c, 1, upper) != 0;
	return delta_bit(c, &c->tail6[n->depth][0], upper);
}

/* The one entry below a node that is not one address. */
static enum cover
walk_single(struct walk *w, struct node n, struct node halves[2])
{
	struct delta_code *c = w->c;
	unsigned bits = family_bits(c->family), top = n.depth;
	unsigned len = c->way == ENCODE ? w->e[w->at].len : 0;
	bool host = delta_bit(c, &c->host[w->len == bits], len == bits);

	while (n.depth < bits) {
		if (!host &&
		    (n.depth == bits - 1 ||
			delta_bit(c, &c->here[n.depth], len == n.depth)))
			break;
		n = halves[code_upper(w, &n, halves, c->tail)];
		node_narrow(c->base, c->family, &n, halves);
	}
	c->bad |= !host && n.depth == bits;
	take_entry(w, &n);
	return n.depth == top ? IN_FULL : IN_PART;
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
	size_t low, high, middle = 0;

	node_narrow(c->base, c->family, &n, halves);
	if (n.depth == family_bits(c->family)) {
		c->bad |= many;
		return take_entry(w, &n);
	}
	if (!many &&
	    delta_bit(c, &c->single[log2_of(n.to - n.from) & 31][n.depth / 16],
		to - w->at == 1))
		return walk_single(w, n, halves);
	if (c->way == ENCODE)
		middle = entries_below(w, to, halves[1].first);
	low = log2_of(halves[0].to - halves[0].from);
	high = log2_of(halves[1].to - halves[1].from);
	if (delta_bit(c, &c->both[low & 31][high & 31],
		w->at < middle && middle < to))
		walk_both(w, halves, middle, to);
	else
		walk_node(w, halves[code_upper(w, &n, halves, c->upper)], to,
		    true);
	return IN_PART;
}

void
delta_adds(struct delta_code *c, struct set *added)
{
	struct node top = node_of(c->base, c->family);
	struct walk w = { .c = c, .added = added };
	struct entry *e = NULL;
	size_t n = 0;

	if (c->way == ENCODE)
		w.e = e = delta_cover(c->base, added, c->family, &n);
	n = delta_number(c, n);
	c->bad |= n > 0 &&
	    (c->new_labels.nvalues == 0 ||
		node_is_full(c->base, c->family, &top));
	if (n > 0 && !c->bad)
		walk_node(&w, top, n, n > 1);
	c->bad |= w.at != n;
	free(e);
}
