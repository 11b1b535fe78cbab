#include <stdlib.h>

#include "compiler/chain.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

#define T0 1795300000u

/* A snapshot, and one that four small deltas cost as much as. */
#define S     100000
#define SMALL (4 * (CHAIN_DELTA_BYTES + 10))

/* One build: how much later, and the bytes of its snapshot and delta. */
struct build {
	uint32_t later;
	uint64_t snapshot, delta; /* 0: none */
};

static struct object
object(uint64_t bytes, uint32_t serial)
{
	struct object o = object_of(&serial, sizeof(serial));

	o.bytes = bytes;
	return o;
}

/* The index after a build; the last one is freed. */
static void
go_on(struct index *x, const struct build *b)
{
	struct chain_step step = { .db = "rbl",
		.epoch = 1,
		.serial = (x->db[0] != '\0' ? x->serial : T0) + b->later,
		.has_delta = b->delta > 0 };
	struct object last = object(0, x->serial);
	struct index next;

	step.snapshot = object(b->snapshot, step.serial);
	step.delta.from = x->serial;
	step.delta.object = object(b->delta, ~step.serial);
	memcpy(step.delta.state, last.hash, sizeof(step.delta.state));
	chain_next(&next, x->db[0] != '\0' ? x : NULL, &step);
	index_clear(x);
	*x = next;
}

/* Builds at a minute's pace unless said; what is offered after the last. */
static const struct {
	const char *name;
	struct build builds[8];
	uint32_t key;  /* seconds since the key state */
	size_t deltas; /* offered */
} cases[] = {
	{ "the first", { { 0, S, 0 } }, 0, 0 },
	{ "a step", { { 0, S, 0 }, { 60, S, 10000 } }, 60, 1 },
	{ "two steps", { { 0, S, 0 }, { 60, S, 60 }, { 60, S, 60 } }, 120, 2 },
	{ "no delta", { { 0, S, 0 }, { 60, S, 100 }, { 60, S, 0 } }, 0, 0 },
	{ "an hour after the key state",
	    { { 0, S, 0 }, { 60, S, 60 }, { 3540, S, 60 } }, 0, 2 },
	{ "a second less", { { 0, S, 0 }, { 60, S, 60 }, { 3539, S, 60 } },
	    3599, 2 },
	{ "an eighth of the snapshot",
	    { { 0, S, 0 }, { 60, S, S / 8 - CHAIN_DELTA_BYTES } }, 60, 1 },
	{ "a byte more",
	    { { 0, S, 0 }, { 60, S, S / 8 - CHAIN_DELTA_BYTES + 1 } }, 0, 1 },
	{ "together a byte more",
	    { { 0, S, 0 }, { 60, S, 6000 },
		{ 60, S, S / 8 - 6000 - 2 * CHAIN_DELTA_BYTES + 1 } },
	    0, 2 },
	{ "more than an eighth of a snapshot that shrinks",
	    { { 0, S, 0 }, { 60, S, 5250 }, { 60, S * 9 / 10, 5250 } }, 0, 2 },
	{ "old steps go when they are half of the snapshot",
	    { { 0, S, 0 }, { 60, S, 10000 }, { 60, S, 10000 },
		{ 3600, S, 30000 } },
	    0, 2 },
	{ "what leads on from the key state stays",
	    { { 0, S, 0 }, { 60, S, 40 }, { 60, S, 40 }, { 60, S, 40 } }, 180,
	    3 },
	{ "of small ones no more than cost a small snapshot",
	    { { 0, SMALL, 0 }, { 60, SMALL, 10 }, { 60, SMALL, 10 },
		{ 60, SMALL, 10 }, { 60, SMALL, 10 }, { 60, SMALL, 10 } },
	    0, 3 },
	{ "but the newest in any case",
	    { { 0, 300, 0 }, { 60, 300, 10 }, { 60, 300, 10 } }, 0, 1 },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct index x = { 0 };

		for (size_t k = 0; cases[i].builds[k].snapshot > 0; k++)
			go_on(&x, &cases[i].builds[k]);
		is_int(x.serial - x.snapshot_serial, cases[i].key,
		    cases[i].name);
		is_int((long long)x.n, (long long)cases[i].deltas,
		    "  the deltas that are offered");
		index_clear(&x);
	}
}

/* What an index is of stays; what does not lead on is not taken over. */
static void
test_breaks(void)
{
	struct index x = { 0 }, next;
	struct chain_step step = { .db = "rbl",
		.epoch = 2,
		.serial = T0 + 120,
		.has_delta = true,
		.delta = { .from = T0 + 60, .object = { .bytes = 9 } },
		.snapshot = { .bytes = 1000 } };

	go_on(&x, &(struct build){ 0, 1000, 0 });
	go_on(&x, &(struct build){ 60, 1000, 10 });
	chain_next(&next, &x, &step);
	ok(next.snapshot_serial == T0 + 120 && next.n == 1 && next.epoch == 2,
	    "another epoch takes nothing over");
	index_clear(&next);
	step.epoch = 1;
	step.delta.from = T0;
	chain_next(&next, &x, &step);
	ok(next.snapshot_serial == T0 + 120 && next.n == 1,
	    "nor a delta from elsewhere");
	index_clear(&next);
	chain_next(&next, NULL, &step);
	ok(next.snapshot_serial == T0 + 120 && next.n == 1 &&
		next.serial == T0 + 120 && strcmp(next.db, "rbl") == 0,
	    "where the last index is lost the delta is offered alone");
	index_clear(&next);
	index_clear(&x);
}

/* Many small steps within the hour. */
static void
test_many(void)
{
	struct index x = { 0 };
	struct wr text = { 0 };

	go_on(&x, &(struct build){ 0, 10000000, 0 });
	for (int i = 0; i < CHAIN_KEY_DELTAS; i++)
		go_on(&x, &(struct build){ 1, 10000000, 10 });
	is_int(x.snapshot_serial, T0, "so many steps a key state is good for");
	go_on(&x, &(struct build){ 1, 10000000, 10 });
	is_int(x.snapshot_serial, x.serial, "and then there is another");
	is_int((long long)x.n, CHAIN_KEY_DELTAS + 1, "with all the steps");
	for (int i = 0; i < INDEX_DELTAS_MAX; i++)
		go_on(&x, &(struct build){ 1, 10000000, 10 });
	index_write(&text, &x);
	ok(text.len <= INDEX_MAX && text.len > INDEX_MAX * 9 / 10,
	    "and as many as there is room for");
	wr_free(&text);
	index_clear(&x);
}

static uint64_t
cost(const struct index *x, size_t i)
{
	return index_bytes(x, i) + (x->n - i) * (uint64_t)CHAIN_DELTA_BYTES;
}

/* What holds of every index in a history; says what does not. */
static const char *
broken(const struct index *x, const struct index *last, const struct build *b)
{
	size_t first = index_from(x, x->snapshot_serial);
	struct fail f = { 0 };
	struct wr text = { 0 };
	struct index again;
	const char *what = NULL;

	index_write(&text, x);
	if (text.len > INDEX_MAX)
		what = "it is too long";
	else if (index_parse(&again, (const char *)text.buf, text.len, &f) ==
	    -1)
		what = f.msg;
	else if (again.n != x->n)
		what = "it is not what it says";
	else if (!index_reaches(x, x->snapshot_serial))
		what = "no way from its snapshot";
	else if (b->delta > 0 &&
	    (x->n == 0 || x->deltas[x->n - 1].object.bytes != b->delta))
		what = "the newest step is not offered";
	else if (x->serial - x->snapshot_serial >= CHAIN_KEY_SECONDS ||
	    x->n - first > CHAIN_KEY_DELTAS ||
	    CHAIN_KEY_SHARE * cost(x, first) > b->snapshot)
		what = "a key state is due";
	else if (x->n > 1 && x->deltas[0].from < x->snapshot_serial &&
	    (2 * index_bytes(x, 0) >= b->snapshot || cost(x, 0) >= b->snapshot))
		what = "it offers more than is worth it";
	else if (x->snapshot_serial < last->snapshot_serial ||
	    (x->n > 0 && last->n > 0 &&
		x->deltas[0].from < last->deltas[0].from))
		what = "it offers what the one before did not";
	if (f.kind == FAIL_NONE && text.len <= INDEX_MAX)
		index_clear(&again);
	wr_free(&text);
	return what;
}

static uint32_t
below(uint32_t *random, uint32_t n)
{
	*random = *random * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(*random >> 8) * n >> 24);
}

/* A build of a history: mostly small steps, at times large ones or none. */
static struct build
any_build(uint32_t *random, uint32_t pace, uint64_t snapshot)
{
	struct build b = { pace, snapshot, 100 + below(random, 3000) };

	if (below(random, 20) == 0)
		b.later += below(random, 3 * pace);
	if (below(random, 200) == 0)
		b.delta = below(random, (uint32_t)snapshot);
	if (below(random, 700) == 0)
		b.delta = 0;
	return b;
}

/* A long history at a pace, of snapshots of about so many bytes. */
static void
test_law(const char *name, uint32_t pace, uint64_t size, int builds)
{
	struct index x = { 0 };
	const char *what = NULL;
	uint32_t random = pace;
	size_t most = 0, keys = 0;

	for (int i = 0; i < builds && what == NULL; i++) {
		struct build b = any_build(&random, pace,
		    size + below(&random, (uint32_t)size / 10));
		struct index_delta first = { 0 };
		struct index last = { .snapshot_serial = x.snapshot_serial,
			.n = x.n > 0 ? 1 : 0,
			.deltas = &first };

		if (x.n > 0)
			first = x.deltas[0];
		go_on(&x, &b);
		what = broken(&x, &last, &b);
		most = x.n > most ? x.n : most;
		keys += x.snapshot_serial == x.serial;
	}
	ok(what == NULL, "%s%s%s", name, what != NULL ? ": " : "",
	    what != NULL ? what : "");
	printf("# %zu deltas at most, %zu key states\n", most, keys);
	index_clear(&x);
}

int
main(void)
{
	test_cases();
	test_breaks();
	test_many();
	test_law("every second", 1, 30000000, 3000);
	test_law("every minute", 60, 1500000, 3000);
	test_law("every minute a small set", 60, 20000, 2000);
	test_law("every hour", 3600, 1500000, 2000);
	return tap_end();
}
