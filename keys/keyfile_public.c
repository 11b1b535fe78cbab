#include <sodium.h>
#include <string.h>

#include "formats/base64.h"
#include "formats/fail.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/keyline.h"
#include "keys/secret.h"

#define COMMENT "minisign public key "

static const uint8_t alg_sign[2] = { 'E', 'd' };

/* The bytes behind the base64. */
struct raw_public {
	uint8_t alg[2];
	uint8_t id[KEY_ID_LEN];
	uint8_t key[KEY_PUBLIC_LEN];
};

_Static_assert(sizeof(struct raw_public) == PUBKEY_LEN, "");

static int
pubkey_unpack(struct pubkey *key, const struct raw_public *raw, struct fail *f)
{
	if (memcmp(raw->alg, alg_sign, sizeof(raw->alg)) != 0)
		return fail(f, FAIL_FORMAT, "algorithm %02x%02x, want \"Ed\"",
		    raw->alg[0], raw->alg[1]);
	if (!crypto_core_ed25519_is_valid_point(raw->key))
		return fail(f, FAIL_FORMAT, "no key: not a point of the curve");
	memcpy(key->id, raw->id, sizeof(key->id));
	memcpy(key->key, raw->key, sizeof(key->key));
	return 0;
}

static struct raw_public
pubkey_pack(const struct pubkey *key)
{
	struct raw_public raw;

	memcpy(raw.alg, alg_sign, sizeof(raw.alg));
	memcpy(raw.id, key->id, sizeof(raw.id));
	memcpy(raw.key, key->key, sizeof(raw.key));
	return raw;
}

void
pubkey_bytes(uint8_t out[static PUBKEY_LEN], const struct pubkey *key)
{
	struct raw_public raw = pubkey_pack(key);

	memcpy(out, &raw, sizeof(raw));
}

int
pubkey_of(struct pubkey *key, const uint8_t bytes[static PUBKEY_LEN],
    struct fail *f)
{
	struct raw_public raw;

	memcpy(&raw, bytes, sizeof(raw));
	return pubkey_unpack(key, &raw, f);
}

int
pubkey_parse(struct pubkey *key, const char *base64, struct fail *f)
{
	struct raw_public raw;

	if (!base64_read(&raw, sizeof(raw), base64, strlen(base64)))
		return fail(f, FAIL_FORMAT,
		    "public key: want %d characters of base64",
		    PUBKEY_TEXT_LEN);
	if (pubkey_unpack(key, &raw, f) == -1)
		return fail_at(f, "public key");
	return 0;
}

int
pubkey_decode(struct pubkey *key, const void *bytes, size_t n, struct fail *f)
{
	struct raw_public raw;

	if (keyline_file(bytes, n, &raw, sizeof(raw), f) == -1 ||
	    pubkey_unpack(key, &raw, f) == -1)
		return fail_at(f, "public key");
	return 0;
}

int
pubkey_read(struct pubkey *key, const char *path, struct fail *f)
{
	size_t n;
	char *bytes = secret_read_any(path, KEYFILE_MAX, &n, f);
	int rc;

	if (bytes == NULL)
		return -1;
	rc = pubkey_decode(key, bytes, n, f);
	if (rc == -1)
		fail_at(f, "%s", path);
	secret_free(bytes);
	return rc;
}

void
pubkey_encode(struct wr *w, const struct pubkey *key)
{
	struct raw_public raw = pubkey_pack(key);
	char comment[sizeof(COMMENT) + KEY_ID_TEXT] = COMMENT;

	key_id_text(comment + strlen(comment), key->id);
	keyline_put_comment(w, KEYLINE_UNTRUSTED, comment, strlen(comment));
	keyline_put_base64(w, &raw, sizeof(raw));
}

void
pubkey_text(char out[static PUBKEY_TEXT_LEN + 1], const struct pubkey *key)
{
	struct raw_public raw = pubkey_pack(key);

	sodium_bin2base64(out, PUBKEY_TEXT_LEN + 1, (const uint8_t *)&raw,
	    sizeof(raw), sodium_base64_VARIANT_ORIGINAL);
}
