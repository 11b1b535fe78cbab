/* What heads of deltas say, and what they are refused for. */
#include <string.h>

#include "formats/delta.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

static const struct snapshot_id first_id = { "qil", 7, 1763764800,
	{ 2, 5, 10, 20, 40, 80, 90 }, 7 };

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

/* Where the flags are in a delta of a database "qil" over a minute. */
#define FLAGS_AT 39

/* What a delta with other flags, and bytes behind them, is refused for. */
static void
is_refused(const struct wr *delta, const struct delta_end *from,
    const uint8_t *head, size_t n, const char *why)
{
	struct wr w = { 0 };
	struct delta_end to;
	struct fail f = { 0 };

	wr_bytes(&w, delta->buf, FLAGS_AT);
	wr_bytes(&w, head, n);
	wr_bytes(&w, delta->buf + FLAGS_AT + 1, delta->len - FLAGS_AT - 1);
	ok(delta_apply(rd_over(w.buf, w.len), from, &to, &f) == -1 &&
		to.set == NULL,
	    "%s", why);
	is_str(f.msg, why, "for that reason");
	wr_free(&w);
}

/* Heads that say what is not so, before the code of nothing at all. */
static void
test_heads(void)
{
	static const uint8_t grains[] = { 1, 7, 2, 0, 5, 0, 10, 0, 20, 0, 40, 0,
		80, 0, 90, 0 };
	static const uint8_t unused[] = { 8, 1, 2, 0, 0, 0 };
	static const uint8_t old[] = { 8, 1, 1, 0, 0, 0 };
	struct delta_end from = { set_new(), first_id, { 1 } }, to = from;
	struct wr w = { 0 };

	values_add(set_values(from.set), 1, "", 0);
	set_add(from.set, &(struct listing){ { 7, 7, IP4 }, 0, 0 });
	to.id.serial += 60;
	delta_make(&w, &from, &to);
	is_refused(&w, &from, grains, sizeof(grains),
	    "new grains, but the same");
	is_refused(&w, &from, unused, sizeof(unused),
	    "this is not the code of what differs");
	is_refused(&w, &from, old, sizeof(old),
	    "value 1 is not new, or not in its order and form");
	is_refused(&w, &from, (const uint8_t[]){ 8, 0 }, 2,
	    "the head is not whole");
	is_refused(&w, &from, (const uint8_t[]){ 16 }, 1, "unknown flags 0x10");
	is_refused(&w, &from, (const uint8_t[]){ 2 }, 1,
	    "this is not the code of what differs");
	is_refused(&w, &from, (const uint8_t[]){ 4 }, 1,
	    "this is not the code of what differs");
	wr_free(&w);
	set_free(from.set);
}

int
main(void)
{
	test_wrong();
	test_heads();
	return tap_end();
}
