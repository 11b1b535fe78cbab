#include <stdlib.h>

#include "formats/mem.h"
#include "formats/rbldnsd_item.h"

/* /8, /16, /24, /32. */
#define LEVELS 4

struct stretch {
	u128 first, last;
};

/* What was seen of one level so far. */
struct level {
	/* The item that reaches furthest, and the one of other values. */
	const struct rbldnsd_item *far, *rival;
	/* All that is excluded, joined, in ascending order. */
	struct stretch *holes;
	size_t nholes, cap;
};

static struct level *
level_of(struct level levels[static LEVELS], const struct rbldnsd_item *item)
{
	return &levels[item->level / 8 - 1];
}

static void
add_hole(struct level *l, const struct rbldnsd_item *item)
{
	struct stretch *last = l->nholes > 0 ? &l->holes[l->nholes - 1] : NULL;

	if (last != NULL && item->first <= last->last + 1) {
		if (item->last4 > last->last)
			last->last = item->last4;
		return;
	}
	l->holes = mem_grow(l->holes, l->nholes, &l->cap, sizeof(*l->holes));
	l->holes[l->nholes++] = (struct stretch){ item->first, item->last4 };
}

/* Whether everything from first to last is excluded. */
static bool
is_hole(const struct level *l, u128 first, u128 last)
{
	size_t from = 0, to = l->nholes;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (l->holes[mid].first <= first)
			from = mid + 1;
		else
			to = mid;
	}
	return from > 0 && l->holes[from - 1].last >= last;
}

/* The earlier item of another value that reaches furthest. */
static const struct rbldnsd_item *
rival_of(const struct level *l, const struct rbldnsd_item *item)
{
	if (l->far != NULL && l->far->value != item->value)
		return l->far;
	return l->rival;
}

static void
remember(struct level *l, const struct rbldnsd_item *item)
{
	if (l->far == NULL || item->last4 > l->far->last4) {
		if (l->far != NULL && l->far->value != item->value)
			l->rival = l->far;
		l->far = item;
	} else if (item->value != l->far->value &&
	    (l->rival == NULL || item->last4 > l->rival->last4)) {
		l->rival = item;
	}
}

static int
check(const struct level *l, const struct rbldnsd_item *item,
    const struct rbldnsd_sink *sink, struct fail *f)
{
	const struct rbldnsd_item *rival = rival_of(l, item);
	struct range common;
	uint32_t line;

	if (rival == NULL || rival->last4 < item->first)
		return 0;
	common.family = IP4;
	common.first = item->first;
	common.last = rival->last4 < item->last4 ? rival->last4 : item->last4;
	if (is_hole(l, common.first, common.last))
		return 0;
	line = rival->line > item->line ? rival->line : item->line;
	return sink->bad(sink->arg, line,
	    "an entry has one value, and has another elsewhere", &common, f);
}

int
rbldnsd_clashes(const struct rbldnsd_item *items, size_t n,
    const struct rbldnsd_sink *sink, struct fail *f)
{
	struct level levels[LEVELS] = { 0 };
	int result = 0;

	for (size_t i = 0; i < n; i++)
		if (items[i].kind == EXCLUDED)
			add_hole(level_of(levels, &items[i]), &items[i]);
	for (size_t i = 0; i < n && result == 0; i++) {
		struct level *l = level_of(levels, &items[i]);

		if (items[i].kind != LISTED)
			continue;
		result = check(l, &items[i], sink, f);
		remember(l, &items[i]);
	}
	for (unsigned i = 0; i < LEVELS; i++)
		free(levels[i].holes);
	return result;
}
