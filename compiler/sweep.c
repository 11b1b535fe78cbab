#include <stdlib.h>
#include <string.h>

#include "compiler/merge.h"
#include "compiler/order.h"
#include "compiler/sweep.h"
#include "formats/mem.h"
#include "formats/set.h"

/*
 * Where the sweep is.  Of the rows that began at or before pos it holds
 * - listings, the one that wins over all others last; those that ended stay
 *   until they come in the way;
 * - removals, and for each source the time before which they end its records
 *   (as the first second that is good).
 * A row that another one makes void to its end is not held: a listing by one
 * of the same source that wins over it and is as late, a removal by one that
 * is as wide and as late.
 */
struct sweep {
	enum family family;
	struct set *set;
	const struct values *values;
	u128 pos;
	struct row listings[MERGE_DEPTH_MAX];
	size_t nlistings;
	struct row removals[MERGE_DEPTH_MAX];
	size_t nremovals;
	u128 removed_to; /* where the first of the removals ends */
	uint64_t good_all;
	uint64_t good[ROW_SOURCE + 1];
};

static void
emit(struct sweep *s, u128 first, u128 last, uint16_t value)
{
	set_add(s->set,
	    &(struct listing){ { first, last, s->family }, 0, value });
}

static void
note_removal(struct sweep *s, const struct row *r)
{
	uint64_t *good = &s->good[r->who & ROW_SOURCE];

	if ((r->who & ROW_ALL) != 0)
		good = &s->good_all;
	if (*good <= r->time)
		*good = (uint64_t)r->time + 1;
	if (r->last < s->removed_to)
		s->removed_to = r->last;
}

/* Lets go of the removals that ended before pos. */
static void
end_removals(struct sweep *s)
{
	size_t n = 0;

	if (s->nremovals == 0 || s->removed_to >= s->pos)
		return;
	s->good_all = 0;
	for (size_t i = 0; i < s->nremovals; i++)
		s->good[s->removals[i].who & ROW_SOURCE] = 0;
	s->removed_to = family_last(s->family);
	for (size_t i = 0; i < s->nremovals; i++) {
		if (s->removals[i].last < s->pos)
			continue;
		s->removals[n] = s->removals[i];
		note_removal(s, &s->removals[n++]);
	}
	s->nremovals = n;
}

static bool
is_good(const struct sweep *s, const struct row *r)
{
	return r->time >= s->good_all &&
	    r->time >= s->good[r->who & ROW_SOURCE];
}

/* The listing that wins at pos; NULL if there is none. */
static const struct row *
winner(struct sweep *s)
{
	for (size_t i = s->nlistings; i-- > 0;) {
		const struct row *r = &s->listings[i];

		if (r->last < s->pos) {
			s->nlistings--;
			memmove(&s->listings[i], &s->listings[i + 1],
			    (s->nlistings - i) * sizeof(*r));
		} else if (is_good(s, r)) {
			return r;
		}
	}
	return NULL;
}

/* Emits what is listed from pos to an address. */
static void
run_to(struct sweep *s, u128 to)
{
	while (s->nlistings > 0) {
		const struct row *r;
		u128 end = to;

		end_removals(s);
		if (s->nremovals > 0 && s->removed_to < end)
			end = s->removed_to;
		r = winner(s);
		if (r != NULL) {
			if (r->last < end)
				end = r->last;
			emit(s, s->pos, end, r->value);
		} else if (s->nremovals == 0) {
			return;
		}
		if (end == to)
			return;
		s->pos = end + 1;
	}
}

/* Whether one more row can be held; what ended is let go of to have room. */
static bool
has_room(struct sweep *s)
{
	size_t n = 0;

	if (s->nlistings + s->nremovals < MERGE_DEPTH_MAX)
		return true;
	for (size_t i = 0; i < s->nlistings; i++) {
		if (s->listings[i].last >= s->pos)
			s->listings[n++] = s->listings[i];
	}
	s->nlistings = n;
	return n + s->nremovals < MERGE_DEPTH_MAX;
}

static bool
take_removal(struct sweep *s, const struct row *r)
{
	size_t n = 0;

	end_removals(s);
	for (size_t i = 0; i < s->nremovals; i++) {
		const struct row *x = &s->removals[i];

		if (x->who == r->who && x->last >= r->last &&
		    x->time >= r->time)
			return true;
	}
	for (size_t i = 0; i < s->nremovals; i++) {
		const struct row *x = &s->removals[i];

		if (x->who != r->who || x->last > r->last || x->time > r->time)
			s->removals[n++] = *x;
	}
	s->nremovals = n;
	if (n == 0)
		s->removed_to = family_last(s->family);
	if (!has_room(s))
		return false;
	s->removals[s->nremovals++] = *r;
	note_removal(s, r);
	return true;
}

/* How many listings lose against a row; those that tie as well, if asked. */
static size_t
losers(const struct sweep *s, const struct row *r, bool ties)
{
	size_t low = 0, high = s->nlistings;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    order_rows(r, &s->listings[middle], s->values, NULL);

		if (order < 0 || (order == 0 && ties))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether a, which wins over b or ties with it, makes it void from here on. */
static bool
voids(const struct row *a, const struct row *b)
{
	return a->who == b->who && a->last >= b->last && a->time >= b->time;
}

static bool
take_listing(struct sweep *s, const struct row *r)
{
	size_t at = losers(s, r, true), kept = 0;

	for (size_t i = losers(s, r, false); i < s->nlistings; i++) {
		if (voids(&s->listings[i], r))
			return true;
	}
	for (size_t i = 0; i < at; i++) {
		if (voids(r, &s->listings[i]))
			continue;
		if (kept < i)
			s->listings[kept] = s->listings[i];
		kept++;
	}
	memmove(&s->listings[kept], &s->listings[at],
	    (s->nlistings - at) * sizeof(*r));
	s->nlistings -= at - kept;
	if (!has_room(s))
		return false;
	at = losers(s, r, true);
	memmove(&s->listings[at + 1], &s->listings[at],
	    (s->nlistings - at) * sizeof(*r));
	s->listings[at] = *r;
	s->nlistings++;
	return true;
}

static int
too_deep(const struct sweep *s, const struct row *r, const char *const names[],
    struct fail *f)
{
	size_t source = r->who & ROW_SOURCE;
	char addr[ADDR_TEXT];

	addr_text(addr, s->family, s->pos);
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
		bool removal = (r.who & ROW_REMOVAL) != 0;

		if (!(removal ? take_removal(s, &r) : take_listing(s, &r)))
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
	while (rows_next(w)) {
		if (s->nlistings > 0)
			run_to(s, w->first - 1);
		s->pos = w->first;
		end_removals(s);
		if (w->family == IP4 && s->nlistings + s->nremovals == 0 &&
		    take_alone(s, w))
			continue;
		if (take(s, w, names, f) == -1)
			return -1;
	}
	run_to(s, family_last(s->family));
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

	s->family = family;
	s->set = set;
	s->values = set_values(set);
	s->removed_to = family_last(family);
	result = sweep_all(s, &w, names, f);
	free(s);
	return result;
}
