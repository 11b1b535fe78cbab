#include <string.h>

#include "formats/snapshot_head.h"
#include "formats/trie.h"
#include "formats/wr.h"

/*
 * Not text to anyone, and changed by everything that changes line ends or
 * cuts the eighth bit off.
 */
static const uint8_t magic[8] = { 0xfe, 'e', 'e', 'd', '\r', '\n', 0x1a, '\n' };

#define VERSION       1
#define KIND_SNAPSHOT 1

/* 4 bytes for IPv4, 16 for IPv6. */
static size_t
family_bytes(enum family family)
{
	return family_bits(family) / 8;
}

static void
part_out(struct wr *w, enum family family, const struct snapshot_part *p)
{
	wr_vli(w, p->count);
	if (p->count == 0)
		return;
	for (size_t i = 0; i < family_bytes(family); i++)
		wr_u8(w, (uint8_t)(p->lens >> (8 * i)));
}

void
snapshot_head_out(struct wr *w, const struct snapshot_head *h)
{
	size_t len = strlen(h->id.db);

	wr_bytes(w, magic, sizeof(magic));
	wr_u8(w, VERSION);
	wr_u8(w, KIND_SNAPSHOT);
	wr_u8(w, (uint8_t)len);
	wr_bytes(w, h->id.db, len);
	wr_u32(w, h->id.epoch);
	wr_u32(w, h->id.serial);
	wr_u8(w, (uint8_t)h->id.ngrains);
	for (size_t i = 0; i < h->id.ngrains; i++)
		wr_u16(w, h->id.grains[i]);
	wr_u8(w, h->ends);
	for (int i = 0; i < FAMILIES; i++)
		part_out(w, (enum family)i, &h->parts[i]);
	wr_vli(w, h->nvalues);
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

static bool
grains_in(struct rd *r, struct snapshot_id *id)
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

static bool
part_in(struct rd *r, enum family family, struct snapshot_part *p)
{
	p->count = rd_vli(r);
	if (p->count == 0)
		return true;
	for (size_t i = 0; i < family_bytes(family); i++)
		p->lens |= (u128)rd_u8(r) << (8 * i);
	return p->count <= (uint64_t)rd_left(r) * TRIE_MOST;
}

int
snapshot_head_in(struct rd *r, struct snapshot_head *h, struct fail *f)
{
	uint8_t version, kind, ends;

	*h = (struct snapshot_head){ 0 };
	rd_literal(r, magic, sizeof(magic));
	version = rd_u8(r);
	kind = rd_u8(r);
	if (r->bad)
		return fail(f, FAIL_FORMAT, "this is no Feedmill file");
	if (version != VERSION || kind != KIND_SNAPSHOT)
		return fail(f, FAIL_FORMAT,
		    "want a snapshot of version %d, have kind %u of version %u",
		    VERSION, kind, version);
	if (!name_in(r, h->id.db))
		return fail(f, FAIL_FORMAT, "this is no database's name");
	h->id.epoch = rd_u32(r);
	h->id.serial = rd_u32(r);
	if (!grains_in(r, &h->id))
		return fail(f, FAIL_FORMAT,
		    "grains are at most %d, above 1 and ascending", GRAIN_MAX);
	ends = rd_u8(r);
	for (int i = 0; i < FAMILIES; i++) {
		if (!part_in(r, (enum family)i, &h->parts[i]))
			return fail(f, FAIL_FORMAT,
			    "more entries than these bytes can hold");
	}
	h->ends = ends != 0;
	h->nvalues = (uint32_t)rd_vli(r);
	if (r->bad || ends > 1)
		return fail(f, FAIL_FORMAT, "the head is not whole");
	return 0;
}
