#include <inttypes.h>
#include <string.h>

#include "formats/stamp.h"
#include "keys/apply.h"
#include "subscriber/trust.h"

/* Is a time ahead of what any good clock may say? */
static bool
is_ahead(uint32_t time, struct trust_clock c)
{
	return time > (uint64_t)c.now + c.skew;
}

static int
ahead(const char *what, uint32_t time, struct trust_clock c, struct fail *f)
{
	char said[STAMP_TEXT], now[STAMP_TEXT];

	stamp_text(said, time);
	stamp_text(now, c.now);
	return fail(f, FAIL_FUTURE,
	    "%s is of %s, but here it is %s: one of the clocks is wrong, or "
	    "somebody runs ahead",
	    what, said, now);
}

static int
past(const char *what, uint32_t until, struct trust_clock c, struct fail *f)
{
	char said[STAMP_TEXT], now[STAMP_TEXT];

	stamp_text(said, until);
	stamp_text(now, c.now);
	return fail(f, FAIL_STALE,
	    "%s was good until %s, and here it is %s: the source is frozen, or "
	    "the clock is wrong",
	    what, said, now);
}

int
trust_catalog(const struct catalog *c, struct trust_clock clock, struct fail *f)
{
	if (is_ahead(c->time, clock))
		return ahead("the catalog", c->time, clock, f);
	if (clock.now > c->valid_until)
		return past("the catalog", c->valid_until, clock, f);
	return 0;
}

static uint32_t
sooner(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

uint32_t
trust_until(const struct head *h, uint32_t key_until, uint32_t catalog_until)
{
	return sooner(h->valid_until, sooner(key_until, catalog_until));
}

static int
check_limits(const struct head *h, struct fail *f)
{
	if (h->snapshot.bytes > TRUST_BYTES_MAX)
		return fail(f, FAIL_SIZE,
		    "a snapshot of %" PRIu64 " bytes is over the limit of %ju",
		    h->snapshot.bytes, (uintmax_t)TRUST_BYTES_MAX);
	if (h->entries > APPLY_ENTRIES_MAX)
		return fail(f, FAIL_SIZE,
		    "a set of %" PRIu64 " entries is over the limit of %ju",
		    h->entries, (uintmax_t)APPLY_ENTRIES_MAX);
	if (h->index.bytes > INDEX_MAX)
		return fail(f, FAIL_SIZE,
		    "an index of %" PRIu64 " bytes is over the limit of %d",
		    h->index.bytes, INDEX_MAX);
	return 0;
}

static int
rollback(const char *what, uint32_t have, uint32_t seen, struct fail *f)
{
	return fail(f, FAIL_ROLLBACK,
	    "%s %" PRIu32 " is before %" PRIu32 ", which was seen already",
	    what, have, seen);
}

/*
 * Is it older than what is held and in service, but one that its publisher
 * still lets pass for the newest?
 */
static bool
is_behind(const struct head *h, const struct trust_held *held, uint32_t now)
{
	return held->head != NULL && held->set && !held->revoked &&
	    h->epoch == held->head->epoch && h->serial == held->head->serial &&
	    h->time < held->head->time && now <= h->fresh_until;
}

/* Within one epoch nothing goes back, and nothing has two contents. */
static int
check_forward(const struct head *h, const struct trust_held *held, uint32_t now,
    struct fail *f)
{
	if (h->serial == held->head->serial && !held->revoked &&
	    !object_same(&h->snapshot, &held->head->snapshot))
		return fail(f, FAIL_SPLIT,
		    "serial %" PRIu32
		    " is held with another snapshot: its key signed two "
		    "histories",
		    h->serial);
	if (is_behind(h, held, now))
		return 0;
	if (h->serial < held->head->serial)
		return rollback("serial", h->serial, held->head->serial, f);
	if (h->time < held->head->time)
		return rollback("time", h->time, held->head->time, f);
	return 0;
}

static int
check_held(const struct head *h, const struct trust_held *held, uint32_t now,
    struct fail *f)
{
	if (held->head == NULL || h->epoch > held->head->epoch)
		return 0;
	if (h->epoch < held->head->epoch)
		return fail(f, FAIL_WRONG,
		    "epoch %" PRIu32 " is over: %" PRIu32 " was seen already",
		    h->epoch, held->head->epoch);
	return check_forward(h, held, now, f);
}

static enum trust_news
news_of(const struct head *h, const struct trust_held *held, uint32_t now)
{
	if (is_behind(h, held, now))
		return TRUST_BEHIND;
	if (held->head == NULL || !held->set || held->revoked ||
	    h->epoch != held->head->epoch)
		return TRUST_WHOLE;
	if (h->serial == held->head->serial)
		return h->time == held->head->time ? TRUST_SAME : TRUST_BEAT;
	if (h->has_delta && h->delta_from == held->head->serial &&
	    h->delta.bytes <= h->snapshot.bytes)
		return TRUST_STEP;
	return TRUST_FAR;
}

int
trust_head(const struct head *h, const struct trust_held *held,
    struct trust_clock clock, enum trust_news *news, struct fail *f)
{
	if (is_ahead(h->time, clock))
		return ahead("the head", h->time, clock, f);
	if (h->serial > h->time)
		return fail(f, FAIL_FUTURE,
		    "serial %" PRIu32
		    " is ahead of its head's own time, %" PRIu32
		    ": somebody runs ahead",
		    h->serial, h->time);
	if (check_held(h, held, clock.now, f) == -1)
		return -1;
	if (clock.now > h->valid_until)
		return past("the head", h->valid_until, clock, f);
	*news = news_of(h, held, clock.now);
	return check_limits(h, f);
}

/* Has the index another state under a serial than a head had? */
static bool
is_split(const struct index *ix, const struct head *h)
{
	if (ix->snapshot_serial == h->serial &&
	    memcmp(ix->snapshot.hash, h->snapshot.hash, OBJECT_HASH_LEN) != 0)
		return true;
	for (size_t i = 0; i < ix->n; i++)
		if (ix->deltas[i].from == h->serial)
			return memcmp(ix->deltas[i].state, h->snapshot.hash,
				   OBJECT_STATE_LEN) != 0;
	return false;
}

static int
check_way(const struct index *ix, struct fail *f)
{
	struct trust_way whole = trust_way_whole(ix);

	if (!index_reaches(ix, ix->snapshot_serial))
		return fail(f, FAIL_WRONG,
		    "no deltas lead from its snapshot, %" PRIu32
		    ", to its serial",
		    ix->snapshot_serial);
	if (ix->snapshot.bytes > TRUST_BYTES_MAX ||
	    whole.bytes > TRUST_BYTES_MAX)
		return fail(f, FAIL_SIZE,
		    "%" PRIu64 " bytes to its serial are over the limit of %ju",
		    whole.bytes, (uintmax_t)TRUST_BYTES_MAX);
	return 0;
}

int
trust_index(const struct index *ix, const struct head *h,
    const struct trust_held *held, struct fail *f)
{
	if (strcmp(ix->db, h->db) != 0 || ix->epoch != h->epoch ||
	    ix->serial != h->serial)
		return fail(f, FAIL_WRONG,
		    "is of %s, epoch %" PRIu32 ", serial %" PRIu32
		    "; want %s, %" PRIu32 ", %" PRIu32,
		    ix->db, ix->epoch, ix->serial, h->db, h->epoch, h->serial);
	if (is_split(ix, h))
		return fail(f, FAIL_WRONG,
		    "has another snapshot for serial %" PRIu32 " than its head",
		    h->serial);
	if (held->head != NULL && !held->revoked &&
	    held->head->epoch == ix->epoch && is_split(ix, held->head))
		return fail(f, FAIL_SPLIT,
		    "has another state for serial %" PRIu32
		    " than is held: its key signed two histories",
		    held->head->serial);
	return check_way(ix, f);
}

struct trust_way
trust_way_whole(const struct index *ix)
{
	struct trust_way way = { .snapshot = true,
		.first = index_from(ix, ix->snapshot_serial) };

	way.bytes = ix->snapshot.bytes + index_bytes(ix, way.first);
	return way;
}

/* The bytes that fetching it takes. */
static uint64_t
cost(const struct index *ix, const struct trust_way *way, uint64_t around)
{
	size_t objects = ix->n - way->first + way->snapshot;

	return way->bytes + objects * around;
}

struct trust_way
trust_way(const struct index *ix, const struct trust_held *held,
    uint64_t around)
{
	struct trust_way whole = trust_way_whole(ix), way = { 0 };

	if (held->head == NULL || !held->set || held->revoked ||
	    held->head->epoch != ix->epoch ||
	    !index_reaches(ix, held->head->serial))
		return whole;
	way.first = index_from(ix, held->head->serial);
	way.bytes = index_bytes(ix, way.first);
	return cost(ix, &way, around) <= cost(ix, &whole, around) ? way : whole;
}

/* From what a machine suffers daily to what somebody has to have done. */
static unsigned
gravity(enum fail_kind kind)
{
	static const enum fail_kind order[] = { FAIL_NONE, FAIL_NETWORK,
		FAIL_LATER, FAIL_REFUSED, FAIL_SLOW, FAIL_MISSING, FAIL_SIZE,
		FAIL_FORMAT, FAIL_STALE, FAIL_FUTURE, FAIL_ROLLBACK, FAIL_WRONG,
		FAIL_HASH, FAIL_TRUST, FAIL_KEY, FAIL_ROOTS, FAIL_SPLIT,
		FAIL_HOOK, FAIL_SYSTEM };

	unsigned n = sizeof(order) / sizeof(order[0]);

	for (unsigned i = 0; i < n; i++)
		if (order[i] == kind)
			return i;
	return n;
}

bool
trust_graver(enum fail_kind kind, enum fail_kind than)
{
	return gravity(kind) > gravity(than);
}
