/* What heads of deltas say, and what they are refused for. */
#include <string.h>

#include "formats/delta.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

static const struct snapshot_id first_id = { "qil", 7, 1763764800,
	{ 2, 5, 10, 20, 40, 80, 90 }, 7, 0 };

/* A delta applied to what it is not from. */
static void
test_wrong(void)
{
	struct set *a = set_new(), *b = set_new();
	struct delta_end from = { a, first_id, { 1 } }, wrong, got;
	struct delta_end to = { b, first_id, { 2 } };
	struct wr w = { 0 };
	struct fail f;

	values_add(set_values(b), 0x7f000002, "", 0);
	set_add(b, &(struct listing){ { 7, 7, IP4 }, 0, 0 });
	to.id.serial += 60;
	delta_make(&w, &from, &to);
	for (int i = 0; i < 4; i++) {
		wrong = from;
		wrong.id.epoch += i == 0;
		wrong.id.serial += i == 1;
		wrong.state[7] ^= i == 2;
		wrong.id.db[0] = i == 3 ? 'r' : 'q';
		f = (struct fail){ 0 };
		ok(delta_apply(rd_over(w.buf, w.len), &wrong, &got, &f) == -1 &&
			f.kind == FAIL_WRONG,
		    "%s", f.msg);
	}
	f = (struct fail){ 0 };
	if (ok(delta_apply(rd_over(w.buf, w.len), &from, &got, &f) == 0,
		"from nothing to one host")) {
		ok(same_sets(b, got.set) && got.id.serial == to.id.serial &&
			got.state[0] == 2,
		    "which is the other end");
		set_free(got.set);
	}
	wr_free(&w);
	set_free(a);
	set_free(b);
}

/* The head of a delta of a database "qil" over a minute. */
#define HEAD 26

static void
refused(const struct wr *w, const struct delta_end *from, const char *why,
    const char *name)
{
	struct delta_end to;
	struct fail f = { 0 };

	ok(delta_apply(rd_over(w->buf, w->len), from, &to, &f) == -1 &&
		to.set == NULL,
	    "%s is refused", name);
	is_str(f.msg, why, "for that reason");
}

/* What a delta with other flags, and bytes behind its head, is refused for. */
static void
is_refused(const struct wr *delta, const struct delta_end *from,
    const uint8_t *rest, size_t n, const char *why)
{
	struct wr w = { 0 };

	wr_u8(&w, 0xd0 | rest[0]);
	wr_bytes(&w, delta->buf + 1, HEAD - 1);
	wr_bytes(&w, rest + 1, n - 1);
	wr_bytes(&w, delta->buf + HEAD, delta->len - HEAD);
	refused(&w, from, why, "a head that is not so");
	wr_free(&w);
}

/* One host, which stays where it is. */
static void
make_ends(struct delta_end *from, struct delta_end *to, struct wr *w)
{
	*from = (struct delta_end){ set_new(), first_id, { 1 } };
	values_add(set_values(from->set), 1, "", 0);
	set_add(from->set, &(struct listing){ { 7, 7, IP4 }, 0, 0 });
	*to = *from;
	to->id.serial += 60;
	delta_make(w, from, to);
}

/* Heads that say what is not so, before the code of nothing at all. */
static void
test_heads(void)
{
	static const uint8_t grains[] = { 1, 7, 2, 0, 5, 0, 10, 0, 20, 0, 40, 0,
		80, 0, 90, 0, 0 };
	/* Of no grains, for so many steps; with so many bytes of memory. */
	static const uint8_t steps[] = { 1, 0, 65 }, none[] = { 1, 0, 0x80 };
	static const uint8_t cut[] = { 1, 0, 0x81, 0x7f };
	static const uint8_t more[] = { 1, 0, 0x81, 3, 0, 0, 0 };
	static const uint8_t follows[] = { 1, 0, 0x81, 2, 0, 0 };
	static const uint8_t unused[] = { 8, 1, 2, 0, 0, 0 };
	static const uint8_t old[] = { 8, 1, 1, 0, 0, 0 };
	struct delta_end from, to;
	struct wr w = { 0 };

	make_ends(&from, &to, &w);
	is_refused(&w, &from, grains, sizeof(grains),
	    "new rules, but the same");
	is_refused(&w, &from, steps, sizeof(steps),
	    "what leaves is remembered for 65 steps, at most 64 can be");
	is_refused(&w, &from, none, sizeof(none), "memory of no steps is told");
	is_refused(&w, &from, cut, sizeof(cut), "the rules are not whole");
	is_refused(&w, &from, more, sizeof(more),
	    "what is remembered is not whole, or need not be told");
	is_refused(&w, &from, follows, sizeof(follows),
	    "what is remembered is not whole, or need not be told");
	is_refused(&w, &from, unused, sizeof(unused),
	    "this is not the code of what differs");
	is_refused(&w, &from, old, sizeof(old),
	    "value 1 is not new, or not in its order and form");
	is_refused(&w, &from, (const uint8_t[]){ 8, 0 }, 2,
	    "the head is not whole");
	is_refused(&w, &from, (const uint8_t[]){ 8, 0xff, 0xff, 3 }, 4,
	    "more than 65535 values");
	is_refused(&w, &from, (const uint8_t[]){ 0x20 }, 1, "this is no delta");
	is_refused(&w, &from, (const uint8_t[]){ 2 }, 1,
	    "this is not the code of what differs");
	is_refused(&w, &from, (const uint8_t[]){ 4 }, 1,
	    "this is not the code of what differs");
	wr_free(&w);
	set_free(from.set);
}

/* What heads begin with, the base's serial between, up to the hashes. */
static const struct {
	const char *name;
	const char *start;
	size_t nstart;
	const char *step;
	size_t nstep;
	const char *why; /* NULL: it is good */
} starts[] = {

#define START(name, start, step, why)                                          \
	{                                                                      \
		name, start, sizeof(start) - 1, step, sizeof(step) - 1, why    \
	}
	START("what is right", "\xd0qi\xec\7", "\x3c", NULL),
	START("another kind", "\xe0qi\xec\7", "\x3c", "this is no delta"),
	START("another kind of the low half", "\xc0qi\xec\7", "\x3c",
	    "this is no delta"),
	START("a name in capitals", "\xd0QI\xcc\7", "\x3c",
	    "this is no database's name"),
	START("a name of a dash", "\xd0\xad\7", "\x3c",
	    "this is no database's name"),
	START("a name of 31 letters",
	    "\xd0qilqilqilqilqilqilqilqilqilqil\xf1\7", "\x3c",
	    "a delta of qilqilqilqilqilqilqilqilqilqilq, epoch 7, "
	    "not of qil, epoch 7"),
	START("a name of 32", "\xd0qilqilqilqilqilqilqilqilqilqilq\xe9\7",
	    "\x3c", "this is no database's name"),
	START("an epoch in two bytes for one", "\xd0qi\xec\x87\0", "\x3c",
	    "the head is not whole"),
	START("an epoch of 2^32 and more", "\xd0qi\xec\x87\x80\x80\x80\x10",
	    "\x3c", "the head is not whole"),
	START("another epoch", "\xd0qi\xec\x87\x80\x80\x80\x0f", "\x3c",
	    "a delta of qil, epoch 4026531847, not of qil, epoch 7"),
	START("no step", "\xd0qi\xec\7", "\0", "the head is not whole"),
	START("a step in two bytes for one", "\xd0qi\xec\7", "\xbc\0",
	    "the head is not whole"),
	START("a step past the last serial", "\xd0qi\xec\7",
	    "\xc0\xab\xfc\xb6\x09", "the head is not whole"),
#undef START
};

static void
test_starts(void)
{
	struct delta_end from, to, got;
	struct wr made = { 0 };
	struct fail f = { 0 };

	make_ends(&from, &to, &made);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		struct wr w = { 0 };

		wr_bytes(&w, starts[i].start, starts[i].nstart);
		wr_u32(&w, first_id.serial);
		wr_bytes(&w, starts[i].step, starts[i].nstep);
		wr_bytes(&w, made.buf + HEAD - 16, made.len - HEAD + 16);
		if (starts[i].why != NULL)
			refused(&w, &from, starts[i].why, starts[i].name);
		else if (ok(delta_apply(rd_over(w.buf, w.len), &from, &got,
				&f) == 0,
			     "%s is good", starts[i].name))
			set_free(got.set);
		wr_free(&w);
	}
	wr_free(&made);
	set_free(from.set);
}

/* A delta that starts afresh and need not. */
static void
test_afresh(void)
{
	struct delta_end from, to, nothing;
	struct wr w = { 0 };

	make_ends(&from, &to, &w);
	w.len = 0;
	nothing = from;
	nothing.set = set_new();
	delta_make(&w, &nothing, &to);
	w.buf[0] |= 4;
	refused(&w, &from, "this is not the code of what differs",
	    "starting afresh without need");
	wr_free(&w);
	set_free(nothing.set);
	set_free(from.set);
}

/* The last serial that there can be. */
static void
test_last_serial(void)
{
	struct delta_end from, to, got;
	struct wr w = { 0 };
	struct fail f = { 0 };

	make_ends(&from, &to, &w);
	w.len = 0;
	to.id.serial = UINT32_MAX;
	delta_make(&w, &from, &to);
	if (ok(delta_apply(rd_over(w.buf, w.len), &from, &got, &f) == 0,
		"a step to the last serial")) {
		is_int(got.id.serial, UINT32_MAX, "leads there");
		set_free(got.set);
	}
	wr_free(&w);
	set_free(from.set);
}

int
main(void)
{
	test_wrong();
	test_heads();
	test_starts();
	test_afresh();
	test_last_serial();
	return tap_end();
}
