#include <string.h>

#include "formats/opening.h"
#include "formats/recent.h"
#include "formats/wr.h"

/*
 * Not text to anyone, and changed by everything that changes line ends or
 * cuts the eighth bit off.
 */
static const uint8_t magic[8] = { 0xfe, 'e', 'e', 'd', '\r', '\n', 0x1a, '\n' };

#define VERSION 1
#define KIND    1 /* a snapshot; there is no other yet */

void
opening_out(struct wr *w, const struct snapshot_id *id)
{
	size_t len = strlen(id->db);

	wr_bytes(w, magic, sizeof(magic));
	wr_u8(w, VERSION);
	wr_u8(w, KIND);
	wr_u8(w, (uint8_t)len);
	wr_bytes(w, id->db, len);
	wr_u32(w, id->epoch);
	wr_u32(w, id->serial);
}

static bool
name_in(struct rd *r, char db[static NAME_DB_MAX + 1])
{
	size_t len = rd_u8(r);
	const uint8_t *name = rd_take(r, len);

	if (name == NULL || !name_is_db((const char *)name, len))
		return false;
	memcpy(db, name, len);
	db[len] = '\0';
	return true;
}

int
opening_in(struct rd *r, struct snapshot_id *id, struct fail *f)
{
	uint8_t version, kind;

	*id = (struct snapshot_id){ 0 };
	rd_literal(r, magic, sizeof(magic));
	version = rd_u8(r);
	kind = rd_u8(r);
	if (r->bad)
		return fail(f, FAIL_FORMAT, "this is no Feedmill file");
	if (version != VERSION || kind != KIND)
		return fail(f, FAIL_FORMAT,
		    "want a snapshot of version %d, have kind %u of version %u",
		    VERSION, kind, version);
	if (!name_in(r, id->db))
		return fail(f, FAIL_FORMAT, "this is no database's name");
	id->epoch = rd_u32(r);
	id->serial = rd_u32(r);
	return 0;
}

void
grains_out(struct wr *w, const struct snapshot_id *id)
{
	wr_u8(w, (uint8_t)id->ngrains);
	for (size_t i = 0; i < id->ngrains; i++)
		wr_u16(w, id->grains[i]);
}

static bool
take_grains(struct rd *r, struct snapshot_id *id)
{
	id->ngrains = rd_u8(r);
	if (id->ngrains > GRAIN_MAX)
		return false;
	for (size_t i = 0; i < id->ngrains; i++) {
		id->grains[i] = rd_u16(r);
		if (id->grains[i] <= (i > 0 ? id->grains[i - 1] : 1))
			return false;
	}
	return true;
}

int
grains_in(struct rd *r, struct snapshot_id *id, struct fail *f)
{
	if (!take_grains(r, id))
		return fail(f, FAIL_FORMAT,
		    "grains are at most %d, above 1 and ascending", GRAIN_MAX);
	return 0;
}

void
recent_out(struct wr *w, const struct snapshot_id *id)
{
	wr_u8(w, (uint8_t)id->recent);
}

int
recent_in(struct rd *r, struct snapshot_id *id, struct fail *f)
{
	id->recent = rd_u8(r);
	if (id->recent == 0 || id->recent > RECENT_MAX)
		return fail(f, FAIL_FORMAT,
		    "what left is remembered for %u steps, not 1 to %d",
		    id->recent, RECENT_MAX);
	return 0;
}
