#include <stdlib.h>

#include "formats/fail.h"
#include "formats/head.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/roots.h"
#include "tests/unit/numbered.h"
#include "tests/unit/tap.h"

/* Numbers of roots from 0, of databases' keys from 6. */
#define OLD "012"
#define DBS 6

/* A set of keys as digits: "013". */
static uint8_t
number_of(char digit)
{
	return (uint8_t)(digit - '0');
}

static struct roots
roots_by(const char *keys, uint32_t threshold)
{
	struct roots r = { .threshold = threshold };
	struct fail f = { 0 };

	for (; *keys != '\0'; keys++) {
		struct pubkey key = numbered_public(number_of(*keys));

		roots_add(&r, &key, &f);
	}
	return r;
}

/* A catalog of these roots: rbl has key 6 from 1000 to 2000, 7 from 1500. */
static struct catalog
catalog_by(uint32_t version, const char *roots, uint32_t threshold)
{
	struct catalog c = { .version = version,
		.time = 1000 + version,
		.valid_until = 5000,
		.threshold = threshold,
		.ndbs = 1 };
	struct catalog_db *rbl = &c.dbs[0];

	for (; *roots != '\0'; roots++) {
		struct pubkey key = numbered_public(number_of(*roots));

		pubkey_bytes(c.roots[c.nroots++], &key);
	}
	*rbl = (struct catalog_db){ .name = "rbl",
		.epoch = 3,
		.interval = 60,
		.nkeys = 2 };
	for (uint32_t i = 0; i < 2; i++) {
		struct pubkey key = numbered_public(DBS + (int)i);

		pubkey_bytes(rbl->keys[i].key, &key);
		rbl->keys[i].from = 1000 + 500 * i;
		rbl->keys[i].until = 2000 + 500 * i;
	}
	catalog_sort(&c);
	return c;
}

/* Signs a file in place by one more key. */
static int
sign_more(struct wr *file, int number, struct fail *f)
{
	struct seckey *key = numbered(number);
	struct wr out = { 0 };
	int rc = roots_sign(&out, rd_over(file->buf, file->len), key, f);

	seckey_free(key);
	wr_free(rc == 0 ? file : &out);
	if (rc == 0)
		*file = out;
	return rc;
}

static struct wr
file_of(const struct catalog *c, const char *signers)
{
	struct wr w = { 0 };
	struct fail f = { 0 };

	catalog_write(&w, c);
	for (; *signers != '\0'; signers++)
		if (sign_more(&w, number_of(*signers), &f) == -1)
			ok(false, "signing: %s", f.msg);
	return w;
}

static struct rd
over(const struct wr *w)
{
	return rd_over(w->buf, w->len);
}

/* Who signed, whose roots with what threshold: enough, or how many. */
static const struct {
	const char *signers, *roots;
	uint32_t threshold;
	const char *want;
} counts[] = {
	{ "01", OLD, 2, "" },
	{ "10", OLD, 2, "" },
	{ "012", OLD, 2, "" },
	{ "012", OLD, 3, "" },
	{ "0", OLD, 1, "" },
	{ "0", OLD, 2, "signed by 1 of the 3 roots, which takes 2" },
	{ "00", OLD, 2, "signed by 1 of the 3 roots, which takes 2" },
	{ "03", OLD, 2, "signed by 1 of the 3 roots, which takes 2" },
	{ "345", OLD, 1, "signed by 0 of the 3 roots, which takes 1" },
	{ "", OLD, 1, "signed by 0 of the 3 roots, which takes 1" },
	{ "01345", OLD, 2, "" },
	{ "0", "", 0, "signed by 0 of the 0 roots, which takes 0" },
};

static void
test_counts(void)
{
	struct catalog c = catalog_by(1, OLD, 2);

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct wr w = file_of(&c, counts[i].signers);
		struct roots r = roots_by(counts[i].roots, counts[i].threshold);
		struct rd text = rd_over(NULL, 0);
		struct fail f = { 0 };
		bool good = *counts[i].want == '\0';

		is_int(roots_open(&r, over(&w), &text, &f), good ? 0 : -1,
		    "signed by some");
		is_str(f.msg, counts[i].want, "  it says so");
		is_int(f.kind, good ? FAIL_NONE : FAIL_ROOTS, "  its kind");
		ok((text.p != NULL) == good, "  the text is given or not");
		wr_free(&w);
	}
}

/* The order of signing does not matter, nor signing again. */
static void
test_order(void)
{
	struct catalog c = catalog_by(1, OLD, 2);
	struct wr a = file_of(&c, "012"), b = file_of(&c, "2101");

	ok(a.len == b.len && memcmp(a.buf, b.buf, a.len) == 0,
	    "a file has one form, whoever signed first");
	wr_free(&a);
	wr_free(&b);
}

/* No flipped bit, no prefix and nothing longer passes for two signatures. */
static void
test_flips(void)
{
	struct catalog c = catalog_by(1, OLD, 2);
	struct wr w = file_of(&c, "01");
	struct roots r = roots_by(OLD, 2);
	unsigned wrong = 0, kinds = 0;
	struct rd text;

	for (size_t at = 0; at < w.len; at++) {
		struct fail f = { 0 };
		size_t line = at;

		while (line > 0 && w.buf[line - 1] != '\n')
			line--;
		/* Nobody vouches for an untrusted comment. */
		if (w.buf[line] == 'u' && at - line >= 19 && w.buf[at] != '\n')
			continue;
		w.buf[at] ^= 1;
		wrong += roots_open(&r, over(&w), &text, &f) == 0;
		kinds += f.kind != FAIL_ROOTS && f.kind != FAIL_TRUST;
		w.buf[at] ^= 1;
	}
	for (size_t n = 0; n < w.len; n++) {
		struct fail f = { 0 };

		wrong += roots_open(&r, rd_over(w.buf, n), &text, &f) == 0;
	}
	wr_u8(&w, '\n');
	wrong += roots_open(&r, over(&w), &text, &(struct fail){ 0 }) == 0;
	is_int(wrong, 0, "nothing flipped, cut or longer opens");
	is_int(kinds, 0, "all are refused as not trusted");
	wr_free(&w);
}

/* One key under two ids has one voice. */
static void
test_twice(void)
{
	struct roots r = roots_by("0", 2);
	struct pubkey again = r.keys[0], same_id = numbered_public(1);
	struct catalog c = catalog_by(1, OLD, 2);
	struct wr w = file_of(&c, "0"), other = { 0 };
	uint8_t public[KEY_PUBLIC_LEN], secret[KEY_SECRET_LEN], seed[32];
	struct seckey *key;
	struct fail f = { 0 };

	memset(again.id, 'Z', sizeof(again.id));
	is_int(roots_add(&r, &again, &f), -1, "a key is pinned once");
	is_int(f.kind, FAIL_USAGE, "  its kind");
	is_str(f.msg, "root 5A5A5A5A5A5A5A5A: another is the same key",
	    "  it says so");
	f = (struct fail){ 0 };
	memcpy(same_id.id, r.keys[0].id, sizeof(same_id.id));
	is_int(roots_add(&r, &same_id, &f), -1, "so is an id");
	is_str(f.msg, "root 4141414141414141: another has the same id",
	    "  it says so");
	f = (struct fail){ 0 };
	/* Even if it were, and signed by both. */
	r.keys[r.n++] = again;
	memset(seed, 1, sizeof(seed));
	crypto_sign_seed_keypair(public, secret, seed);
	key = seckey_of(again.id, secret);
	is_int(roots_sign(&other, over(&w), key, &f), 0, "it signs again");
	is_int(roots_signed(&r, over(&other), &f), 1, "it counts once");
	seckey_free(key);
	wr_free(&w);
	wr_free(&other);
}

/* A file with n signatures by one key each. */
static struct wr
file_with(const struct catalog *c, int n)
{
	struct wr text = { 0 }, w = { 0 };

	catalog_write(&text, c);
	for (int i = 0; i < n; i++) {
		struct sign_hash h = sign_hash_of(text.buf, text.len);
		struct seckey *key = numbered(i);

		sign_file_text(&w, key, &h, "a comment");
		seckey_free(key);
	}
	wr_bytes(&w, text.buf, text.len);
	wr_free(&text);
	return w;
}

static void
test_hostile(void)
{
	struct catalog c = catalog_by(1, OLD, 2);
	struct wr most = file_with(&c, ROOTS_SIGNATURES_MAX);
	struct wr more = file_with(&c, ROOTS_SIGNATURES_MAX + 1);
	struct wr two = file_of(&c, "01"), twice = { 0 };
	struct roots r = roots_by(OLD, 3);
	struct fail f = { 0 };
	uint8_t *big = calloc(1, CATALOG_MAX + 1);
	size_t half = two.len;

	is_int(roots_signed(&r, over(&most), &f), 3, "the most signatures");
	is_int(roots_signed(&r, over(&more), &f), -1, "no more");
	is_int(f.kind, FAIL_TRUST, "  its kind");
	is_str(f.msg, "more than 32 signatures", "  it says so");
	f = (struct fail){ 0 };
	is_int(sign_more(&most, 40, &f), -1, "nor does one sign then");
	f = (struct fail){ 0 };
	is_int(roots_signed(&r, rd_over(big, CATALOG_MAX + 1), &f), -1,
	    "no longer file");
	is_int(f.kind, FAIL_SIZE, "  its kind");
	/* The first signature once more in front. */
	for (size_t lines = 0, i = 0; lines < 4; i++) {
		lines += two.buf[i] == '\n';
		half = i + 1;
	}
	wr_bytes(&twice, two.buf, half);
	wr_bytes(&twice, two.buf, two.len);
	f = (struct fail){ 0 };
	is_int(roots_signed(&r, over(&twice), &f), -1, "no signature twice");
	is_str(f.msg, "signature 2: they do not ascend by key ids",
	    "  it says so");
	free(big);
	wr_free(&most);
	wr_free(&more);
	wr_free(&two);
	wr_free(&twice);
}

/* What is signed has to be a catalog. */
static void
test_sign(void)
{
	struct wr w = { 0 };
	struct fail f = { 0 };

	wr_str(&w, "format: feedmill head 1\n");
	is_int(sign_more(&w, 0, &f), -1, "a head is not signed by a root");
	is_int(f.kind, FAIL_FORMAT, "  its kind");
	wr_free(&w);
}

static void
test_first(void)
{
	struct catalog c = catalog_by(4, "0123", 2), got;
	struct roots pinned = roots_by("01", 2);
	struct wr good = file_of(&c, "01"), own = file_of(&c, "23");
	struct catalog other = catalog_by(4, "345", 2);
	struct wr mixed = file_of(&other, "013"), both = { 0 };
	struct fail f = { 0 };

	is_int(roots_first(&pinned, over(&good), &got, &f), 0, "it is opened");
	ok(catalog_same(&got, &c), "the first catalog by pinned roots");
	is_int(roots_first(&pinned, over(&own), &got, &f), -1,
	    "not one by its own roots alone");
	is_int(f.kind, FAIL_ROOTS, "  its kind");
	is_str(f.msg, "signed by 0 of the 2 pinned roots, which takes 2",
	    "  it says so");
	f = (struct fail){ 0 };
	is_int(roots_first(&pinned, over(&mixed), &got, &f), -1,
	    "nor one that too few of its own signed");
	is_str(f.msg,
	    "signed by 1 of the 3 roots that it names itself, which takes 2",
	    "  it says so");
	f = (struct fail){ 0 };
	both = file_of(&other, "0134");
	is_int(roots_first(&pinned, over(&both), &got, &f), 0,
	    "one by both is taken");
	wr_free(&good);
	wr_free(&own);
	wr_free(&mixed);
	wr_free(&both);
}

/* Catalogs after version 4 of roots 012, 2 of which it takes. */
static const struct next_case {
	const char *name;
	uint32_t version;
	const char *roots;
	uint32_t threshold;
	const char *signers;
	uint32_t time, epoch; /* of the catalog, of rbl */
	enum fail_kind kind;
	const char *want;
} nexts[] = {
	{ "the next", 5, OLD, 2, "01", 1005, 3, FAIL_NONE, "" },
	{ "at the same time", 5, OLD, 2, "01", 1004, 3, FAIL_NONE, "" },
	{ "the same again", 4, OLD, 2, "12", 1004, 3, FAIL_NONE, "" },
	{ "an epoch raised", 5, OLD, 2, "01", 1005, 9, FAIL_NONE, "" },
	{ "roots rotated", 5, "345", 2, "0134", 1005, 3, FAIL_NONE, "" },
	{ "a root replaced", 5, "013", 2, "03", 1005, 3, FAIL_ROOTS,
	    "signed by 1 of the 3 roots of version 4, which takes 2" },
	{ "a root replaced by two", 5, "013", 2, "01", 1005, 3, FAIL_NONE, "" },
	{ "a threshold lowered", 5, OLD, 1, "01", 1005, 3, FAIL_NONE, "" },
	{ "a threshold lowered by one", 5, OLD, 1, "0", 1005, 3, FAIL_ROOTS,
	    "signed by 1 of the 3 roots of version 4, which takes 2" },
	{ "a threshold raised", 5, OLD, 3, "01", 1005, 3, FAIL_ROOTS,
	    "signed by 2 of the 3 roots that it names itself, which takes 3" },
	{ "by new roots alone", 5, "345", 2, "345", 1005, 3, FAIL_ROOTS,
	    "signed by 0 of the 3 roots of version 4, which takes 2" },
	{ "by old roots alone", 5, "345", 2, "012", 1005, 3, FAIL_ROOTS,
	    "signed by 0 of the 3 roots that it names itself, which takes 2" },
	{ "an older one", 3, OLD, 2, "01", 1003, 3, FAIL_ROLLBACK,
	    "version 3 is older than 4, which is held" },
	{ "a later one", 6, OLD, 2, "01", 1006, 3, FAIL_WRONG,
	    "version 6 does not follow 4" },
	{ "the last there is", UINT32_MAX, OLD, 2, "01", 1006, 3, FAIL_WRONG,
	    "version 4294967295 does not follow 4" },
	{ "another one of that version", 4, OLD, 2, "01", 1009, 3, FAIL_SPLIT,
	    "this version 4 is another than the one held" },
	{ "an earlier time", 5, OLD, 2, "01", 1003, 3, FAIL_ROLLBACK,
	    "its time is before that of 4" },
	{ "an epoch lowered", 5, OLD, 2, "01", 1005, 2, FAIL_ROLLBACK,
	    "rbl goes back to epoch 2 from 3" },
};

static void
test_next(void)
{
	struct catalog held = catalog_by(4, OLD, 2);

	for (size_t i = 0; i < sizeof(nexts) / sizeof(nexts[0]); i++) {
		const struct next_case *n = &nexts[i];
		struct catalog c =
		    catalog_by(n->version, n->roots, n->threshold);
		struct fail f = { 0 };
		struct catalog got;
		struct wr w;

		c.time = n->time;
		c.dbs[0].epoch = n->epoch;
		w = file_of(&c, n->signers);
		is_int(roots_next(&held, over(&w), &got, &f),
		    n->kind == FAIL_NONE ? 0 : -1, n->name);
		is_str(f.msg, n->want, "  it says so");
		is_int(f.kind, n->kind, "  its kind");
		ok(n->kind != FAIL_NONE || catalog_same(&got, &c),
		    "  it is read");
		wr_free(&w);
	}
}

/* Roots change over versions until none of the pinned is left. */
static void
test_walk(void)
{
	static const struct {
		const char *roots, *signers;
	} steps[] = { { "012", "01" }, { "013", "013" }, { "034", "034" },
		{ "345", "345" }, { "345", "45" } };
	struct roots pinned = roots_by("012", 2);
	struct catalog held, last = catalog_by(5, steps[4].roots, 2);
	struct wr newest = file_of(&last, steps[4].signers);
	struct fail f = { 0 };

	is_int(roots_first(&pinned, over(&newest), &held, &f), -1,
	    "the newest means nothing to who pinned the oldest");
	is_int(f.kind, FAIL_ROOTS, "  its kind");
	f = (struct fail){ 0 };
	for (uint32_t i = 0; i < 5; i++) {
		struct catalog c = catalog_by(i + 1, steps[i].roots, 2), next;
		struct wr w = file_of(&c, steps[i].signers);
		int rc = i == 0 ? roots_first(&pinned, over(&w), &next, &f)
				: roots_next(&held, over(&w), &next, &f);

		is_int(rc, 0, "a step of the walk");
		held = next;
		wr_free(&w);
	}
	ok(catalog_same(&held, &last), "it leads to the newest");
	is_int(roots_next(&held, over(&newest), &last, &f), 0,
	    "which then is the same again");
	wr_free(&newest);
}

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
	struct pubkey key, want = numbered_public(6);
	struct fail f = { 0 };
	struct head got;

	is_int(roots_head_key(&c, "rbl", over(&w), &key, &f), 0, "its key");
	ok(memcmp(key.key, want.key, sizeof(key.key)) == 0, "  is that one");
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
	is_int(roots_head_key(&c, "rbl", over(&w), &key, &f), -1,
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
	test_counts();
	test_order();
	test_flips();
	test_twice();
	test_hostile();
	test_sign();
	test_first();
	test_next();
	test_walk();
	test_heads();
	test_head_bytes();
	test_revoked();
	return tap_end();
}
