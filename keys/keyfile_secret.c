#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "keys/keyfile.h"
#include "keys/keyline.h"
#include "keys/secret.h"

/* minisign gives it to plain keys too. */
#define COMMENT KEYLINE_UNTRUSTED "minisign encrypted secret key\n"

static const uint8_t alg_sign[2] = { 'E', 'd' };
static const uint8_t alg_scrypt[2] = { 'S', 'c' };
static const uint8_t alg_plain[2] = { 0, 0 };
static const uint8_t alg_blake2b[2] = { 'B', '2' };

/* What a passphrase covers. */
struct raw_sealed {
	uint8_t id[KEY_ID_LEN];
	uint8_t secret[KEY_SECRET_LEN];
	uint8_t checksum[32];
};

/* The bytes behind the base64; a secret all of them, kept as such. */
struct raw_secret {
	uint8_t sign[2];
	uint8_t kdf[2];
	uint8_t hash[2];
	uint8_t salt[crypto_pwhash_scryptsalsa208sha256_SALTBYTES];
	uint8_t ops[8];
	uint8_t mem[8];
	struct raw_sealed sealed;
};

_Static_assert(sizeof(struct raw_sealed) == 104, "");
_Static_assert(sizeof(struct raw_secret) == 158, "");

/* Who is asked for a passphrase, for which file. */
struct asker {
	keyfile_ask *ask;
	void *arg;
	const char *file;
};

static uint64_t
get_64(const uint8_t *at)
{
	struct rd r = rd_over(at, 8);

	return rd_u64(&r);
}

static void
put_64(uint8_t *at, uint64_t v)
{
	for (int i = 0; i < 8; i++, v >>= 8)
		at[i] = (uint8_t)v;
}

/* The checksum of a plain secret key. */
static void
sealed_checksum(uint8_t out[static 32], const struct raw_sealed *s)
{
	crypto_generichash_blake2b_state h;

	crypto_generichash_blake2b_init(&h, NULL, 0, sizeof(s->checksum));
	crypto_generichash_blake2b_update(&h, alg_sign, sizeof(alg_sign));
	crypto_generichash_blake2b_update(&h, s->id, sizeof(s->id));
	crypto_generichash_blake2b_update(&h, s->secret, sizeof(s->secret));
	crypto_generichash_blake2b_final(&h, out, sizeof(s->checksum));
	sodium_memzero(&h, sizeof(h));
}

/* Covers or uncovers; -1 with errno where scrypt has no memory. */
static int
sealed_xor(struct raw_secret *raw, const char *passphrase, uint64_t ops,
    uint64_t mem)
{
	uint8_t *stream = secret_new(sizeof(raw->sealed));
	uint8_t *sealed = (uint8_t *)&raw->sealed;
	int rc = crypto_pwhash_scryptsalsa208sha256(stream, sizeof(raw->sealed),
	    passphrase, strlen(passphrase), raw->salt, ops, mem);

	for (size_t i = 0; rc == 0 && i < sizeof(raw->sealed); i++)
		sealed[i] ^= stream[i];
	secret_free(stream);
	return rc;
}

/* What the file asks of scrypt is judged before it is spent. */
static int
limits_check(const struct raw_secret *raw, struct fail *f)
{
	uint64_t ops = get_64(raw->ops), mem = get_64(raw->mem);

	if (ops > KEYFILE_OPS_MAX)
		return fail(f, FAIL_FORMAT,
		    "asks scrypt for %ju operations, want at most %u",
		    (uintmax_t)ops, KEYFILE_OPS_MAX);
	if (mem > KEYFILE_MEM_MAX)
		return fail(f, FAIL_FORMAT,
		    "asks scrypt for %ju bytes of memory, want at most %u",
		    (uintmax_t)mem, KEYFILE_MEM_MAX);
	return 0;
}

static int
seckey_unlock(struct raw_secret *raw, const struct asker *a, struct fail *f)
{
	uint8_t checksum[sizeof(raw->sealed.checksum)];
	const char *passphrase;
	char prompt[300];

	if (limits_check(raw, f) == -1)
		return -1;
	snprintf(prompt, sizeof(prompt), "Passphrase of %.250s: ", a->file);
	passphrase = a->ask == NULL ? NULL : a->ask(a->arg, prompt);
	if (passphrase == NULL)
		return fail(f, FAIL_TRUST,
		    "encrypted, and no passphrase was given");
	if (sealed_xor(raw, passphrase, get_64(raw->ops), get_64(raw->mem)) !=
	    0)
		return fail_errno(f, "scrypt over %ju bytes",
		    (uintmax_t)get_64(raw->mem));
	sealed_checksum(checksum, &raw->sealed);
	if (sodium_memcmp(checksum, raw->sealed.checksum, sizeof(checksum)) !=
	    0)
		return fail(f, FAIL_TRUST, "wrong passphrase");
	return 0;
}

/* Encrypted: 1, plain: 0, no secret key of minisign's: -1. */
static int
seckey_kind(const struct raw_secret *raw, struct fail *f)
{
	if (memcmp(raw->sign, alg_sign, sizeof(raw->sign)) != 0 ||
	    memcmp(raw->hash, alg_blake2b, sizeof(raw->hash)) != 0)
		return fail(f, FAIL_FORMAT,
		    "not an Ed25519 secret key with BLAKE2b");
	if (memcmp(raw->kdf, alg_plain, sizeof(raw->kdf)) == 0)
		return 0;
	if (memcmp(raw->kdf, alg_scrypt, sizeof(raw->kdf)) == 0)
		return 1;
	return fail(f, FAIL_FORMAT, "encryption %02x%02x, want \"Sc\" or none",
	    raw->kdf[0], raw->kdf[1]);
}

/* The key of the bytes, which are uncovered in place. */
static struct seckey *
seckey_unpack(struct raw_secret *raw, const struct asker *a, struct fail *f)
{
	struct seckey *key;
	int locked = seckey_kind(raw, f);

	if (locked == -1 || (locked && seckey_unlock(raw, a, f) == -1))
		return NULL;
	key = seckey_of(raw->sealed.id, raw->sealed.secret);
	if (key == NULL)
		fail(f, FAIL_FORMAT,
		    "the public half does not belong to the secret half");
	return key;
}

static struct seckey *
seckey_open(const char *bytes, size_t n, const struct asker *a, struct fail *f)
{
	struct raw_secret *raw = secret_new(sizeof(*raw));
	struct seckey *key = NULL;

	if (keyline_file(bytes, n, raw, sizeof(*raw), f) == 0)
		key = seckey_unpack(raw, a, f);
	secret_free(raw);
	if (key == NULL)
		fail_at(f, "%s", a->file);
	return key;
}

struct seckey *
seckey_decode(const char *bytes, size_t n, keyfile_ask *ask, void *arg,
    struct fail *f)
{
	return seckey_open(bytes, n, &(struct asker){ ask, arg, "secret key" },
	    f);
}

struct seckey *
seckey_read(const char *path, keyfile_ask *ask, void *arg, struct fail *f)
{
	struct seckey *key;
	size_t n;
	char *bytes = secret_read(path, KEYFILE_MAX, &n, f);

	if (bytes == NULL)
		return NULL;
	key = seckey_open(bytes, n, &(struct asker){ ask, arg, path }, f);
	secret_free(bytes);
	return key;
}

static int
seckey_kind_of(const char *path, struct fail *f)
{
	struct raw_secret *raw;
	size_t n;
	char *bytes = secret_read_any(path, KEYFILE_MAX, &n, f);
	int locked = -1;

	if (bytes == NULL)
		return -1;
	raw = secret_new(sizeof(*raw));
	if (keyline_file(bytes, n, raw, sizeof(*raw), f) == 0)
		locked = seckey_kind(raw, f);
	if (locked == -1)
		fail_at(f, "%s", path);
	secret_free(raw);
	secret_free(bytes);
	return locked;
}

int
seckey_locked(const char *path, struct fail *f)
{
	int locked = seckey_kind_of(path, f);
	char *private;
	size_t n;

	if (locked == -1)
		return -1;
	private = secret_read(path, KEYFILE_MAX, &n, f);
	secret_free(private);
	return private == NULL ? -1 : locked;
}

/*
 * Covers the key, with half of everything as often as there is no memory for
 * it, as minisign does.
 */
static int
seckey_lock(struct raw_secret *raw, struct keyfile_lock *lock, struct fail *f)
{
	memcpy(raw->kdf, alg_scrypt, sizeof(raw->kdf));
	randombytes_buf(raw->salt, sizeof(raw->salt));
	sealed_checksum(raw->sealed.checksum, &raw->sealed);
	while (sealed_xor(raw, lock->passphrase, lock->ops, lock->mem) != 0) {
		lock->ops /= 2;
		lock->mem /= 2;
		if (errno != ENOMEM ||
		    lock->mem < crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_MIN)
			return fail_errno(f, "scrypt");
	}
	put_64(raw->ops, lock->ops);
	put_64(raw->mem, lock->mem);
	return 0;
}

/* A copy as a file's text, in guarded memory. */
static char *
seckey_print(const struct raw_secret *raw, size_t *n)
{
	size_t room = sodium_base64_ENCODED_LEN(sizeof(*raw),
	    sodium_base64_VARIANT_ORIGINAL);
	char *text = secret_new(strlen(COMMENT) + room + 1);

	memcpy(text, COMMENT, strlen(COMMENT));
	sodium_bin2base64(text + strlen(COMMENT), room, (const uint8_t *)raw,
	    sizeof(*raw), sodium_base64_VARIANT_ORIGINAL);
	*n = strlen(COMMENT) + room;
	text[*n - 1] = '\n';
	return text;
}

char *
seckey_encode(const struct seckey *key, struct keyfile_lock *lock, size_t *n,
    struct fail *f)
{
	struct raw_secret *raw = secret_new(sizeof(*raw));
	struct pubkey public;
	char *text = NULL;

	seckey_public(key, &public);
	memcpy(raw->sign, alg_sign, sizeof(raw->sign));
	memcpy(raw->hash, alg_blake2b, sizeof(raw->hash));
	memcpy(raw->sealed.id, public.id, KEY_ID_LEN);
	memcpy(raw->sealed.secret, seckey_secret(key), KEY_SECRET_LEN);
	if (lock->passphrase == NULL || seckey_lock(raw, lock, f) == 0)
		text = seckey_print(raw, n);
	secret_free(raw);
	return text;
}
