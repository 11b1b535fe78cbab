#include <inttypes.h>
#include <string.h>

#include "formats/head.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/snapshot_head.h"
#include "keys/apply.h"
#include "keys/sign.h"

struct apply
apply_begin(const struct head *head, const struct delta_end *from)
{
	struct apply a = { .head = head };

	if (from != NULL)
		a.at = *from;
	return a;
}

/* Forgets where it stood. */
static void
leave(struct apply *a)
{
	if (a->owned)
		set_free(a->at.set);
	a->at = (struct delta_end){ 0 };
	a->owned = false;
	a->snapshot = rd_over(NULL, 0);
}

void
apply_free(struct apply *a)
{
	leave(a);
	wr_free(&a->encoded);
}

/* What says of itself what it is, is what was asked for. */
static int
check_id(const struct apply *a, const struct snapshot_id *id, uint32_t serial,
    struct fail *f)
{
	if (strcmp(id->db, a->head->db) == 0 && id->epoch == a->head->epoch &&
	    id->serial == serial)
		return 0;
	return fail(f, FAIL_WRONG,
	    "is of %s, epoch %" PRIu32 ", serial %" PRIu32 "; want %s, %" PRIu32
	    ", %" PRIu32,
	    id->db, id->epoch, id->serial, a->head->db, a->head->epoch, serial);
}

/* Few bytes can become a great set, so that is asked before. */
static int
check_entries(const struct apply *a, struct rd bytes, uint32_t serial,
    struct fail *f)
{
	struct snapshot_head h;
	uint64_t entries;

	if (snapshot_head_in(&bytes, &h, f) == -1 ||
	    check_id(a, &h.id, serial, f) == -1)
		return -1;
	entries = h.parts.of[IP4].count + h.parts.of[IP6].count;
	if (entries > APPLY_ENTRIES_MAX)
		return fail(f, FAIL_SIZE,
		    "%" PRIu64 " entries are over the limit of %ju", entries,
		    (uintmax_t)APPLY_ENTRIES_MAX);
	return 0;
}

int
apply_snapshot(struct apply *a, const struct object *o, uint32_t serial,
    struct rd bytes, struct fail *f)
{
	struct delta_end to = { 0 };

	if (object_check(o, bytes.p, rd_left(&bytes), f) == -1 ||
	    check_entries(a, bytes, serial, f) == -1)
		return -1;
	to.set = snapshot_decode(bytes, &to.id, f);
	if (to.set == NULL)
		return -1;
	memcpy(to.state, o->hash, sizeof(to.state));
	leave(a);
	a->at = to;
	a->owned = true;
	a->snapshot = bytes;
	return 0;
}

int
apply_delta(struct apply *a, const struct object *o, uint32_t serial,
    struct rd bytes, struct fail *f)
{
	struct delta_end to = { 0 };

	if (object_check(o, bytes.p, rd_left(&bytes), f) == -1 ||
	    delta_apply(bytes, &a->at, &to, f) == -1)
		return -1;
	leave(a);
	a->at = to;
	a->owned = true;
	return check_id(a, &to.id, serial, f);
}

/* The bytes of the set, made anew unless it came as them. */
static int
encode(struct apply *a, struct fail *f)
{
	const struct object *want = &a->head->snapshot;

	if (memcmp(a->at.state, want->hash, sizeof(a->at.state)) != 0)
		return fail(f, FAIL_HASH,
		    "the deltas lead to another set than the head says");
	if (rd_left(&a->snapshot) > 0)
		return 0;
	snapshot_encode(&a->encoded, a->at.set, &a->at.id);
	a->snapshot = rd_over(a->encoded.buf, a->encoded.len);
	if (object_check(want, a->encoded.buf, a->encoded.len, f) == -1)
		return fail_at(f, "the set that the deltas made");
	return 0;
}

int
apply_confirm(struct apply *a, struct fail *f)
{
	if (check_id(a, &a->at.id, a->head->serial, f) == -1)
		return -1;
	return encode(a, f);
}

int
apply_end(struct apply *a, const struct pubkey *key, struct fail *f)
{
	struct sign_hash hash;
	struct signature sig;

	if (apply_confirm(a, f) == -1)
		return -1;
	hash = sign_hash_of(a->snapshot.p, rd_left(&a->snapshot));
	if (sign_of_minisig(&sig, &a->head->signature, f) == -1 ||
	    sign_verify(&sig, &hash, key, f) == -1)
		return fail_at(f, "the snapshot in the head");
	return 0;
}

struct delta_end
apply_take(struct apply *a)
{
	a->owned = false;
	return a->at;
}
