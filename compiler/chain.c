#include <stdio.h>
#include <string.h>

#include "compiler/chain.h"
#include "formats/mem.h"

/* How long the text before the deltas can be: the longest name and numbers. */
#define TEXT_START 204

/* So many deltas fit any index. */
#define DELTAS_MAX ((INDEX_MAX - TEXT_START) / INDEX_LINE_MAX)

_Static_assert(DELTAS_MAX <= INDEX_DELTAS_MAX, "the text is the limit");
_Static_assert(CHAIN_KEY_DELTAS < DELTAS_MAX, "the way from a key state fits");

/* What the deltas from the i-th on cost. */
static uint64_t
cost(const struct index *ix, size_t i)
{
	return index_bytes(ix, i) + (ix->n - i) * (uint64_t)CHAIN_DELTA_BYTES;
}

/* Whether what the last index offers leads on to the new state. */
static bool
goes_on(const struct index *last, const struct chain_step *step)
{
	return last != NULL && step->has_delta && last->epoch == step->epoch &&
	    last->serial == step->delta.from;
}

/* All deltas of the last index, and the new one. */
static void
join(struct index *next, const struct index *last,
    const struct chain_step *step)
{
	size_t n = last != NULL ? last->n : 0;

	if (!step->has_delta)
		return;
	next->deltas = mem_new(n + 1, sizeof(next->deltas[0]));
	if (n > 0)
		memcpy(next->deltas, last->deltas, n * sizeof(next->deltas[0]));
	next->deltas[n] = step->delta;
	next->n = n + 1;
}

/* Whether the last key state will do for the new state, too. */
static bool
key_will_do(const struct index *next, const struct index *last,
    const struct chain_step *step)
{
	size_t first;

	if (last == NULL ||
	    step->serial - last->snapshot_serial >= CHAIN_KEY_SECONDS)
		return false;
	first = index_from(next, last->snapshot_serial);
	return next->n - first <= CHAIN_KEY_DELTAS &&
	    CHAIN_KEY_SHARE * cost(next, first) <= step->snapshot.bytes;
}

/*
 * Whether the deltas from the i-th on are more than anybody wants: too many,
 * or not smaller than half of the snapshot, or no cheaper than that.
 */
static bool
is_much(const struct index *ix, size_t i, uint64_t snapshot)
{
	return ix->n - i > DELTAS_MAX || 2 * index_bytes(ix, i) >= snapshot ||
	    cost(ix, i) >= snapshot;
}

/*
 * Drops the oldest deltas while they are too much.  Never one that leads on
 * from the key state, nor the newest, which the head names, too.
 */
static void
drop(struct index *next, const struct chain_step *step)
{
	size_t first = 0;

	while (first + 1 < next->n &&
	    next->deltas[first].from < next->snapshot_serial &&
	    is_much(next, first, step->snapshot.bytes))
		first++;
	next->n -= first;
	if (first > 0)
		memmove(next->deltas, next->deltas + first,
		    next->n * sizeof(next->deltas[0]));
}

void
chain_next(struct index *next, const struct index *last,
    const struct chain_step *step)
{
	*next = (struct index){ .epoch = step->epoch,
		.serial = step->serial,
		.snapshot_serial = step->serial,
		.snapshot = step->snapshot };
	snprintf(next->db, sizeof(next->db), "%s", step->db);
	if (!goes_on(last, step))
		last = NULL;
	join(next, last, step);
	if (key_will_do(next, last, step)) {
		next->snapshot_serial = last->snapshot_serial;
		next->snapshot = last->snapshot;
	}
	drop(next, step);
}
