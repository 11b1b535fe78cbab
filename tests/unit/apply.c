/* What apply.h refuses, and in which order; the set is in the snapshot. */
#include <string.h>

#include "formats/head.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/value.h"
#include "keys/apply.h"
#include "keys/sign.h"
#include "tests/unit/numbered.h"
#include "tests/unit/set.h"
#include "tests/unit/tap.h"

#define T0 1795300000u

/* A state: a set, its snapshot, and what that is known by. */
struct state {
	struct set *set;
	struct snapshot_id id;
	struct wr bytes;
	struct object object;
};

/* n hosts. */
static struct state
state_of(uint32_t serial, unsigned n)
{
	struct state s = { .set = set_new(),
		.id = { .db = "rbl", .epoch = 2, .serial = serial } };
	uint16_t value = values_add(set_values(s.set), 0x7f000002, "", 0);

	for (unsigned i = 0; i < n; i++) {
		u128 addr = 0xc0000200 + 2 * i;
		struct listing l = { .range = { addr, addr, IP4 },
			.value = value };

		set_add(s.set, &l);
	}
	snapshot_encode(&s.bytes, s.set, &s.id);
	s.object = object_of(s.bytes.buf, s.bytes.len);
	return s;
}

static void
state_end(struct state *s)
{
	set_free(s->set);
	wr_free(&s->bytes);
}

static struct delta_end
end_of(const struct state *s)
{
	struct delta_end end = { .set = s->set, .id = s->id };

	memcpy(end.state, s->object.hash, sizeof(end.state));
	return end;
}

static struct wr
delta_of(const struct state *from, const struct state *to)
{
	struct delta_end a = end_of(from), b = end_of(to);
	struct wr w = { 0 };

	delta_make(&w, &a, &b);
	return w;
}

/* The head of a state, whose snapshot a numbered key has signed. */
static struct head
head_of(const struct state *s, int key)
{
	struct head h = { .db = "rbl",
		.epoch = s->id.epoch,
		.serial = s->id.serial,
		.snapshot = s->object };
	struct sign_hash hash = sign_hash_of(s->bytes.buf, s->bytes.len);
	struct seckey *secret = numbered(key);
	struct signature sig;

	sign_make(&sig, secret, &hash, "rbl");
	sign_to_minisig(&sig, &h.signature);
	seckey_free(secret);
	return h;
}

static struct rd
over(const struct wr *w)
{
	return rd_over(w->buf, w->len);
}

static void
test_ways(const struct state *a, const struct state *b)
{
	struct pubkey key = numbered_public(0), other = numbered_public(1);
	struct head h = head_of(b, 0);
	struct delta_end from = end_of(a), got;
	struct wr delta = delta_of(a, b);
	struct object o = object_of(delta.buf, delta.len);
	struct apply whole = apply_begin(&h, NULL);
	struct apply step = apply_begin(&h, &from);
	struct fail f = { 0 };

	is_int(apply_snapshot(&whole, &b->object, b->id.serial, over(&b->bytes),
		   &f),
	    0, "a snapshot");
	is_int(apply_end(&whole, &key, &f), 0, "is what the head says");
	is_int(apply_end(&whole, &other, &f), -1, "but not by another key");
	is_int(f.kind, FAIL_TRUST, "which is told");
	got = apply_take(&whole);
	ok(same_sets(got.set, b->set), "the set is handed over");
	set_free(got.set);
	f = (struct fail){ 0 };
	is_int(apply_delta(&step, &o, b->id.serial, over(&delta), &f), 0,
	    "a delta from what is held");
	is_int(apply_end(&step, &key, &f), 0, "leads there, too");
	ok(step.snapshot.p != b->bytes.buf &&
		rd_left(&step.snapshot) == b->bytes.len &&
		memcmp(step.snapshot.p, b->bytes.buf, b->bytes.len) == 0,
	    "and its set has the same bytes");
	apply_free(&whole);
	apply_free(&step);
	ok(set_size(a->set, IP4) == 3, "what it began at is as it was");
	wr_free(&delta);
}

/* Taking a snapshot fails so. */
static void
is_refused(const struct head *h, const struct object *o, uint32_t serial,
    const struct wr *bytes, enum fail_kind kind, const char *name)
{
	struct apply a = apply_begin(h, NULL);
	struct fail f = { 0 };

	is_int(apply_snapshot(&a, o, serial, over(bytes), &f), -1, name);
	is_int(f.kind, kind, f.msg);
	ok(a.at.set == NULL, "  nothing is taken");
	apply_free(&a);
}

static void
test_refused(const struct state *b)
{
	struct head h = head_of(b, 0), qil = h, later = h;
	struct wr noise = { 0 };
	struct object o = b->object;

	strcpy(qil.db, "qil");
	later.epoch++;
	o.bytes++;
	is_refused(&h, &o, b->id.serial, &b->bytes, FAIL_SIZE, "another size");
	wr_str(&noise, "no snapshot");
	o = object_of(noise.buf, noise.len);
	is_refused(&h, &o, T0, &noise, FAIL_FORMAT, "no snapshot at all");
	noise.buf[0] ^= 1;
	is_refused(&h, &o, T0, &noise, FAIL_HASH, "another hash");
	is_refused(&h, &b->object, T0, &b->bytes, FAIL_WRONG, "another serial");
	is_refused(&qil, &b->object, b->id.serial, &b->bytes, FAIL_WRONG,
	    "another database");
	is_refused(&later, &b->object, b->id.serial, &b->bytes, FAIL_WRONG,
	    "another epoch");
	wr_free(&noise);
}

/* Good parts that do not lead to what the head says. */
static void
test_astray(const struct state *a, const struct state *b)
{
	struct head h = head_of(b, 0);
	struct delta_end from = end_of(b), start = end_of(a);
	struct state c = state_of(b->id.serial, 7);
	struct wr delta = delta_of(a, b), wrong = delta_of(a, &c);
	struct object o = object_of(delta.buf, delta.len);
	struct object bad = object_of(wrong.buf, wrong.len);
	struct apply other = apply_begin(&h, &from);
	struct apply none = apply_begin(&h, NULL);
	struct apply early = apply_begin(&h, &start);
	struct fail f = { 0 };

	is_int(apply_delta(&other, &o, b->id.serial, over(&delta), &f), -1,
	    "a delta from elsewhere");
	is_int(f.kind, FAIL_WRONG, f.msg);
	ok(other.at.set == b->set, "  it stands where it stood");
	f = (struct fail){ 0 };
	is_int(apply_snapshot(&none, &a->object, a->id.serial, over(&a->bytes),
		   &f),
	    0, "a snapshot from before");
	is_int(apply_confirm(&none, &f), -1, "is not the end");
	is_int(f.kind, FAIL_WRONG, f.msg);
	f = (struct fail){ 0 };
	is_int(apply_confirm(&early, &f), -1, "nor is where one began");
	is_int(f.kind, FAIL_WRONG, f.msg);
	f = (struct fail){ 0 };
	is_int(apply_delta(&early, &bad, b->id.serial, over(&wrong), &f), 0,
	    "a delta to another set");
	is_int(apply_confirm(&early, &f), -1, "ends elsewhere");
	is_int(f.kind, FAIL_HASH, f.msg);
	apply_free(&other);
	apply_free(&none);
	apply_free(&early);
	state_end(&c);
	wr_free(&delta);
	wr_free(&wrong);
}

int
main(void)
{
	struct state a = state_of(T0, 3), b = state_of(T0 + 60, 5);

	test_ways(&a, &b);
	test_refused(&b);
	test_astray(&a, &b);
	state_end(&a);
	state_end(&b);
	return tap_end();
}
