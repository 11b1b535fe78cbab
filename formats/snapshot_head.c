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
name_in(struct rd *r, char db[static DB_NAME_MAX + 1])
{
	size_t len = rd_u8(r);
	const uint8_t *name = rd_take(r, len);

	if (name == NULL || len < 1 || len > DB_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool letter = name[i] >= 'a' && name[i] <= 'z';

		if (!letter &&
		    (i == 0 ||
			(name[i] != '-' && (name[i] < '0' || name[i] > '9'))))
			return false;
	}
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
	return p->count <= (uint64_t)rd_left(r) * TRIE_MOST &&
	    (p->lens != 0 || p->count == 1);
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

/* How many bytes two texts have in common at their start. */
static size_t
common_start(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = 0;

	while (n < na && n < nb && a[n] == b[n])
		n++;
	return n;
}

/* How many they have in common at their end. */
static size_t
common_end(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = 0;

	while (n < na && n < nb && a[na - 1 - n] == b[nb - 1 - n])
		n++;
	return n;
}

/* The bytes of a text that are those of the one before, at both ends. */
static void
shared(const struct dictionary_at *at, const char *text, size_t len,
    uint8_t ends[static 2])
{
	size_t start = common_start(at->text, at->len, text, len);
	size_t end = common_end(at->text + start, at->len - start, text + start,
	    len - start);

	ends[0] = (uint8_t)start;
	ends[1] = (uint8_t)end;
}

void
dictionary_out(struct wr *w, struct dictionary_at *at, const struct value *v)
{
	uint8_t ends[2];

	shared(at, v->text, v->len, ends);
	wr_vli(w, v->code - at->code);
	wr_bytes(w, ends, sizeof(ends));
	wr_u8(w, (uint8_t)(v->len - ends[0] - ends[1]));
	wr_bytes(w, v->text + ends[0], (size_t)(v->len - ends[0] - ends[1]));
	at->code = v->code;
	at->len = (uint8_t)v->len;
	memcpy(at->text, v->text, v->len);
	at->any = true;
}

bool
dictionary_in(struct rd *r, struct dictionary_at *at)
{
	struct value before = { at->code, at->len, at->text };
	uint64_t code = rd_vli(r);
	uint8_t start = rd_u8(r), end = rd_u8(r), middle = rd_u8(r), ends[2];
	const uint8_t *bytes = rd_take(r, middle);
	struct dictionary_at new = { .any = true };
	struct value v;

	if (bytes == NULL || code > UINT32_MAX - at->code ||
	    start + end > at->len || start + middle + end > VALUE_TEXT_MAX)
		return false;
	new.code = at->code + (uint32_t)code;
	new.len = (uint8_t)(start + middle + end);
	memcpy(new.text, at->text, start);
	memcpy(new.text + start, bytes, middle);
	memcpy(new.text + start + middle, at->text + at->len - end, end);
	shared(at, new.text, new.len, ends);
	v = (struct value){ new.code, new.len, new.text };
	if (ends[0] != start || ends[1] != end ||
	    (at->any && value_order(&before, &v) >= 0))
		return false;
	*at = new;
	return true;
}
