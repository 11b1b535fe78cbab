#include <stdio.h>
#include <string.h>

#include "formats/delta.h"
#include "keys/apply.h"
#include "subscriber/trust.h"
#include "tests/unit/tap.h"

#define T0 1795300000u /* the serial held */

static const struct trust_clock clock = { T0 + 600, 120 };

/* What is held, and what comes next to it: a step of a minute. */
static struct head
head_at(uint32_t serial, uint32_t time, uint8_t hash)
{
	return (struct head){ .db = "rbl",
		.epoch = 3,
		.serial = serial,
		.time = time,
		.fresh_until = time + 300,
		.valid_until = time + 3600,
		.entries = 1000,
		.snapshot = { 50000, { hash } },
		.index = { 700, { 1 } },
		.has_delta = true,
		.delta_from = T0,
		.delta = { 300, { 2 } } };
}

/* One head against what is held: what is refused, or the news. */
struct head_case {
	const char *name;
	void (*change)(struct head *, struct trust_held *);
	enum fail_kind want;
	enum trust_news news;
	const char *says; /* in the message */
};

#define CHANGE(name, what)                                                     \
	static void name(struct head *h, struct trust_held *held)              \
	{                                                                      \
		(void)h, (void)held;                                           \
		what;                                                          \
	}

/* The same head as held: T0, of T0 + 60. */
#define AS_HELD                                                                \
	h->serial = T0;                                                        \
	h->time = T0 + 60;                                                     \
	h->snapshot.hash[0] = 7

CHANGE(nothing, )
CHANGE(same, AS_HELD)
CHANGE(beat, AS_HELD; h->time++)
CHANGE(none_held, held->head = NULL)
CHANGE(no_set, held->set = false)
CHANGE(no_set_same, AS_HELD; held->set = false)
CHANGE(revoked, held->revoked = true)
CHANGE(revoked_split, AS_HELD; h->snapshot.hash[0]++; held->revoked = true)
CHANGE(revoked_back, h->serial = T0 - 1; held->revoked = true)
CHANGE(far, h->delta_from = T0 - 1)
CHANGE(far_no_delta, h->has_delta = false)
CHANGE(far_big_delta, h->delta.bytes = 50001)
CHANGE(serial_back, h->serial = T0 - 1)
CHANGE(time_back, AS_HELD; h->time--; h->fresh_until = T0 + 599)
CHANGE(behind_time, AS_HELD; h->time--; h->fresh_until = T0 + 600)
CHANGE(behind, h->serial = T0 - 60; h->time = T0; h->fresh_until = T0 + 600)
CHANGE(behind_late, h->serial = T0 - 60; h->time = T0;
       h->fresh_until = T0 + 599)
CHANGE(behind_no_set, h->serial = T0 - 60; h->time = T0; held->set = false)
CHANGE(behind_revoked, h->serial = T0 - 60; h->time = T0; held->revoked = true)
CHANGE(behind_split, AS_HELD; h->time--; h->snapshot.hash[0]++)
CHANGE(split, AS_HELD; h->snapshot.hash[0]++)
CHANGE(split_size, AS_HELD; h->snapshot.bytes++)
CHANGE(split_damaged, AS_HELD; h->snapshot.hash[0]++; held->set = false)
CHANGE(time_edge, h->time = T0 + 720)
CHANGE(time_ahead, h->time = T0 + 721)
CHANGE(serial_ahead, h->serial = h->time + 1)
CHANGE(serial_most, h->serial = UINT32_MAX)
CHANGE(valid_edge, h->valid_until = T0 + 600)
CHANGE(frozen, h->valid_until = T0 + 599)
CHANGE(frozen_same, AS_HELD; h->valid_until = T0 + 599)
CHANGE(epoch_back, h->epoch = 2)
CHANGE(epoch_raised, h->epoch = 4)
CHANGE(epoch_raised_back, h->epoch = 4; h->serial = T0 - 900;
       h->time = T0 - 900)
CHANGE(epoch_raised_frozen, h->epoch = 4; h->valid_until = T0)
CHANGE(snapshot_size, h->snapshot.bytes = TRUST_BYTES_MAX + 1)
CHANGE(entries_many, h->entries = APPLY_ENTRIES_MAX + 1)
CHANGE(index_size, h->index.bytes = INDEX_MAX + 1)

static const struct head_case head_cases[] = {
	{ "a step", nothing, FAIL_NONE, TRUST_STEP, "" },
	{ "the very same", same, FAIL_NONE, TRUST_SAME, "" },
	{ "a heartbeat", beat, FAIL_NONE, TRUST_BEAT, "" },
	{ "nothing held", none_held, FAIL_NONE, TRUST_WHOLE, "" },
	{ "a set that is damaged", no_set, FAIL_NONE, TRUST_WHOLE, "" },
	{ "and its own head again", no_set_same, FAIL_NONE, TRUST_WHOLE, "" },
	{ "held by a revoked key", revoked, FAIL_NONE, TRUST_WHOLE, "" },
	{ "which had the serial, too", revoked_split, FAIL_NONE, TRUST_WHOLE,
	    "" },
	{ "but not before it", revoked_back, FAIL_ROLLBACK, 0, "serial" },
	{ "a delta from elsewhere", far, FAIL_NONE, TRUST_FAR, "" },
	{ "no delta", far_no_delta, FAIL_NONE, TRUST_FAR, "" },
	{ "a delta of more bytes than the snapshot", far_big_delta, FAIL_NONE,
	    TRUST_FAR, "" },
	{ "a lower serial", serial_back, FAIL_ROLLBACK, 0,
	    "serial 1795299999 is before 1795300000" },
	{ "an earlier time", time_back, FAIL_ROLLBACK, 0, "time" },
	{ "unless that is fresh yet", behind_time, FAIL_NONE, TRUST_BEHIND,
	    "" },
	{ "but not with an earlier serial", behind, FAIL_ROLLBACK, 0,
	    "serial" },
	{ "which is no more", behind_late, FAIL_ROLLBACK, 0, "serial" },
	{ "nor for one whose set is damaged", behind_no_set, FAIL_ROLLBACK, 0,
	    "serial" },
	{ "or by a revoked key", behind_revoked, FAIL_ROLLBACK, 0, "serial" },
	{ "two histories, also of before", behind_split, FAIL_SPLIT, 0,
	    "two histories" },
	{ "the serial with another hash", split, FAIL_SPLIT, 0,
	    "two histories" },
	{ "or another size", split_size, FAIL_SPLIT, 0, "two histories" },
	{ "also where the set is damaged", split_damaged, FAIL_SPLIT, 0,
	    "two histories" },
	{ "a clock ahead by the skew", time_edge, FAIL_NONE, TRUST_STEP, "" },
	{ "by more", time_ahead, FAIL_FUTURE, 0, "the head is of" },
	{ "a serial ahead of the time", serial_ahead, FAIL_FUTURE, 0,
	    "ahead of its head's" },
	{ "the highest serial", serial_most, FAIL_FUTURE, 0,
	    "serial 4294967295" },
	{ "the last second of its time", valid_edge, FAIL_NONE, TRUST_STEP,
	    "" },
	{ "the next", frozen, FAIL_STALE, 0, "good until" },
	{ "the same head for too long", frozen_same, FAIL_STALE, 0, "frozen" },
	{ "an epoch that is over", epoch_back, FAIL_WRONG, 0, "epoch 2" },
	{ "a raised epoch", epoch_raised, FAIL_NONE, TRUST_WHOLE, "" },
	{ "in which all begins anew", epoch_raised_back, FAIL_NONE, TRUST_WHOLE,
	    "" },
	{ "but not freshness", epoch_raised_frozen, FAIL_STALE, 0,
	    "good until" },
	{ "a snapshot without end", snapshot_size, FAIL_SIZE, 0, "snapshot" },
	{ "too many entries", entries_many, FAIL_SIZE, 0, "entries" },
	{ "an index without end", index_size, FAIL_SIZE, 0, "index" },
};

static void
test_heads(void)
{
	const struct head old = head_at(T0, T0 + 60, 7);

	for (size_t i = 0; i < sizeof(head_cases) / sizeof(head_cases[0]);
	     i++) {
		const struct head_case *c = &head_cases[i];
		struct head h = head_at(T0 + 540, T0 + 540, 8);
		struct trust_held held = { &old, true, false };
		enum trust_news news = TRUST_SAME;
		struct fail f = { 0 };

		c->change(&h, &held);
		trust_head(&h, &held, clock, &news, &f);
		ok(f.kind == c->want &&
			(c->want == FAIL_NONE ? news == c->news
					      : strstr(f.msg, c->says) != NULL),
		    "%s", c->name);
		if (f.kind != c->want || c->want != FAIL_NONE)
			printf("# %d %s\n", f.kind, f.msg);
	}
}

static void
test_catalogs(void)
{
	struct catalog c = { .time = T0, .valid_until = T0 + 600 };
	struct fail f = { 0 };

	ok(trust_catalog(&c, clock, &f) == 0, "a catalog in its last second");
	c.valid_until--;
	ok(trust_catalog(&c, clock, &f) == -1 && f.kind == FAIL_STALE,
	    "past it");
	f = (struct fail){ 0 };
	c = (struct catalog){ .time = T0 + 721, .valid_until = UINT32_MAX };
	ok(trust_catalog(&c, clock, &f) == -1 && f.kind == FAIL_FUTURE,
	    "ahead of the clock");
	f = (struct fail){ 0 };
	c.time = UINT32_MAX;
	ok(trust_catalog(&c, (struct trust_clock){ UINT32_MAX - 1, 120 }, &f) ==
		0,
	    "at the end of time");
}

static void
test_until(void)
{
	const struct head h = head_at(T0, T0, 7);

	is_int(trust_until(&h, T0 + 9999, T0 + 9999), T0 + 3600,
	    "a head is good as long as it says");
	is_int(trust_until(&h, T0 + 9, T0 + 9999), T0 + 9,
	    "but no longer than its key");
	is_int(trust_until(&h, T0 + 9999, T0 + 8), T0 + 8, "or its catalog");
}

/* From T0 in three steps to T0 + 180, with a snapshot after the first. */
static struct index_delta steps[] = {
	{ T0, { 300, { 0 } }, { 7 } },
	{ T0 + 60, { 400, { 0 } }, { 9 } },
	{ T0 + 120, { 500, { 0 } }, { 10 } },
};

static struct index
index_of(void)
{
	return (struct index){ .db = "rbl",
		.epoch = 3,
		.serial = T0 + 180,
		.snapshot_serial = T0 + 60,
		.snapshot = { 2000, { 9 } },
		.deltas = steps,
		.n = 3 };
}

struct index_case {
	const char *name;
	void (*change)(struct index *, struct trust_held *);
	enum fail_kind want;
};

#undef CHANGE
#define CHANGE(name, what)                                                     \
	static void name(struct index *ix, struct trust_held *held)            \
	{                                                                      \
		(void)ix, (void)held;                                          \
		what;                                                          \
	}

static struct head split_head, later_head;

CHANGE(as_it_is, )
CHANGE(other_db, ix->db[0] = 'd')
CHANGE(other_epoch, ix->epoch++)
CHANGE(other_serial, ix->serial++)
CHANGE(other_state, held->head = &split_head)
CHANGE(other_state_revoked, held->head = &split_head; held->revoked = true)
CHANGE(other_key_state, held->head = &later_head)
CHANGE(no_held, held->head = NULL)
CHANGE(no_way, ix->snapshot_serial++)
CHANGE(last_other, ix->snapshot_serial = ix->serial)
CHANGE(way_size, ix->snapshot.bytes = TRUST_BYTES_MAX)

static const struct index_case index_cases[] = {
	{ "an index", as_it_is, FAIL_NONE },
	{ "to one who holds nothing", no_held, FAIL_NONE },
	{ "of another database", other_db, FAIL_WRONG },
	{ "of another epoch", other_epoch, FAIL_WRONG },
	{ "of another serial", other_serial, FAIL_WRONG },
	{ "with another state at the serial held", other_state, FAIL_SPLIT },
	{ "or another snapshot", other_key_state, FAIL_SPLIT },
	{ "unless that was by a revoked key", other_state_revoked, FAIL_NONE },
	{ "with a snapshot that leads nowhere", no_way, FAIL_WRONG },
	{ "with another snapshot than the head", last_other, FAIL_WRONG },
	{ "with a way over the limit", way_size, FAIL_SIZE },
};

static void
test_indexes(void)
{
	const struct head old = head_at(T0, T0 + 60, 7);
	const struct head h = head_at(T0 + 180, T0 + 180, 8);

	split_head = head_at(T0, T0 + 60, 6);
	later_head = head_at(T0 + 60, T0 + 60, 6);
	for (size_t i = 0; i < sizeof(index_cases) / sizeof(index_cases[0]);
	     i++) {
		const struct index_case *c = &index_cases[i];
		struct trust_held held = { &old, true, false };
		struct index ix = index_of();
		struct fail f = { 0 };

		c->change(&ix, &held);
		trust_index(&ix, &h, &held, &f);
		ok(f.kind == c->want, "%s", c->name);
		if (f.kind != FAIL_NONE)
			printf("# %d %s\n", f.kind, f.msg);
	}
}

/* The bytes around an object. */
#define AROUND 256

/* The way of one who holds a serial. */
static struct trust_way
way_from(const struct index *ix, uint32_t serial, uint32_t epoch, bool set)
{
	struct head old = head_at(serial, serial, 7);
	struct trust_held held = { &old, set, false };

	old.epoch = epoch;
	return trust_way(ix, &held, AROUND);
}

static bool
is_way(struct trust_way w, bool snapshot, size_t first, uint64_t bytes)
{
	return w.snapshot == snapshot && w.first == first && w.bytes == bytes;
}

static void
test_ways(void)
{
	struct index ix = index_of();
	struct trust_held none = { 0 };

	ok(is_way(trust_way(&ix, &none, AROUND), true, 1, 2900),
	    "from nothing");
	ok(is_way(way_from(&ix, T0, 3, true), false, 0, 1200), "far behind");
	ok(is_way(way_from(&ix, T0 + 120, 3, true), false, 2, 500),
	    "a step behind");
	ok(is_way(way_from(&ix, T0 - 60, 3, true), true, 1, 2900),
	    "from before the first delta");
	ok(is_way(way_from(&ix, T0 + 30, 3, true), true, 1, 2900),
	    "from a serial that is none");
	ok(is_way(way_from(&ix, T0, 2, true), true, 1, 2900),
	    "from another epoch");
	ok(is_way(way_from(&ix, T0, 3, false), true, 1, 2900),
	    "from a damaged set");
	ix.snapshot.bytes = 299;
	ok(is_way(way_from(&ix, T0, 3, true), true, 1, 1199),
	    "the snapshot, where that is fewer bytes");
	ix.snapshot.bytes = 300;
	ok(is_way(way_from(&ix, T0, 3, true), false, 0, 1200),
	    "the deltas, where they are as many");
	ix.snapshot_serial = ix.serial;
	ok(is_way(trust_way_whole(&ix), true, 3, 300),
	    "a snapshot of the serial itself");
	for (uint32_t at = T0; at <= T0 + 180; at += 60)
		ok(way_from(&ix, at, 3, true).bytes <= 300,
		    "from %u never more bytes than it", at);
	ix.snapshot.bytes = 1200 + 2 * AROUND;
	ok(is_way(way_from(&ix, T0, 3, true), false, 0, 1200),
	    "deltas, for all that is around each");
	ix.snapshot.bytes--;
	ok(way_from(&ix, T0, 3, true).snapshot, "or else the snapshot");
}

int
main(void)
{
	test_heads();
	test_catalogs();
	test_until();
	test_indexes();
	test_ways();
	ok(trust_graver(FAIL_SPLIT, FAIL_NETWORK) &&
		trust_graver(FAIL_NETWORK, FAIL_NONE) &&
		trust_graver(FAIL_SYSTEM, FAIL_SPLIT) &&
		!trust_graver(FAIL_STALE, FAIL_STALE),
	    "an attack is graver than an outage");
	return tap_end();
}
