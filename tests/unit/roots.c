#include "tests/unit/roots.h"

/* The text of a file that enough of the roots signed. */
static int
open_file(const struct roots *r, struct rd bytes, struct rd *text,
    struct fail *f)
{
	struct roots_file file;

	if (roots_split(&file, bytes, f) == -1 ||
	    roots_enough(r, "roots", &file, f) == -1)
		return -1;
	*text = file.text;
	return 0;
}

/* How many of the roots signed it. */
static int
signed_by(const struct roots *r, struct rd bytes, struct fail *f)
{
	struct roots_file file;

	if (roots_split(&file, bytes, f) == -1)
		return -1;
	return (int)roots_count(r, &file);
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

		is_int(open_file(&r, over(&w), &text, &f), good ? 0 : -1,
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
		wrong += open_file(&r, over(&w), &text, &f) == 0;
		kinds += f.kind != FAIL_ROOTS && f.kind != FAIL_TRUST;
		w.buf[at] ^= 1;
	}
	for (size_t n = 0; n < w.len; n++) {
		struct fail f = { 0 };

		wrong += open_file(&r, rd_over(w.buf, n), &text, &f) == 0;
	}
	wr_u8(&w, '\n');
	wrong += open_file(&r, over(&w), &text, &(struct fail){ 0 }) == 0;
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
	is_str(f.msg, "key 5A5A5A5A5A5A5A5A is another root under a new id",
	    "  it says so");
	f = (struct fail){ 0 };
	memcpy(same_id.id, r.keys[0].id, sizeof(same_id.id));
	is_int(roots_add(&r, &same_id, &f), -1, "so is an id");
	is_str(f.msg, "key 4141414141414141 has the id of another root",
	    "  it says so");
	f = (struct fail){ 0 };
	is_int(roots_add(&r, &r.keys[0], &f), -1, "and so are both");
	is_str(f.msg, "key 4141414141414141 is a root already", "  it says so");
	f = (struct fail){ 0 };
	/* Even if it were, and signed by both. */
	r.keys[r.n++] = again;
	memset(seed, 1, sizeof(seed));
	crypto_sign_seed_keypair(public, secret, seed);
	key = seckey_of(again.id, secret);
	is_int(roots_sign(&other, over(&w), key, &f), 0, "it signs again");
	is_int(signed_by(&r, over(&other), &f), 1, "it counts once");
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

	is_int(signed_by(&r, over(&most), &f), 3, "the most signatures");
	is_int(signed_by(&r, over(&more), &f), -1, "no more");
	is_int(f.kind, FAIL_TRUST, "  its kind");
	is_str(f.msg, "more than 32 signatures", "  it says so");
	f = (struct fail){ 0 };
	is_int(sign_more(&most, 40, &f), -1, "nor does one sign then");
	f = (struct fail){ 0 };
	is_int(signed_by(&r, rd_over(big, CATALOG_MAX + 1), &f), -1,
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
	is_int(signed_by(&r, over(&twice), &f), -1, "no signature twice");
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
	return tap_end();
}
