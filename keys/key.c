#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "keys/key.h"
#include "keys/secret.h"

_Static_assert(KEY_PUBLIC_LEN == crypto_sign_ed25519_PUBLICKEYBYTES, "");
_Static_assert(KEY_SECRET_LEN == crypto_sign_ed25519_SECRETKEYBYTES, "");
_Static_assert(KEY_SIG_LEN == crypto_sign_ed25519_BYTES, "");

struct seckey {
	uint8_t id[KEY_ID_LEN];
	uint8_t secret[KEY_SECRET_LEN];
};

void
key_id_text(char out[static KEY_ID_TEXT], const uint8_t id[static KEY_ID_LEN])
{
	for (size_t i = 0; i < KEY_ID_LEN; i++)
		snprintf(out + 2 * i, 3, "%02X", id[KEY_ID_LEN - 1 - i]);
}

struct seckey *
seckey_generate(void)
{
	struct seckey *key = secret_new(sizeof(*key));
	uint8_t public[KEY_PUBLIC_LEN];

	randombytes_buf(key->id, sizeof(key->id));
	crypto_sign_ed25519_keypair(public, key->secret);
	return key;
}

struct seckey *
seckey_of(const uint8_t id[static KEY_ID_LEN],
    const uint8_t secret[static KEY_SECRET_LEN])
{
	struct seckey *key = secret_new(sizeof(*key));
	uint8_t public[KEY_PUBLIC_LEN];

	memcpy(key->id, id, sizeof(key->id));
	crypto_sign_ed25519_seed_keypair(public, key->secret, secret);
	if (sodium_memcmp(key->secret, secret, KEY_SECRET_LEN) != 0) {
		secret_free(key);
		return NULL;
	}
	return key;
}

void
seckey_free(struct seckey *key)
{
	secret_free(key);
}

void
seckey_public(const struct seckey *key, struct pubkey *public)
{
	memcpy(public->id, key->id, sizeof(public->id));
	crypto_sign_ed25519_sk_to_pk(public->key, key->secret);
}

const uint8_t *
seckey_secret(const struct seckey *key)
{
	return key->secret;
}

void
seckey_sign(const struct seckey *key, const void *bytes, size_t n,
    uint8_t sig[static KEY_SIG_LEN])
{
	crypto_sign_ed25519_detached(sig, NULL, bytes, n, key->secret);
}

bool
pubkey_verify(const struct pubkey *public, const void *bytes, size_t n,
    const uint8_t sig[static KEY_SIG_LEN])
{
	return crypto_sign_ed25519_verify_detached(sig, bytes, n,
		   public->key) == 0;
}
