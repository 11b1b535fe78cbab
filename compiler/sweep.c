#include <stdlib.h>

#include "compiler/cover.h"
#include "compiler/merge.h"
#include "compiler/order.h"
#include "compiler/sweep.h"
#include "formats/mem.h"
#include "formats/set.h"

struct sweep {
	struct set *set;
	struct cover cover;
};

static void
emit(struct sweep *s, u128 first, u128 last, uint16_t value)
{
	set_add(s->set,
	    &(struct listing){ { first, last, s->cover.family }, 0, value });
}

/* Emits what is listed from where the cover is to an address. */
static void
run_to(struct sweep *s, u128 to)
{
	struct cover *c = &s->cover;

	while (c->nlistings > 0) {
		u128 end = to;
		const struct row *r = cover_winner(c, &end);

		if (r != NULL)
			emit(s, c->pos, end, r->value);
		else if (c->nremovals == 0)
			return;
		if (end == to)
			return;
		cover_move(c, end + 1);
	}
}

static int
too_deep(const struct sweep *s, const struct row *r, const char *const names[],
    struct fail *f)
{
	size_t source = r->who & ROW_SOURCE;
	char addr[ADDR_TEXT];

	addr_text(addr, s->cover.family, s->cover.pos);
	if (names == NULL || source == ROW_SOURCE)
		return fail(f, FAIL_GUARD,
		    "%s: more than %d records cover this address", addr,
		    MERGE_DEPTH_MAX);
	return fail(f, FAIL_GUARD,
	    "%s: more than %d records cover this address, one of source %s",
	    addr, MERGE_DEPTH_MAX, names[source]);
}

/*
 * The order of rows of one first address: what makes others void comes before
 * them (the longest first, then one source's together, what wins first), so
 * that the order they were added in shows nowhere.
 */
static int
order_ties(const struct row *a, const struct row *b,
    const struct values *values)
{
	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	if (a->who != b->who)
		return a->who < b->who ? -1 : 1;
	return order_rows(a, b, values, NULL);
}

/* Takes the rows that begin where the walk is. */
static int
take(struct sweep *s, struct rows_walk *w, const char *const names[],
    struct fail *f)
{
	struct row r;

	while (rows_take(w, &r)) {
		if (!cover_take(&s->cover, &r))
			return too_deep(s, &r, names, f);
	}
	return 0;
}

/*
 * While nothing is held, emits the single IPv4 addresses from where the walk
 * is on that have nothing else at them, which most have.  Returns whether
 * there were any.
 */
static bool
take_alone(struct sweep *s, struct rows_walk *w)
{
	const struct rows *rows = w->rows;
	const struct row_host *hosts = rows->hosts;
	size_t start = w->at[ROW_HOST], n = rows->n[ROW_HOST], i = start;
	uint64_t range = UINT64_MAX;

	if (w->at[ROW_RANGE] < rows->n[ROW_RANGE])
		range = rows->ranges[w->at[ROW_RANGE]].first;
	for (; i < n && hosts[i].addr < range; i++) {
		if ((hosts[i].who & ROW_REMOVAL) != 0 ||
		    (i + 1 < n && hosts[i + 1].addr == hosts[i].addr))
			break;
		emit(s, hosts[i].addr, hosts[i].addr, hosts[i].value);
	}
	if (i > start)
		w->at[ROW_HOST] = w->end[ROW_HOST] = i;
	return i > start;
}

static int
sweep_all(struct sweep *s, struct rows_walk *w, const char *const names[],
    struct fail *f)
{
	struct cover *c = &s->cover;

	while (rows_next(w)) {
		if (c->nlistings > 0)
			run_to(s, w->first - 1);
		cover_move(c, w->first);
		if (w->family == IP4 && c->nlistings + c->nremovals == 0 &&
		    take_alone(s, w))
			continue;
		if (take(s, w, names, f) == -1)
			return -1;
	}
	run_to(s, family_last(w->family));
	return 0;
}

int
sweep(struct rows *rows, enum family family, struct set *set,
    const char *const names[], struct fail *f)
{
	struct sweep *s = mem_new(1, sizeof(*s));
	struct rows_walk w =
	    rows_walk(rows, family, order_ties, set_values(set));
	int result;

	s->set = set;
	cover_begin(&s->cover, family, set_values(set));
	result = sweep_all(s, &w, names, f);
	free(s);
	return result;
}
