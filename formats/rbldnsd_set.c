#include <stdlib.h>

#include "formats/mem.h"
#include "formats/rbldnsd_item.h"

struct rbldnsd_set {
	enum family family;
	enum rbldnsd_clash clash;
	bool sorted;
	struct rbldnsd_item *items;
	size_t n, cap;
	/* A heap of the items met by the sweep, the strongest first. */
	const struct rbldnsd_item **heap;
	size_t heap_n, heap_cap;
};

struct rbldnsd_set *
rbldnsd_set_new(enum family family, enum rbldnsd_clash clash)
{
	struct rbldnsd_set *set = mem_new(1, sizeof(*set));

	set->family = family;
	set->clash = clash;
	set->sorted = true;
	return set;
}

void
rbldnsd_set_free(struct rbldnsd_set *set)
{
	if (set == NULL)
		return;
	free(set->items);
	free(set->heap);
	free(set);
}

/* By place, then level, then line. */
static int
order(const void *va, const void *vb)
{
	const struct rbldnsd_item *a = va, *b = vb;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static void
add_item(struct rbldnsd_set *set, const struct rbldnsd_item *item)
{
	if (set->sorted && set->n > 0 &&
	    order(&set->items[set->n - 1], item) > 0)
		set->sorted = false;
	set->items =
	    mem_grow(set->items, set->n, &set->cap, sizeof(*set->items));
	set->items[set->n++] = *item;
}

/* Adds the keys from a to b, each of 2^shift addresses, if there are any. */
static void
add_keys(struct rbldnsd_set *set, const struct rbldnsd_item *as, uint64_t a,
    uint64_t b, unsigned shift)
{
	struct rbldnsd_item item = *as;

	if (a > b)
		return;
	item.first = a << shift;
	item.last4 = (uint32_t)(((b + 1) << shift) - 1);
	item.level = (uint8_t)(32 - shift);
	add_item(set, &item);
}

/*
 * Adds an entry of an ip4set as rbldnsd splits it: what is left of whole
 * octets at either end, octet by octet from the last, then the rest.
 */
static void
add_octets(struct rbldnsd_set *set, const struct rbldnsd_item *as, uint64_t a,
    uint64_t b)
{
	for (unsigned shift = 0; shift < 24; shift += 8) {
		if (a > b)
			return;
		if ((a | 255) >= b && b - a < 255) {
			add_keys(set, as, a, b, shift);
			return;
		}
		if ((a & 255) != 0)
			add_keys(set, as, a, a | 255, shift);
		if ((b & 255) != 255)
			add_keys(set, as, b & ~(uint64_t)255, b, shift);
		a = (a + 255) >> 8;
		b = ((b + 1) >> 8) - 1;
	}
	add_keys(set, as, a, b, 24);
}

void
rbldnsd_set_add(struct rbldnsd_set *set, const struct rbldnsd_entry *e)
{
	struct rbldnsd_item item = {
		.first = e->range.first,
		.line = e->line,
		.value = e->value,
		.level = (uint8_t)e->bits,
		.kind = e->exclusion ? EXCLUDED : LISTED,
	};

	if (set->family == IP4) {
		item.last4 = (uint32_t)e->range.last;
		item.span4 = (uint32_t)range_span(&e->range);
	}
	if (set->clash == CLASH_VALUES)
		add_octets(set, &item, (uint64_t)e->range.first,
		    (uint64_t)e->range.last);
	else
		add_item(set, &item);
}

static u128
last_of(const struct rbldnsd_set *set, const struct rbldnsd_item *item)
{
	struct prefix p = { item->first, item->level, IP6 };

	return set->family == IP4 ? item->last4 : prefix_range(&p).last;
}

static u128
span_of(const struct rbldnsd_set *set, const struct rbldnsd_item *item)
{
	return set->family == IP4 ? item->span4
				  : last_of(set, item) - item->first;
}

/* Whether a decides before b where both have an address. */
static bool
is_stronger(const struct rbldnsd_set *set, const struct rbldnsd_item *a,
    const struct rbldnsd_item *b)
{
	if (a->level != b->level)
		return a->level > b->level;
	if (a->kind != b->kind)
		return a->kind == EXCLUDED;
	if (span_of(set, a) != span_of(set, b))
		return span_of(set, a) < span_of(set, b);
	return a->line < b->line;
}

static void
push(struct rbldnsd_set *set, const struct rbldnsd_item *item)
{
	size_t at = set->heap_n++;

	set->heap = mem_grow(set->heap, at, &set->heap_cap, sizeof(*set->heap));
	for (; at > 0 && is_stronger(set, item, set->heap[(at - 1) / 2]);
	     at = (at - 1) / 2)
		set->heap[at] = set->heap[(at - 1) / 2];
	set->heap[at] = item;
}

static void
pop(struct rbldnsd_set *set)
{
	const struct rbldnsd_item *item = set->heap[--set->heap_n];
	size_t at = 0, down;

	while ((down = 2 * at + 1) < set->heap_n) {
		if (down + 1 < set->heap_n &&
		    is_stronger(set, set->heap[down + 1], set->heap[down]))
			down++;
		if (is_stronger(set, item, set->heap[down]))
			break;
		set->heap[at] = set->heap[down];
		at = down;
	}
	set->heap[at] = item;
}

/* A piece on its way out, which the next one may make longer. */
struct pending {
	const struct rbldnsd_item *item; /* NULL for none */
	u128 first, last;
};

static int
give(const struct rbldnsd_set *set, const struct pending *p,
    const struct rbldnsd_sink *sink, struct fail *f)
{
	struct rbldnsd_entry e = { .range = { p->first, p->last,
				       set->family } };

	if (p->item == NULL || p->item->kind != LISTED)
		return 0;
	e.line = p->item->line;
	e.value = p->item->value;
	return sink->piece(sink->arg, &e, span_of(set, p->item), f);
}

/* Lets the item decide from first to last. */
static int
decide(const struct rbldnsd_set *set, struct pending *p,
    const struct pending *next, const struct rbldnsd_sink *sink, struct fail *f)
{
	int result = 0;

	if (p->item != NULL && p->item->line == next->item->line &&
	    p->last + 1 == next->first) {
		p->last = next->last;
		return 0;
	}
	result = give(set, p, sink, f);
	*p = *next;
	return result;
}

/*
 * Takes up the items that start at or before this place and lays down those
 * at the top that end before it.  Returns whether an item decides here.
 */
static bool
move_to(struct rbldnsd_set *set, size_t *next, u128 *at)
{
	while (set->heap_n > 0 && last_of(set, set->heap[0]) < *at)
		pop(set);
	if (set->heap_n == 0) {
		if (*next == set->n)
			return false;
		if (set->items[*next].first > *at)
			*at = set->items[*next].first;
	}
	for (; *next < set->n && set->items[*next].first <= *at; ++*next)
		push(set, &set->items[*next]);
	return true;
}

static int
sweep(struct rbldnsd_set *set, const struct rbldnsd_sink *sink, struct fail *f)
{
	struct pending p = { 0 }, now;
	size_t next = 0;
	u128 at = 0;

	while (move_to(set, &next, &at)) {
		now = (struct pending){ set->heap[0], at,
			last_of(set, set->heap[0]) };
		if (next < set->n && set->items[next].first <= now.last)
			now.last = set->items[next].first - 1;
		if (decide(set, &p, &now, sink, f) == -1)
			return -1;
		if (now.last == family_last(set->family))
			break;
		at = now.last + 1;
	}
	return give(set, &p, sink, f);
}

/* Drops what has the place and level of an item before it. */
static int
drop_repeated(struct rbldnsd_set *set, const struct rbldnsd_sink *sink,
    struct fail *f)
{
	const struct rbldnsd_item *first = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++) {
		struct rbldnsd_item item = set->items[i];
		struct range r = { item.first, last_of(set, &item),
			set->family };

		if (first != NULL && first->first == item.first &&
		    first->level == item.level) {
			if (set->clash == CLASH_FIRST &&
			    sink->bad(sink->arg, item.line,
				"an entry comes once", &r, f) == -1)
				return -1;
			continue;
		}
		set->items[kept] = item;
		first = &set->items[kept++];
	}
	set->n = kept;
	return 0;
}

int
rbldnsd_set_finish(struct rbldnsd_set *set, const struct rbldnsd_sink *sink,
    struct fail *f)
{
	int result;

	if (!set->sorted)
		qsort(set->items, set->n, sizeof(*set->items), order);
	result = set->clash == CLASH_VALUES
	    ? rbldnsd_clashes(set->items, set->n, sink, f)
	    : drop_repeated(set, sink, f);
	return result == 0 ? sweep(set, sink, f) : -1;
}
