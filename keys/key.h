/*
 * Keys in memory: Ed25519, each with a random id that files and signatures
 * name it by.  The id is a hint for humans and messages, never a proof.
 */
#ifndef FEEDMILL_KEY_H
#define FEEDMILL_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_ID_LEN     8
#define KEY_PUBLIC_LEN 32
#define KEY_SECRET_LEN 64 /* the seed and the public key after it */
#define KEY_SIG_LEN    64

/* 16 hexadecimal digits and their NUL. */
#define KEY_ID_TEXT 17

struct pubkey {
	uint8_t id[KEY_ID_LEN];
	uint8_t key[KEY_PUBLIC_LEN];
};

/* A secret key.  Closed, in guarded memory: see key.c. */
struct seckey;

/* The id as minisign shows it: a little-endian number in hexadecimal. */
void key_id_text(char out[static KEY_ID_TEXT],
    const uint8_t id[static KEY_ID_LEN]);

/* A new random key.  Free with seckey_free(). */
struct seckey *seckey_generate(void);

/*
 * The key of these bytes, which the caller goes on owning and wipes; NULL if
 * their public half does not belong to the seed (to sign with such a pair
 * would give the key away).
 */
struct seckey *seckey_of(const uint8_t id[static KEY_ID_LEN],
    const uint8_t secret[static KEY_SECRET_LEN]);

/* Wipes and frees; NULL is allowed. */
void seckey_free(struct seckey *);

void seckey_public(const struct seckey *, struct pubkey *);

/* The KEY_SECRET_LEN secret bytes, in place: only to write a key file. */
const uint8_t *seckey_secret(const struct seckey *);

/* A plain Ed25519 signature over n bytes. */
void seckey_sign(const struct seckey *, const void *, size_t n,
    uint8_t sig[static KEY_SIG_LEN]);

/* The signature is of these n bytes and by this key. */
bool pubkey_verify(const struct pubkey *, const void *, size_t n,
    const uint8_t sig[static KEY_SIG_LEN]);

#endif
