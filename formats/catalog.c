#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base64.h"
#include "formats/catalog.h"
#include "formats/field.h"
#include "formats/wr.h"

#define FORMAT "feedmill catalog 1"

/* Where the parts of a key begin: "Ed", id, key. */
#define ID_AT  2
#define ID_LEN 8
#define KEY_AT (ID_AT + ID_LEN)

static void
write_db(struct wr *w, const struct catalog_db *db)
{
	wr_fmt(w, "db: %s\nepoch: %u\ninterval: %u\n", db->name, db->epoch,
	    db->interval);
	for (size_t i = 0; i < db->nkeys; i++) {
		wr_str(w, "key: ");
		field_put_time(w, db->keys[i].from);
		wr_u8(w, ' ');
		field_put_time(w, db->keys[i].until);
		wr_u8(w, ' ');
		base64_write(w, db->keys[i].key, CATALOG_KEY_LEN);
		wr_u8(w, '\n');
	}
}

void
catalog_write(struct wr *w, const struct catalog *c)
{
	wr_fmt(w, "format: " FORMAT "\nversion: %u\ntime: ", c->version);
	field_put_time(w, c->time);
	wr_str(w, "\nvalid-until: ");
	field_put_time(w, c->valid_until);
	wr_fmt(w, "\nthreshold: %u\n", c->threshold);
	for (size_t i = 0; i < c->nroots; i++) {
		wr_str(w, "root: ");
		base64_write(w, c->roots[i], CATALOG_KEY_LEN);
		wr_u8(w, '\n');
	}
	for (size_t i = 0; i < c->ndbs; i++)
		write_db(w, &c->dbs[i]);
}

/* One of them would pass for the other: by its id, or because it is it. */
static bool
is_same(const uint8_t a[static CATALOG_KEY_LEN],
    const uint8_t b[static CATALOG_KEY_LEN])
{
	return memcmp(a + ID_AT, b + ID_AT, ID_LEN) == 0 ||
	    memcmp(a + KEY_AT, b + KEY_AT, CATALOG_KEY_LEN - KEY_AT) == 0;
}

static int
order_roots(const void *a, const void *b)
{
	return memcmp(a, b, CATALOG_KEY_LEN);
}

/* By from, then until, then bytes. */
static int
order_keys(const void *va, const void *vb)
{
	const struct catalog_key *a = va, *b = vb;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->until != b->until)
		return a->until < b->until ? -1 : 1;
	return memcmp(a->key, b->key, CATALOG_KEY_LEN);
}

static int
order_dbs(const void *va, const void *vb)
{
	const struct catalog_db *a = va, *b = vb;

	return strcmp(a->name, b->name);
}

void
catalog_sort(struct catalog *c)
{
	qsort(c->roots, c->nroots, sizeof(c->roots[0]), order_roots);
	qsort(c->dbs, c->ndbs, sizeof(c->dbs[0]), order_dbs);
	for (size_t i = 0; i < c->ndbs; i++)
		qsort(c->dbs[i].keys, c->dbs[i].nkeys,
		    sizeof(c->dbs[i].keys[0]), order_keys);
}

/* A public key, which ends a line. */
static int
parse_key(struct fields *l, struct field *c,
    uint8_t key[static CATALOG_KEY_LEN], struct fail *f)
{
	if (!field_base64(c, key, CATALOG_KEY_LEN) || !field_done(c))
		return fields_bad(l, f, "a public key is 56 digits of base64");
	if (memcmp(key, "Ed", ID_AT) != 0 ||
	    !crypto_core_ed25519_is_valid_point(key + KEY_AT))
		return fields_bad(l, f, "this is no public key of Ed25519");
	return 0;
}

static int
parse_root(struct fields *l, struct field *v, struct catalog *c, struct fail *f)
{
	uint8_t(*root)[CATALOG_KEY_LEN] = &c->roots[c->nroots];

	if (c->nroots == CATALOG_ROOTS_MAX)
		return fields_bad(l, f, "there are more than 16 roots");
	if (parse_key(l, v, *root, f) == -1)
		return -1;
	for (size_t i = 0; i < c->nroots; i++)
		if (is_same(c->roots[i], *root))
			return fields_bad(l, f,
			    "another root has that id or that key");
	if (c->nroots > 0 && order_roots(root[-1], *root) > 0)
		return fields_bad(l, f, "roots ascend by their bytes");
	c->nroots++;
	return 0;
}

static int
parse_roots(struct fields *l, struct catalog *c, struct fail *f)
{
	unsigned threshold;
	struct field v;

	if (fields_u32(l, "threshold: ", &c->threshold, f) == -1)
		return -1;
	threshold = l->number;
	while (fields_if(l, "root: ", &v))
		if (parse_root(l, &v, c, f) == -1)
			return -1;
	if (c->nroots == 0)
		return fields_take(l, "root: ", &v, f);
	if (c->threshold == 0 || c->threshold > c->nroots)
		return fail(f, FAIL_FORMAT,
		    "line %u: a threshold is from 1 to the number of roots, "
		    "%zu",
		    threshold, c->nroots);
	return 0;
}

static bool
is_root(const struct catalog *c, const uint8_t key[static CATALOG_KEY_LEN])
{
	for (size_t i = 0; i < c->nroots; i++)
		if (is_same(c->roots[i], key))
			return true;
	return false;
}

static int
parse_window(struct fields *l, struct field *v, struct catalog_key *k,
    struct fail *f)
{
	if (!field_time(v, &k->from) || !field_byte(v, ' ') ||
	    !field_time(v, &k->until) || !field_byte(v, ' '))
		return fields_bad(l, f,
		    "two times as 2026-11-21T22:25:00Z and a key are wanted");
	if (k->from >= k->until)
		return fields_bad(l, f, "a window ends after it begins");
	return parse_key(l, v, k->key, f);
}

static int
parse_db_key(struct fields *l, struct field *v, const struct catalog *c,
    struct catalog_db *db, struct fail *f)
{
	struct catalog_key *k = &db->keys[db->nkeys];

	if (db->nkeys == CATALOG_KEYS_MAX)
		return fields_bad(l, f, "the database has more than 8 keys");
	if (parse_window(l, v, k, f) == -1)
		return -1;
	if (is_root(c, k->key))
		return fields_bad(l, f, "a root is no key of a database");
	for (size_t i = 0; i < db->nkeys; i++)
		if (is_same(db->keys[i].key, k->key))
			return fields_bad(l, f,
			    "another key of the database has that id or is it");
	if (db->nkeys > 0 && order_keys(k - 1, k) > 0)
		return fields_bad(l, f, "keys ascend by their windows");
	db->nkeys++;
	return 0;
}

static int
parse_interval(struct fields *l, struct catalog_db *db, struct fail *f)
{
	if (fields_u32(l, "interval: ", &db->interval, f) == -1)
		return -1;
	if (db->interval == 0 || db->interval > CATALOG_INTERVAL_MAX)
		return fields_bad(l, f,
		    "an interval is from 1 to 2592000 seconds");
	return 0;
}

static int
parse_db(struct fields *l, struct catalog *c, struct fail *f)
{
	struct catalog_db *db = &c->dbs[c->ndbs];
	struct field v;

	if (c->ndbs == CATALOG_DBS_MAX) {
		l->number++;
		return fields_bad(l, f, "there are more than 64 databases");
	}
	if (fields_db(l, db->name, f) == -1)
		return -1;
	if (c->ndbs > 0 && order_dbs(db - 1, db) >= 0)
		return fields_bad(l, f, "databases ascend by their names");
	if (fields_u32(l, "epoch: ", &db->epoch, f) == -1 ||
	    parse_interval(l, db, f) == -1)
		return -1;
	while (fields_if(l, "key: ", &v))
		if (parse_db_key(l, &v, c, db, f) == -1)
			return -1;
	if (db->nkeys == 0)
		return fields_take(l, "key: ", &v, f);
	c->ndbs++;
	return 0;
}

static int
parse_version(struct fields *l, struct catalog *c, struct fail *f)
{
	if (fields_u32(l, "version: ", &c->version, f) == -1)
		return -1;
	if (c->version == 0)
		return fields_bad(l, f, "versions start at 1");
	if (fields_time(l, "time: ", &c->time, f) == -1 ||
	    fields_time(l, "valid-until: ", &c->valid_until, f) == -1)
		return -1;
	if (c->valid_until <= c->time)
		return fields_bad(l, f, "time < valid-until is broken");
	return 0;
}

int
catalog_parse(struct catalog *c, const char *text, size_t n, struct fail *f)
{
	struct fields l = fields_of(text, n);

	*c = (struct catalog){ 0 };
	if (n > CATALOG_MAX)
		return fail(f, FAIL_FORMAT, "a catalog has at most %d bytes",
		    CATALOG_MAX);
	if (fields_format(&l, FORMAT, f) == -1 ||
	    parse_version(&l, c, f) == -1 || parse_roots(&l, c, f) == -1)
		return -1;
	while (l.p != l.end)
		if (parse_db(&l, c, f) == -1)
			return -1;
	return 0;
}

bool
catalog_same(const struct catalog *a, const struct catalog *b)
{
	struct wr wa = { 0 }, wb = { 0 };
	bool same;

	catalog_write(&wa, a);
	catalog_write(&wb, b);
	same = wa.len == wb.len && memcmp(wa.buf, wb.buf, wa.len) == 0;
	wr_free(&wa);
	wr_free(&wb);
	return same;
}

const struct catalog_db *
catalog_db(const struct catalog *c, const char *name)
{
	for (size_t i = 0; i < c->ndbs; i++)
		if (strcmp(c->dbs[i].name, name) == 0)
			return &c->dbs[i];
	return NULL;
}

bool
catalog_key_at(const struct catalog_key *k, uint32_t time)
{
	return k->from <= time && time < k->until;
}

uint32_t
catalog_db_until(const struct catalog_db *db, uint32_t time)
{
	/* Keys ascend by their start: one that is passed over fits never. */
	for (size_t i = 0; i < db->nkeys; i++)
		if (catalog_key_at(&db->keys[i], time))
			time = db->keys[i].until;
	return time;
}
