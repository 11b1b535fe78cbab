#include <string.h>

#include "formats/delta_head.h"
#include "formats/wr.h"

/*
 * The high half of the first byte.  With an ASCII letter or a last one behind
 * it that is no UTF-8, and no snapshot begins so.
 */
#define KIND  0xd0
#define FLAGS 0x0f

/* Marks the last character of a name. */
#define LAST 0x80

static void
name_out(struct wr *w, const char *db)
{
	for (; db[1] != '\0'; db++)
		wr_u8(w, (uint8_t)*db);
	wr_u8(w, (uint8_t)*db | LAST);
}

void
delta_head_out(struct wr *w, const struct delta_end *from,
    const struct delta_end *to, unsigned flags)
{
	wr_u8(w, (uint8_t)(KIND | flags));
	name_out(w, to->id.db);
	wr_vli(w, to->id.epoch);
	wr_u32(w, from->id.serial);
	wr_vli(w, to->id.serial - from->id.serial);
	wr_bytes(w, from->state, sizeof(from->state));
	wr_bytes(w, to->state, sizeof(to->state));
}

static bool
name_in(struct rd *r, char db[static NAME_DB_MAX + 1])
{
	size_t n = 0;
	uint8_t c = 0;

	while (n < NAME_DB_MAX && (c & LAST) == 0) {
		c = rd_u8(r);
		db[n++] = (char)(c & ~LAST);
	}
	db[n] = '\0';
	return (c & LAST) != 0 && name_is_db(db, n);
}

/* Is it from this end? */
static int
check_base(const struct delta_end *from, const struct snapshot_id *base,
    const uint8_t state[static OBJECT_STATE_LEN], struct fail *f)
{
	const struct snapshot_id *id = &from->id;

	if (strcmp(base->db, id->db) != 0 || base->epoch != id->epoch)
		return fail(f, FAIL_WRONG,
		    "a delta of %s, epoch %u, not of %s, epoch %u", base->db,
		    base->epoch, id->db, id->epoch);
	if (base->serial != id->serial ||
	    memcmp(state, from->state, OBJECT_STATE_LEN) != 0)
		return fail(f, FAIL_WRONG,
		    "a delta from serial %u, which is not the set of %u",
		    base->serial, id->serial);
	return 0;
}

/* Where it leads, and from where. */
static int
ends_in(struct rd *r, const struct delta_end *from, struct delta_end *to,
    struct fail *f)
{
	uint64_t epoch = rd_vli(r), step;
	const uint8_t *base, *result;

	to->id.epoch = (uint32_t)epoch;
	to->id.serial = rd_u32(r);
	step = rd_vli(r);
	base = rd_take(r, OBJECT_STATE_LEN);
	result = rd_take(r, OBJECT_STATE_LEN);
	if (result == NULL || r->bad || epoch > UINT32_MAX || step == 0 ||
	    step > UINT32_MAX - to->id.serial)
		return fail(f, FAIL_FORMAT, "the head is not whole");
	if (check_base(from, &to->id, base, f) == -1)
		return -1;
	to->id.serial += (uint32_t)step;
	memcpy(to->state, result, OBJECT_STATE_LEN);
	return 0;
}

static bool
is_first(uint8_t first)
{
	return (first & ~FLAGS) == KIND;
}

bool
delta_begins(struct rd r)
{
	return is_first(rd_u8(&r));
}

int
delta_head_in(struct rd *r, const struct delta_end *from, struct delta_end *to,
    unsigned *flags, struct fail *f)
{
	uint8_t first = rd_u8(r);

	to->id = (struct snapshot_id){ 0 };
	if (!is_first(first))
		return fail(f, FAIL_FORMAT, "this is no delta");
	*flags = first & FLAGS;
	if (!name_in(r, to->id.db))
		return fail(f, FAIL_FORMAT, "this is no database's name");
	return ends_in(r, from, to, f);
}
