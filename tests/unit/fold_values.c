/* Values that nobody has any more: a checkpoint gives their ids to others. */
#include "tests/unit/batches.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

/* More than a fold keeps without need, and most of what there may be. */
#define MANY  (VALUE_MAX / 2 + 100)
#define HOSTS 40

/* A batch with its own values, each of its hits with the last of them. */
static struct hitbatch
batch(const struct fold *f, uint32_t now, unsigned from, unsigned n)
{
	struct hitbatch b = { .now = now,
		.first_source = (uint16_t)fold_nsources(f),
		.first_value = (uint16_t)fold_nvalues(f),
		.values = values_new() };

	quick_preset(&b.rules, 2);
	if (b.first_source == 0) {
		b.sources = mem_new(1, sizeof(*b.sources));
		b.sources[b.nsources++] = mem_text("traps", 5);
	}
	for (unsigned i = from; i < from + n; i++) {
		char text[20];
		int len = snprintf(text, sizeof(text), "value %u", i);

		values_add(b.values, 0x7f000002, text, (size_t)len);
	}
	return b;
}

static void
add_hit(struct hitbatch *b, u128 addr, uint32_t time, unsigned value)
{
	b->events =
	    mem_grow(b->events, b->nevents, &b->cap_events, sizeof(*b->events));
	b->events[b->nevents++] =
	    (struct event){ addr, IP4, time, (uint16_t)value, 0 };
}

static bool
apply(struct fold *f, struct hitbatch *b)
{
	struct fail fail = { 0 };
	int rc = fold_apply(f, b, NULL, &fail);

	if (rc == -1)
		printf("# %s\n", fail.msg);
	hitbatch_free(b);
	return rc == 0;
}

/* Hosts with every 500th value, and one that waits with the last. */
static struct fold *
make(uint32_t now)
{
	struct fold *f = fold_new();
	struct hitbatch b = batch(f, now, 0, MANY);

	for (unsigned i = 0; i < HOSTS; i++)
		add_hit(&b, A(i), now - 1, i * 500);
	add_hit(&b, A(HOSTS), now + 60, MANY - 1);
	return apply(f, &b) ? f : NULL;
}

/* Whether each host that is listed answers what its hit did. */
static bool
answers(const struct set *set, size_t n)
{
	bool good = set_size(set, IP4) == n;

	for (unsigned i = 0; good && i < n; i++) {
		char text[20];
		struct listing l;
		struct value v;

		snprintf(text, sizeof(text), "value %u",
		    i == HOSTS ? MANY - 1 : i * 500);
		good = set_find(set, IP4, A(i), &l);
		if (!good)
			break;
		v = values_at(set_values(set), l.value);
		good =
		    v.len == strlen(text) && memcmp(v.text, text, v.len) == 0;
	}
	return good;
}

int
main(void)
{
	uint32_t now = START * 60;
	struct fold *f = make(now), *other;
	struct set *before = fold_set(f, NULL), *set, *whole;
	struct hitbatch b;
	struct wr w;

	ok(answers(before, HOSTS), "each host has its value");
	is_int((long long)fold_nvalues(f), MANY, "of many");
	w = fold_bytes(f);
	is_int((long long)fold_nvalues(f), HOSTS + 1,
	    "a checkpoint leaves those that somebody has, or waits with");
	set = fold_set(f, before);
	ok(answers(set, HOSTS), "  and each host has its own still");
	ok(same_sets(set, before), "  the set is the same");
	other = fold_of_bytes(&w);
	wr_free(&w);
	b = batch(f, now + 60, MANY, 10);
	add_hit(&b, A(0), now + 60, HOSTS + 5);
	ok(apply(f, &b), "what is new gets the ids that are free");
	b = batch(other, now + 60, MANY, 10);
	add_hit(&b, A(0), now + 60, HOSTS + 5);
	ok(apply(other, &b), "  the same where the checkpoint was read");
	set_free(before);
	before = set;
	set = fold_set(f, before);
	whole = fold_set(other, NULL);
	ok(answers(set, HOSTS + 1), "the one that waited has its value");
	ok(same_sets(set, whole), "  and both sets are the same");
	set_free(before);
	set_free(set);
	set_free(whole);
	fold_free(f);
	fold_free(other);
	return tap_end();
}
