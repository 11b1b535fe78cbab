#include <stdlib.h>

#include "formats/delta_adds.h"
#include "formats/delta_choice.h"
#include "formats/delta_cover.h"

/* What is walked, and where. */
struct walk {
	struct delta_code *c;
	struct runs runs;
	struct set *added;     /* DECODE */
	const struct entry *e; /* ENCODE: all */
	size_t at;             /* entries before */
	u128 end;              /* the last address of the one before */
	struct label label;    /* of the one before */
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
		w->at > 0 ? &w->label : NULL,
		delta_gap(c->family, w->at > 0 ? &w->end : NULL, n->first),
		n->first, &label))
		c->bad = true;
	c->ends |= label.until != 0;
	w->label = label;
	w->end = l.range.last;
	c->last_len = n->depth;
	w->at++;
	l.until = label.until;
	l.value = label.value;
	if (c->way == DECODE && !c->bad)
		delta_uncover(w->added, c->base, &l);
	return IN_FULL;
}

/* ENCODE: whether the next entry is in an upper half. */
static bool
is_upper(const struct walk *w, const struct node halves[2])
{
	return w->c->way == ENCODE && w->e[w->at].first >= halves[1].first;
}

/* The one entry below a node that is not one address. */
static enum cover
walk_single(struct walk *w, struct node n, struct node halves[2])
{
	struct delta_code *c = w->c;
	unsigned bits = family_bits(c->family), top = n.depth;
	unsigned len = c->way == ENCODE ? w->e[w->at].len : 0;
	bool host = delta_host(c, &n, len == bits);

	while (n.depth < bits && (host || !delta_here(c, &n, len == n.depth))) {
		n = halves[delta_upper(c, &n, halves, c->odds.tail,
		    is_upper(w, halves))];
		node_narrow(&w->runs, &n, halves);
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
	size_t middle = 0;

	node_narrow(&w->runs, &n, halves);
	if (n.depth == family_bits(c->family)) {
		c->bad |= many;
		return take_entry(w, &n);
	}
	if (!many && delta_single(c, &n, to - w->at == 1))
		return walk_single(w, n, halves);
	if (c->way == ENCODE)
		middle = entries_below(w, to, halves[1].first);
	if (delta_both(c, &n, halves, w->at < middle && middle < to))
		walk_both(w, halves, middle, to);
	else
		walk_node(w,
		    halves[delta_upper(c, &n, halves, c->odds.upper,
			is_upper(w, halves))],
		    to, true);
	return IN_PART;
}

static void
walk_all(struct walk *w, size_t n)
{
	struct delta_code *c = w->c;
	struct node top = node_of(c->base, c->family);

	w->runs = runs_of(c->base, c->family);
	if (node_is_full(&w->runs, &top))
		c->bad = true;
	else
		walk_node(w, top, n, n > 1);
	runs_free(&w->runs);
}

void
delta_adds(struct delta_code *c, struct set *added)
{
	struct walk w = { .c = c, .added = added };
	struct entry *e = NULL;
	struct odds *o = c->odds.number[0][set_size(c->base, c->family) > 0];
	size_t n = 0;

	if (c->way == ENCODE)
		w.e = e = delta_cover(c->base, added, c->family, &n);
	c->nadded = n = delta_number(c, o, n);
	c->last_len = 0;
	c->bad |= n > 0 && (c->added.labels.nvalues == 0 || n > c->most);
	if (n > 0 && !c->bad)
		walk_all(&w, n);
	c->bad |= w.at != n;
	free(e);
}
