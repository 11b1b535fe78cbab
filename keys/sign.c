#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/minisig.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/keyline.h"
#include "keys/sign.h"

/* What minisign writes, so that our files are byte for byte its own. */
#define UNTRUSTED "signature from minisign secret key"

#define ALG_LEN   2

/* BLAKE2b-512, which minisign signs. */
#define SIGN_HASH_LEN 64

#define LINE_LEN      (ALG_LEN + KEY_ID_LEN + KEY_SIG_LEN)

_Static_assert(LINE_LEN == MINISIG_SIG, "line 2 is what a head carries");
_Static_assert(KEY_SIG_LEN == MINISIG_GLOBAL, "and line 4");

static const uint8_t alg_prehashed[ALG_LEN] = { 'E', 'D' };

void
sign_hash_init(struct sign_hash *h)
{
	/* Or its slowest BLAKE2b would be used; allowed any number of times. */
	if (sodium_init() < 0)
		abort();
	crypto_generichash_blake2b_init(&h->state, NULL, 0, SIGN_HASH_LEN);
}

void
sign_hash_add(struct sign_hash *h, const void *bytes, size_t n)
{
	crypto_generichash_blake2b_update(&h->state, bytes, n);
}

struct sign_hash
sign_hash_of(const void *bytes, size_t n)
{
	struct sign_hash h;

	sign_hash_init(&h);
	sign_hash_add(&h, bytes, n);
	return h;
}

static void
sign_hash_end(struct sign_hash *h, uint8_t out[static SIGN_HASH_LEN])
{
	crypto_generichash_blake2b_final(&h->state, out, SIGN_HASH_LEN);
}

/* Line 2: the algorithm, the key, the signature. */
static int
sign_take(struct signature *s, const uint8_t raw[static LINE_LEN],
    struct fail *f)
{
	if (memcmp(raw, alg_prehashed, ALG_LEN) != 0)
		return fail(f, FAIL_TRUST,
		    "algorithm %02x%02x, want \"ED\" "
		    "(of the hash)%s",
		    raw[0], raw[1],
		    memcmp(raw, "Ed", 2) == 0 ? ", not legacy \"Ed\"" : "");
	memcpy(s->id, raw + ALG_LEN, KEY_ID_LEN);
	memcpy(s->sig, raw + ALG_LEN + KEY_ID_LEN, KEY_SIG_LEN);
	return 0;
}

static void
sign_put(const struct signature *s, uint8_t raw[static LINE_LEN])
{
	memcpy(raw, alg_prehashed, ALG_LEN);
	memcpy(raw + ALG_LEN, s->id, KEY_ID_LEN);
	memcpy(raw + ALG_LEN + KEY_ID_LEN, s->sig, KEY_SIG_LEN);
}

static int
sign_parse_sig(struct signature *s, struct rd *r, struct fail *f)
{
	uint8_t raw[LINE_LEN];

	if (keyline_base64(r, raw, sizeof(raw), f) == -1)
		return -1;
	return sign_take(s, raw, f);
}

static int
sign_parse_lines(struct signature *s, struct rd *r, struct fail *f)
{
	if (keyline_comment(r, KEYLINE_UNTRUSTED, &s->untrusted,
		&s->untrusted_len, f) == -1)
		return fail_at(f, "line 1");
	if (sign_parse_sig(s, r, f) == -1)
		return fail_at(f, "line 2");
	if (keyline_comment(r, KEYLINE_TRUSTED, &s->trusted, &s->trusted_len,
		f) == -1)
		return fail_at(f, "line 3");
	if (keyline_base64(r, s->global, sizeof(s->global), f) == -1)
		return fail_at(f, "line 4");
	return 0;
}

int
sign_parse(struct signature *s, struct rd *r, struct fail *f)
{
	if (sign_parse_lines(s, r, f) == 0)
		return 0;
	f->kind = FAIL_TRUST;
	return fail_at(f, "signature");
}

void
sign_print(struct wr *w, const struct signature *s)
{
	uint8_t raw[LINE_LEN];

	sign_put(s, raw);
	keyline_put_comment(w, KEYLINE_UNTRUSTED, s->untrusted,
	    s->untrusted_len);
	keyline_put_base64(w, raw, sizeof(raw));
	keyline_put_comment(w, KEYLINE_TRUSTED, s->trusted, s->trusted_len);
	keyline_put_base64(w, s->global, sizeof(s->global));
}

/* What the second signature is over; returns its length. */
static size_t
sign_global_bytes(const struct signature *s,
    uint8_t out[static KEY_SIG_LEN + SIGN_COMMENT_MAX])
{
	memcpy(out, s->sig, KEY_SIG_LEN);
	memcpy(out + KEY_SIG_LEN, s->trusted, s->trusted_len);
	return KEY_SIG_LEN + s->trusted_len;
}

int
sign_verify(const struct signature *s, struct sign_hash *h,
    const struct pubkey *key, struct fail *f)
{
	uint8_t hash[SIGN_HASH_LEN], bytes[KEY_SIG_LEN + SIGN_COMMENT_MAX];
	char have[KEY_ID_TEXT], want[KEY_ID_TEXT];
	size_t n = sign_global_bytes(s, bytes);

	sign_hash_end(h, hash);
	key_id_text(have, s->id);
	key_id_text(want, key->id);
	if (memcmp(s->id, key->id, KEY_ID_LEN) != 0)
		return fail(f, FAIL_TRUST, "signature: by key %s, want key %s",
		    have, want);
	if (!pubkey_verify(key, hash, sizeof(hash), s->sig))
		return fail(f, FAIL_TRUST,
		    "signature: not one of these bytes by key %s", want);
	if (!pubkey_verify(key, bytes, n, s->global))
		return fail(f, FAIL_TRUST,
		    "signature: trusted comment is not by key %s", want);
	return 0;
}

int
sign_comment_check(const char *comment, struct fail *f)
{
	if (keyline_comment_check(comment, strlen(comment), f) == 0)
		return 0;
	f->kind = FAIL_USAGE;
	return -1;
}

void
sign_make(struct signature *s, const struct seckey *key, struct sign_hash *h,
    const char *comment)
{
	uint8_t hash[SIGN_HASH_LEN], bytes[KEY_SIG_LEN + SIGN_COMMENT_MAX];
	struct fail f = { 0 };
	struct pubkey public;

	assert(sign_comment_check(comment, &f) == 0);
	*s = (struct signature){ .untrusted = UNTRUSTED,
		.untrusted_len = strlen(UNTRUSTED),
		.trusted = comment,
		.trusted_len = strlen(comment) };
	sign_hash_end(h, hash);
	seckey_public(key, &public);
	memcpy(s->id, public.id, KEY_ID_LEN);
	seckey_sign(key, hash, sizeof(hash), s->sig);
	seckey_sign(key, bytes, sign_global_bytes(s, bytes), s->global);
}

void
sign_file_text(struct wr *w, const struct seckey *key, struct sign_hash *h,
    const char *comment)
{
	struct signature s;

	sign_make(&s, key, h, comment);
	sign_print(w, &s);
}

void
sign_to_minisig(const struct signature *s, struct minisig *m)
{
	assert(s->trusted_len <= MINISIG_COMMENT);
	*m = (struct minisig){ 0 };
	sign_put(s, m->sig);
	memcpy(m->global, s->global, sizeof(m->global));
	memcpy(m->comment, s->trusted, s->trusted_len);
}

int
sign_of_minisig(struct signature *s, const struct minisig *m, struct fail *f)
{
	*s = (struct signature){ .untrusted = MINISIG_UNTRUSTED,
		.untrusted_len = strlen(MINISIG_UNTRUSTED),
		.trusted = m->comment,
		.trusted_len = strlen(m->comment) };
	memcpy(s->global, m->global, sizeof(s->global));
	if (sign_take(s, m->sig, f) == -1)
		return fail_at(f, "signature");
	return 0;
}

int
sign_check(const void *minisig, size_t n, struct sign_hash *h,
    const struct pubkey *key, struct fail *f)
{
	struct rd r = rd_over(minisig, n);
	struct signature s;

	if (sign_parse(&s, &r, f) == -1)
		return -1;
	if (rd_left(&r) > 0)
		return fail(f, FAIL_TRUST, "signature: %zu bytes after line 4",
		    rd_left(&r));
	return sign_verify(&s, h, key, f);
}

void
sign_text_wrap(struct wr *w, const struct seckey *key, const void *text,
    size_t n, const char *comment)
{
	struct sign_hash h = sign_hash_of(text, n);

	sign_file_text(w, key, &h, comment);
	wr_bytes(w, text, n);
}

int
sign_text_open(const void *bytes, size_t n, const struct pubkey *key,
    struct rd *text, struct fail *f)
{
	struct rd r = rd_over(bytes, n);
	struct sign_hash h;
	struct signature s;

	if (sign_parse(&s, &r, f) == -1)
		return -1;
	h = sign_hash_of(r.p, rd_left(&r));
	if (sign_verify(&s, &h, key, f) == -1)
		return -1;
	*text = r;
	return 0;
}
