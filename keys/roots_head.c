#include <string.h>

#include "formats/fail.h"
#include "formats/head.h"
#include "formats/stamp.h"
#include "keys/keyfile.h"
#include "keys/roots.h"

/* A head file: who signed it, by which key of the catalog, and its text. */
struct signed_head {
	struct signature signature;
	const struct catalog_db *db;
	const struct catalog_key *by;
	struct pubkey key; /* the same */
	struct rd text;
};

static const struct catalog_key *
find_key(const struct catalog_db *db, const uint8_t id[static KEY_ID_LEN],
    struct pubkey *key)
{
	struct fail bad = { 0 };

	for (size_t i = 0; i < db->nkeys; i++)
		if (pubkey_of(key, db->keys[i].key, &bad) == 0 &&
		    memcmp(key->id, id, KEY_ID_LEN) == 0)
			return &db->keys[i];
	return NULL;
}

static int
find_db(struct signed_head *h, const struct catalog *c, const char *db,
    struct fail *f)
{
	h->db = catalog_db(c, db);
	if (h->db == NULL)
		return fail(f, FAIL_MISSING,
		    "version %u of the catalog has no database %s", c->version,
		    db);
	return 0;
}

/* Finds the key that the signature says, and checks that it did sign. */
static int
check_head(struct signed_head *h, uint32_t version, struct fail *f)
{
	char id[KEY_ID_TEXT];
	struct sign_hash hash;

	key_id_text(id, h->signature.id);
	h->by = find_key(h->db, h->signature.id, &h->key);
	if (h->by == NULL)
		return fail(f, FAIL_KEY,
		    "signed by key %s, which version %u of the catalog does "
		    "not let sign for %s",
		    id, version, h->db->name);
	hash = sign_hash_of(h->text.p, rd_left(&h->text));
	return sign_verify(&h->signature, &hash, &h->key, f);
}

static int
open_head(struct signed_head *h, const struct catalog *c, const char *db,
    struct rd file, struct fail *f)
{
	if (find_db(h, c, db, f) == -1)
		return -1;
	if (rd_left(&file) > HEAD_MAX)
		return fail(f, FAIL_SIZE, "a head has at most %d bytes",
		    HEAD_MAX);
	h->text = file;
	if (sign_parse(&h->signature, &h->text, f) == -1)
		return -1;
	return check_head(h, c->version, f);
}

/* The key of a good signature may sign a head of this time. */
static int
judge_window(const struct signed_head *h, uint32_t time, struct fail *f)
{
	char id[KEY_ID_TEXT], from[STAMP_TEXT], until[STAMP_TEXT];
	char at[STAMP_TEXT];

	if (catalog_key_at(h->by, time))
		return 0;
	key_id_text(id, h->signature.id);
	stamp_text(from, h->by->from);
	stamp_text(until, h->by->until);
	stamp_text(at, time);
	return fail(f, FAIL_KEY,
	    "key %s may sign from %s until %s, and this is of %s", id, from,
	    until, at);
}

int
roots_head(const struct catalog *c, const char *db, struct rd file,
    struct head *head, struct fail *f)
{
	struct signed_head h;

	if (open_head(&h, c, db, file, f) == -1 ||
	    head_parse(head, (const char *)h.text.p, rd_left(&h.text), f) == -1)
		return -1;
	if (strcmp(head->db, db) != 0)
		return fail(f, FAIL_WRONG, "a head of %s, want %s", head->db,
		    db);
	if (head->epoch != h.db->epoch)
		return fail(f, FAIL_WRONG,
		    "a head of epoch %u, version %u of the catalog says %u",
		    head->epoch, c->version, h.db->epoch);
	return judge_window(&h, head->time, f);
}

int
roots_head_key(const struct catalog *c, const char *db, struct rd file,
    struct roots_signer *signer, struct fail *f)
{
	struct signed_head h;

	if (open_head(&h, c, db, file, f) == -1)
		return -1;
	*signer = (struct roots_signer){ h.key, h.by->until };
	return 0;
}
