#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "formats/delta.h"
#include "formats/field.h"
#include "formats/index.h"
#include "formats/mem.h"
#include "formats/wr.h"

#define FORMAT "feedmill index 1"

/* The shortest line of a delta: "delta: 1 1 HASH STATE" and its end. */
#define LINE_MIN (12 + 2 * (OBJECT_HASH_LEN + OBJECT_STATE_LEN))

void
index_write(struct wr *w, const struct index *x)
{
	wr_fmt(w,
	    "format: " FORMAT "\ndb: %s\nepoch: %u\nserial: %u\nsnapshot: %u ",
	    x->db, x->epoch, x->serial, x->snapshot_serial);
	field_put_object(w, &x->snapshot);
	wr_u8(w, '\n');
	for (size_t i = 0; i < x->n; i++) {
		const struct index_delta *d = &x->deltas[i];

		wr_fmt(w, "delta: %u ", d->from);
		field_put_object(w, &d->object);
		wr_u8(w, ' ');
		field_put_hex(w, d->state, sizeof(d->state));
		wr_u8(w, '\n');
	}
}

static int
parse_snapshot(struct fields *l, struct index *x, struct fail *f)
{
	struct field c;

	if (fields_take(l, "snapshot: ", &c, f) == -1)
		return -1;
	if (!field_u32(&c, &x->snapshot_serial) || !field_byte(&c, ' ') ||
	    !field_object(&c, &x->snapshot) || !field_done(&c))
		return fields_bad(l, f,
		    "a serial, a size and a hash of 64 digits are wanted");
	return 0;
}

/* Each leads to where the next is from, the last to the serial. */
static int
parse_delta(struct fields *l, struct field *c, struct index *x, struct fail *f)
{
	struct index_delta *d = &x->deltas[x->n];

	if (!field_u32(c, &d->from) || !field_byte(c, ' ') ||
	    !field_object(c, &d->object) || !field_byte(c, ' ') ||
	    !field_hex(c, d->state, sizeof(d->state)) || !field_done(c))
		return fields_bad(l, f,
		    "a serial, a size, a hash of 64 digits and a state of 16 "
		    "are wanted");
	if (d->object.bytes > DELTA_MAX)
		return fields_bad(l, f, "no delta is that long");
	if (d->from >= x->serial || (x->n > 0 && d->from <= d[-1].from))
		return fields_bad(l, f,
		    "deltas ascend, and start before the serial");
	if (d->from == x->snapshot_serial &&
	    memcmp(d->state, x->snapshot.hash, sizeof(d->state)) != 0)
		return fields_bad(l, f,
		    "the snapshot at that serial has another hash");
	x->n++;
	return 0;
}

static int
parse_deltas(struct fields *l, struct index *x, struct fail *f)
{
	size_t most = (size_t)(l->end - l->p) / LINE_MIN;
	struct field c;

	if (most > INDEX_DELTAS_MAX)
		most = INDEX_DELTAS_MAX;
	x->deltas = mem_new(most + 1, sizeof(x->deltas[0]));
	while (fields_if(l, "delta: ", &c)) {
		if (x->n == INDEX_DELTAS_MAX)
			return fields_bad(l, f, "there are more than 1000");
		if (parse_delta(l, &c, x, f) == -1)
			return -1;
	}
	return fields_end(l, f);
}

static int
parse(struct fields *l, struct index *x, struct fail *f)
{
	if (fields_format(l, FORMAT, f) == -1 || fields_db(l, x->db, f) == -1 ||
	    fields_u32(l, "epoch: ", &x->epoch, f) == -1 ||
	    fields_u32(l, "serial: ", &x->serial, f) == -1 ||
	    parse_snapshot(l, x, f) == -1 || parse_deltas(l, x, f) == -1)
		return -1;
	if (!index_reaches(x, x->snapshot_serial))
		return fail(f, FAIL_FORMAT,
		    "line 5: no delta leads on from the snapshot's serial");
	return 0;
}

int
index_parse(struct index *x, const char *text, size_t n, struct fail *f)
{
	struct fields l = fields_of(text, n);

	*x = (struct index){ 0 };
	if (n > INDEX_MAX)
		return fail(f, FAIL_FORMAT, "an index has at most %d bytes",
		    INDEX_MAX);
	if (parse(&l, x, f) == 0)
		return 0;
	index_clear(x);
	return -1;
}

void
index_clear(struct index *x)
{
	free(x->deltas);
	*x = (struct index){ 0 };
}

uint32_t
index_to(const struct index *x, size_t i)
{
	assert(i < x->n);
	return i + 1 < x->n ? x->deltas[i + 1].from : x->serial;
}

size_t
index_from(const struct index *x, uint32_t serial)
{
	size_t i = 0;

	while (i < x->n && x->deltas[i].from != serial)
		i++;
	return i;
}

bool
index_reaches(const struct index *x, uint32_t serial)
{
	return serial == x->serial || index_from(x, serial) < x->n;
}

uint64_t
index_bytes(const struct index *x, size_t i)
{
	uint64_t bytes = 0;

	for (; i < x->n; i++)
		bytes += x->deltas[i].object.bytes;
	return bytes;
}
