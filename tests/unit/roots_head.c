#include "formats/head.h"
#include "tests/unit/roots.h"

/* What a head is, who signed it, and what comes of it by the catalog. */
static const struct head_case {
	const char *name, *db;
	uint32_t epoch, time;
	int signer;
	enum fail_kind kind;
	const char *want;
} heads[] = {
	{ "the first key", "rbl", 3, 1200, 6, FAIL_NONE, "" },
	{ "the second key", "rbl", 3, 2200, 7, FAIL_NONE, "" },
	{ "the first where both may", "rbl", 3, 1700, 6, FAIL_NONE, "" },
	{ "the second where both may", "rbl", 3, 1700, 7, FAIL_NONE, "" },
	{ "where the window begins", "rbl", 3, 1000, 6, FAIL_NONE, "" },
	{ "before it begins", "rbl", 3, 999, 6, FAIL_KEY,
	    "key 4747474747474747 may sign from 1970-01-01T00:16:40Z until "
	    "1970-01-01T00:33:20Z, and this is of 1970-01-01T00:16:39Z" },
	{ "where it ends", "rbl", 3, 1999, 6, FAIL_NONE, "" },
	{ "when it is over", "rbl", 3, 2000, 6, FAIL_KEY,
	    "key 4747474747474747 may sign from 1970-01-01T00:16:40Z until "
	    "1970-01-01T00:33:20Z, and this is of 1970-01-01T00:33:20Z" },
	{ "a key that it does not name", "rbl", 3, 1200, 8, FAIL_KEY,
	    "signed by key 4949494949494949, which version 4 of the catalog "
	    "does not let sign for rbl" },
	{ "a root", "rbl", 3, 1200, 0, FAIL_KEY,
	    "signed by key 4141414141414141, which version 4 of the catalog "
	    "does not let sign for rbl" },
	{ "another database", "dul", 3, 1200, 6, FAIL_WRONG,
	    "a head of dul, want rbl" },
	{ "the epoch before", "rbl", 2, 1200, 6, FAIL_WRONG,
	    "a head of epoch 2, version 4 of the catalog says 3" },
	{ "a later epoch", "rbl", 4, 1200, 6, FAIL_WRONG,
	    "a head of epoch 4, version 4 of the catalog says 3" },
};

static struct wr
head_of(const struct head_case *c)
{
	struct head h = { .epoch = c->epoch,
		.serial = 900,
		.time = c->time,
		.fresh_until = c->time + 60,
		.valid_until = c->time + 600 };
	struct seckey *key = numbered(c->signer);
	struct wr text = { 0 }, w = { 0 };

	snprintf(h.db, sizeof(h.db), "%s", c->db);
	head_write(&text, &h);
	sign_text_wrap(&w, key, text.buf, text.len, "a head");
	seckey_free(key);
	wr_free(&text);
	return w;
}

static void
test_heads(void)
{
	struct catalog c = catalog_by(4, OLD, 2);

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		const struct head_case *h = &heads[i];
		struct wr w = head_of(h);
		struct fail f = { 0 };
		struct head got;

		is_int(roots_head(&c, "rbl", over(&w), &got, &f),
		    h->kind == FAIL_NONE ? 0 : -1, h->name);
		is_str(f.msg, h->want, "  it says so");
		is_int(f.kind, h->kind, "  its kind");
		ok(h->kind != FAIL_NONE || got.time == h->time, "  it is read");
		wr_free(&w);
	}
}

static void
test_head_bytes(void)
{
	struct catalog c = catalog_by(4, OLD, 2);
	struct wr w = head_of(&heads[0]);
	uint8_t big[HEAD_MAX + 1] = { 0 };
	struct pubkey want = numbered_public(6);
	struct roots_signer by;
	struct fail f = { 0 };
	struct head got;

	is_int(roots_head_key(&c, "rbl", over(&w), &by, &f), 0, "its key");
	ok(memcmp(by.key.key, want.key, sizeof(want.key)) == 0,
	    "  is that one");
	is_int(by.until, 2000, "  and how long it may sign");
	is_int(roots_head(&c, "qil", over(&w), &got, &f), -1,
	    "a database that the catalog does not have");
	is_int(f.kind, FAIL_MISSING, "  its kind");
	f = (struct fail){ 0 };
	is_int(roots_head(&c, "rbl", rd_over(big, sizeof(big)), &got, &f), -1,
	    "a head too long");
	is_int(f.kind, FAIL_SIZE, "  its kind");
	f = (struct fail){ 0 };
	/* The text would be refused as well, but is not looked at. */
	w.buf[w.len - 1] = ' ';
	is_int(roots_head(&c, "rbl", over(&w), &got, &f), -1, "a changed head");
	is_int(f.kind, FAIL_TRUST, "  its kind");
	is_str(f.msg,
	    "signature: not one of these bytes by key 4747474747474747",
	    "  it says so");
	f = (struct fail){ 0 };
	is_int(roots_head_key(&c, "rbl", over(&w), &by, &f), -1,
	    "and nobody's");
	wr_free(&w);
}

/* A key that the next catalog does not name any more signs nothing. */
static void
test_revoked(void)
{
	struct catalog c = catalog_by(4, OLD, 2), next = catalog_by(5, OLD, 2);
	struct wr w = head_of(&heads[0]), file, changed;
	struct fail f = { 0 };
	struct head_case raised = heads[1];
	struct catalog got;
	struct head head;

	next.dbs[0].keys[0] = next.dbs[0].keys[1];
	next.dbs[0].nkeys = 1;
	next.dbs[0].epoch = 4;
	file = file_of(&next, "02");
	is_int(roots_head(&c, "rbl", over(&w), &head, &f), 0,
	    "a key signs while it is named");
	is_int(roots_next(&c, over(&file), &got, &f), 0, "it is revoked");
	is_int(roots_head(&got, "rbl", over(&w), &head, &f), -1,
	    "and signs no more");
	is_int(f.kind, FAIL_KEY, "  its kind");
	f = (struct fail){ 0 };
	raised.epoch = 4;
	changed = head_of(&raised);
	is_int(roots_head(&got, "rbl", over(&changed), &head, &f), 0,
	    "the other goes on in the new epoch");
	wr_free(&w);
	wr_free(&file);
	wr_free(&changed);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_heads();
	test_head_bytes();
	test_revoked();
	return tap_end();
}
