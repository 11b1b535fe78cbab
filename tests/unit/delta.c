#include <stdlib.h>
#include <string.h>

#include "formats/delta.h"
#include "formats/recent.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/splitmix.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

#define SERIAL 1763764800

static uint64_t seed;

static uint64_t
number(void)
{
	return splitmix_next(&seed);
}

static uint64_t
below(uint64_t n)
{
	return number() % n;
}

/* What is listed is one of so many cells, which lie side by side or apart. */
#define CELLS 1024

struct cell {
	uint32_t until;
	uint32_t value; /* from 1, 0 where nothing is listed */
};

/* What a walk looks like. */
struct shape {
	const char *name;
	bool in[FAMILIES];
	unsigned width; /* a cell has 2^width addresses; IPv6: 4 times that */
	unsigned apart; /* and at most so many bits between it and the next */
	unsigned values;
	unsigned changes; /* a step */
	unsigned most;    /* cells a change */
	unsigned ends;    /* of 16 listings so many end */
	bool other_rules;
	unsigned recent; /* steps that what leaves is remembered for */
	uint64_t sum;    /* of the bytes, which never change */
};

static const struct shape shapes[] = {
	{ "hosts apart", { 1, 0 }, 0, 12, 1, 30, 1, 0, 0, 0,
	    0xa732b56c8f1de3af },
	{ "hosts side by side", { 1, 0 }, 0, 0, 1, 30, 1, 0, 0, 0,
	    0x288777fe73fe41d3 },
	{ "hosts near each other", { 1, 0 }, 0, 2, 2, 30, 3, 0, 0, 0,
	    0x7d621e664878f5ba },
	{ "blocks", { 1, 0 }, 8, 0, 1, 20, 40, 0, 0, 0, 0x584fb24e73f6a34d },
	{ "blocks of many values", { 1, 0 }, 5, 3, 200, 20, 9, 0, 0, 0,
	    0xf381624e411b595c },
	{ "all of IPv4", { 1, 0 }, 22, 0, 3, 9, 700, 0, 0, 0,
	    0x40d738188a8f6c9b },
	{ "all of IPv6", { 0, 1 }, 29, 0, 2, 9, 700, 0, 0, 0,
	    0x63bdd32e4c9b5338 },
	{ "all of both", { 1, 1 }, 22, 0, 1, 9, 900, 0, 0, 0,
	    0x5c5ee6c150e7df0f },
	{ "IPv6 hosts", { 0, 1 }, 0, 15, 1, 20, 1, 0, 0, 0,
	    0x99475312ef7a6265 },
	{ "IPv6 blocks", { 0, 1 }, 16, 2, 2, 20, 40, 2, 0, 0,
	    0x61416fab60a4d67d },
	{ "a quick list", { 1, 0 }, 0, 10, 1, 40, 1, 16, 0, 0,
	    0x3e73af13d658eb0 },
	{ "a dense quick list", { 1, 1 }, 0, 0, 2, 40, 2, 16, 0, 0,
	    0xd022efd8b567b939 },
	{ "some end", { 1, 1 }, 0, 1, 3, 20, 20, 8, 1, 0, 0x72f17613f0d0cfcb },
	{ "hosts come back", { 1, 1 }, 0, 3, 2, 200, 1, 2, 0, 3,
	    0x92e1a4aa9afafe48 },
	{ "blocks come back", { 1, 1 }, 8, 0, 3, 60, 40, 0, 0, 64,
	    0xe5bf12e57230d7bb },
	{ "all comes back", { 0, 1 }, 29, 0, 2, 9, 700, 4, 0, 2,
	    0x4c023893d3bc6d4f },
	{ "sometimes some comes back", { 1, 0 }, 4, 1, 2, 90, 9, 1, 1, 5,
	    0xdf2d6c3c559cb72e },
	{ "nothing happens", { 1, 1 }, 0, 3, 3, 0, 1, 0, 0, 0,
	    0xe61a8a1336a41d4d },
};

static const struct snapshot_id first_id = { "qil", 7, SERIAL,
	{ 2, 5, 10, 20, 40, 80, 90 }, 7, 0 };

/* One state of a walk. */
struct state {
	struct cell cells[FAMILIES][CELLS];
	struct delta_end end;
	struct wr bytes; /* of its snapshot */
};

static u128
cell_first(const struct shape *s, enum family family, size_t i)
{
	unsigned width = family == IP6 ? 4 * s->width : s->width;
	unsigned apart = family == IP6 ? 4 * s->apart : s->apart;
	u128 at = (u128)i << (width + apart);

	if (apart > 0)
		at += (u128)((i * 0x9e3779b97f4a7c15 >> 32) %
			  ((uint64_t)1 << (apart < 32 ? apart : 31)))
		    << width;
	return at;
}

static u128
cell_last(const struct shape *s, enum family family, size_t i)
{
	unsigned width = family == IP6 ? 4 * s->width : s->width;

	return cell_first(s, family, i) + (((u128)1 << width) - 1);
}

static uint32_t
some_until(const struct shape *s, const struct snapshot_id *id, u128 first)
{
	uint32_t grain = id->grains[below(id->ngrains)];
	uint32_t until = id->serial / 60 + (uint32_t)below(8);

	if (below(16) >= s->ends)
		return 0;
	if (below(20) == 0)
		return (uint32_t)number() | 1;
	if (below(3) == 0)
		return until;
	until -= until % grain;
	return until + grain_phase(first, grain);
}

static void
some_label(const struct shape *s, const struct snapshot_id *id,
    struct cell *cell, u128 first)
{
	*cell = (struct cell){ some_until(s, id, first),
		1 + (uint32_t)below(s->values) };
}

/* What has ended is mostly left out, or listed again. */
static void
end_cells(const struct shape *s, struct state *x, int f)
{
	for (size_t i = 0; i < CELLS; i++) {
		struct cell *cell = &x->cells[f][i];

		if (cell->value == 0 || cell->until == 0 ||
		    cell->until > x->end.id.serial / 60 || below(20) == 0)
			continue;
		cell->value = 0;
		if (below(3) == 0)
			some_label(s, &x->end.id, cell,
			    cell_first(s, (enum family)f, i));
	}
}

static void
change_cells(const struct shape *s, struct state *x, int f)
{
	for (unsigned k = 0; k < s->changes; k++) {
		size_t i = below(CELLS), n = 1 + below(s->most);
		struct cell new = { 0 };

		if (below(2) == 0)
			some_label(s, &x->end.id, &new,
			    cell_first(s, (enum family)f, i));
		for (; n > 0 && i < CELLS; n--, i++)
			x->cells[f][i] = new;
	}
}

/*
 * The set of a state, after the one before it if there is one; its dictionary
 * is in an order of its own.
 */
static void
make_set(const struct shape *s, const struct state *before, struct state *x)
{
	struct set *set = set_new();
	uint16_t ids[256] = { 0 };

	for (unsigned i = 0; i < s->values; i++) {
		unsigned v = (i * 7 + x->end.id.serial) % s->values;
		char text[32];
		int n = snprintf(text, sizeof(text), "why %u $", v * 7919);

		ids[v] = values_add(set_values(set), 0x7f000002 + v % 3, text,
		    (size_t)n);
	}
	for (int f = 0; f < FAMILIES; f++) {
		for (size_t i = 0; s->in[f] && i < CELLS; i++) {
			const struct cell *cell = &x->cells[f][i];
			struct listing l = { { cell_first(s, (enum family)f, i),
						 cell_last(s, (enum family)f,
						     i),
						 (enum family)f },
				cell->until, 0 };

			if (cell->value == 0)
				continue;
			l.value = ids[cell->value - 1];
			set_add(set, &l);
		}
	}
	x->end.set = set;
	if (before != NULL)
		set_remember(set,
		    recent_after(before->end.set, set, x->end.id.recent));
	snapshot_encode(&x->bytes, set, &x->end.id);
	memset(x->end.state, (int)x->end.id.serial & 255, OBJECT_STATE_LEN);
}

static void
first_state(const struct shape *s, struct state *x)
{
	memset(x, 0, sizeof(*x));
	x->end.id = first_id;
	x->end.id.recent = (uint16_t)s->recent;
	for (int f = 0; f < FAMILIES; f++) {
		for (size_t i = 0; i < CELLS; i++) {
			if (below(3) == 0)
				some_label(s, &x->end.id, &x->cells[f][i],
				    cell_first(s, (enum family)f, i));
		}
	}
	make_set(s, NULL, x);
}

static void
next_state(const struct shape *s, const struct state *before, struct state *x)
{
	memset(x, 0, sizeof(*x));
	memcpy(x->cells, before->cells, sizeof(x->cells));
	x->end.id = before->end.id;
	x->end.id.serial += 60 + (uint32_t)below(100);
	if (s->other_rules)
		x->end.id.ngrains = (uint16_t)(1 + below(7));
	if (s->other_rules && s->recent > 0)
		x->end.id.recent = (uint16_t)below(s->recent + 1);
	for (int f = 0; f < FAMILIES; f++) {
		end_cells(s, x, f);
		change_cells(s, x, f);
	}
	make_set(s, before, x);
}

static void
free_state(struct state *x)
{
	set_free(x->end.set);
	wr_free(&x->bytes);
}

static bool
same_bytes(const struct wr *a, const struct wr *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->buf, b->buf, a->len) == 0);
}

/* Whether a delta makes of one end just the other, and is the one delta. */
static bool
leads_to(const struct wr *delta, const struct delta_end *from,
    const struct state *want, struct delta_end *to)
{
	struct wr bytes = { 0 }, again = { 0 };
	struct fail f = { 0 };
	bool good = false;

	if (delta_apply(rd_over(delta->buf, delta->len), from, to, &f) == -1) {
		printf("# %s\n", f.msg);
		return false;
	}
	snapshot_encode(&bytes, to->set, &to->id);
	delta_make(&again, from, to);
	good = same_bytes(&bytes, &want->bytes) && same_bytes(&again, delta) &&
	    memcmp(to->state, want->end.state, OBJECT_STATE_LEN) == 0;
	wr_free(&bytes);
	wr_free(&again);
	return good;
}

#define STEPS 7

/* Goes from the first to the last state in steps of any lengths. */
static bool
path_leads(const struct state *states)
{
	struct delta_end at = states[0].end, next;
	bool good = true;

	for (size_t i = 0; good && i < STEPS;) {
		size_t to = i + 1 + below(STEPS - i);
		struct wr delta = { 0 };

		delta_make(&delta, &states[i].end, &states[to].end);
		good = leads_to(&delta, &at, &states[to], &next);
		wr_free(&delta);
		if (i > 0)
			set_free(at.set);
		at = next;
		i = to;
	}
	set_free(at.set);
	return good;
}

/* FNV-1a. */
static void
add_sum(uint64_t *sum, const struct wr *w)
{
	for (size_t i = 0; i < w->len; i++)
		*sum = (*sum ^ w->buf[i]) * 0x100000001b3;
}

static void
test_walk(const struct shape *s)
{
	struct state *states = calloc(STEPS + 1, sizeof(*states));
	uint64_t sum = 0xcbf29ce484222325;
	size_t bad = 0;

	seed = 1;
	first_state(s, &states[0]);
	for (size_t i = 0; i < STEPS; i++)
		next_state(s, &states[i], &states[i + 1]);
	for (size_t i = 0; i < STEPS; i++) {
		for (size_t k = i + 1; k <= STEPS; k++) {
			struct delta_end to;
			struct wr delta = { 0 };

			delta_make(&delta, &states[i].end, &states[k].end);
			bad +=
			    !leads_to(&delta, &states[i].end, &states[k], &to);
			add_sum(&sum, &delta);
			set_free(to.set);
			wr_free(&delta);
		}
	}
	is_int((long long)bad, 0, s->name);
	if (!ok(sum == s->sum, "%s: the same bytes as ever", s->name))
		printf("# %#llx\n", (unsigned long long)sum);
	bad = 0;
	for (int i = 0; i < 10; i++)
		bad += !path_leads(states);
	ok(bad == 0, "%s: every path ends in the same bytes", s->name);
	for (size_t i = 0; i <= STEPS; i++)
		free_state(&states[i]);
	free(states);
}

/* Is this refused, or else the delta of what it makes? */
static bool
is_strict(const uint8_t *bytes, size_t n, const struct delta_end *from,
    bool *refused)
{
	struct delta_end to;
	struct fail f = { 0 };
	struct wr w = { 0 };
	bool good;

	*refused = delta_apply(rd_over(bytes, n), from, &to, &f) == -1;
	if (*refused)
		return to.set == NULL &&
		    (f.kind == FAIL_FORMAT || f.kind == FAIL_WRONG);
	delta_make(&w, from, &to);
	good = w.len == n && memcmp(w.buf, bytes, n) == 0;
	wr_free(&w);
	set_free(to.set);
	return good;
}

/* Nothing shorter is a delta. */
#define HEAD_MIN 26

static void
test_damage(const struct shape *s)
{
	struct state *states = calloc(2, sizeof(*states));
	const struct delta_end *from = &states[0].end;
	size_t bad = 0, taken = 0;
	struct wr w = { 0 };
	bool refused;

	first_state(s, &states[0]);
	next_state(s, &states[0], &states[1]);
	delta_make(&w, from, &states[1].end);
	for (size_t n = 0; n < w.len; n++)
		bad += !is_strict(w.buf, n, from, &refused) ||
		    (!refused && n < HEAD_MIN);
	ok(bad == 0, "%s: every proper prefix is refused or another delta",
	    s->name);
	bad = 0;
	for (size_t i = 0; i < 8 * w.len; i++) {
		w.buf[i / 8] ^= (uint8_t)(1 << i % 8);
		bad += !is_strict(w.buf, w.len, from, &refused);
		w.buf[i / 8] ^= (uint8_t)(1 << i % 8);
		taken += !refused;
	}
	is_int((long long)bad, 0,
	    "what has one bit turned is refused or another delta");
	printf("# %zu of %zu\n", taken, 8 * w.len);
	wr_u8(&w, 0);
	ok(is_strict(w.buf, w.len, from, &refused) && refused,
	    "%s: a byte behind it is refused", s->name);
	wr_free(&w);
	free_state(&states[0]);
	free_state(&states[1]);
	free(states);
}

static struct set *
set_of_values(unsigned from, unsigned n)
{
	struct set *s = set_new();

	for (unsigned i = 0; i < n; i++) {
		struct listing l = { { 2 * i, 2 * i, IP4 }, 0, 0 };

		l.value = values_add(set_values(s), from + i, "", 0);
		set_add(s, &l);
	}
	return s;
}

/* Two addresses behind those sets, of which the result lists one again. */
static void
remember_two(struct delta_end *from, struct delta_end *to)
{
	struct set *two = set_new();

	for (uint16_t i = 0; i < 2; i++)
		set_add(two,
		    &(struct listing){ { 80001 + 2 * i, 80001 + 2 * i, IP4 }, 0,
			i });
	set_remember(from->set, two);
	set_add(to->set, &(struct listing){ { 80001, 80001, IP4 }, 0, 0 });
	from->id.recent = to->id.recent = 5;
	set_remember(to->set, recent_after(from->set, to->set, 5));
}

/* Two sets that together have more values than there can be. */
static void
test_too_many_values(void)
{
	struct delta_end from = { set_of_values(0, 40000), first_id, { 1 } };
	struct delta_end to = { set_of_values(30000, 40000), first_id, { 2 } };
	struct delta_end got;
	struct wr w = { 0 };
	struct fail f = { 0 };
	bool refused;

	to.id.serial += 60;
	remember_two(&from, &to);
	delta_make(&w, &from, &to);
	is_int(w.buf[0] & 15, 4 + 8, "afresh, with values, by the same rules");
	if (ok(delta_apply(rd_over(w.buf, w.len), &from, &got, &f) == 0,
		"more values than fit are made afresh")) {
		ok(same_sets(got.set, to.set), "with the same result");
		is_int((long long)set_size(set_recent(got.set), IP4), 1,
		    "what does not come back is remembered");
		ok(recent_same(set_recent(got.set), set_recent(to.set)),
		    "as the base has it");
		set_free(got.set);
	}
	ok(is_strict(w.buf, w.len, &from, &refused) && !refused,
	    "which is the one delta");
	wr_free(&w);
	set_free(from.set);
	set_free(to.set);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		test_walk(&shapes[i]);
	test_damage(&shapes[1]);
	test_damage(&(struct shape){ "a few IPv6 blocks", { 0, 1 }, 16, 2, 2, 2,
	    5, 2, 0, 0, 0 });
	test_damage(&shapes[11]);
	test_damage(&(struct shape){ "a few hosts come back", { 1, 0 }, 0, 2, 2,
	    90, 1, 0, 0, 2, 0 });
	test_damage(&shapes[17]);
	test_too_many_values();
	return tap_end();
}
