/*
 * Key files in minisign's format.
 *
 *	untrusted comment: <text>
 *	base64 of the layout below
 *
 * A public key: 0 "Ed", 2 key id [8], 10 public key [32]; 42 bytes.
 * A secret key, 158 bytes:
 *
 *	  0  "Ed"
 *	  2  "Sc" encrypted, 0 0 plain
 *	  4  "B2"
 *	  6  salt [32]
 *	 38  scrypt's operations, 46 scrypt's bytes of memory: 64 bits each
 *	 54  key id [8]
 *	 62  seed [32], public key [32]
 *	126  BLAKE2b-256 of bytes 0-1, 54-125 as they are when plain
 *
 * Bytes 54 to 157 of an encrypted key are XORed with as many bytes of scrypt
 * over the passphrase.  A plain key's salt, limits and checksum mean nothing:
 * minisign leaves zeroes there, or what was there before it was plain.
 */
#ifndef FEEDMILL_KEYFILE_H
#define FEEDMILL_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/key.h"

struct fail;
struct wr;

/* No key file is longer. */
#define KEYFILE_MAX 1300

/* The bytes of a public key, and their base64 without its NUL. */
#define PUBKEY_LEN      42
#define PUBKEY_TEXT_LEN 56

/*
 * What scrypt may cost.  minisign takes the largest for a new key, and half
 * as often as memory is short; more is refused before it is spent.
 */
#define KEYFILE_OPS_MAX 33554432u
#define KEYFILE_MEM_MAX 1073741824u

/*
 * Asks for a passphrase.  Returns one that stays the asker's, who wipes it,
 * or NULL where there is none to be had.
 */
typedef const char *keyfile_ask(void *arg, const char *prompt);

/*
 * How a secret key file is locked.  No passphrase leaves it plain; scrypt
 * gets what is said here, as a rule KEYFILE_OPS_MAX and KEYFILE_MEM_MAX.
 */
struct keyfile_lock {
	const char *passphrase;
	uint64_t ops;
	uint64_t mem;
};

/* Reads the base64 of a public key, as it is given on command lines. */
int pubkey_parse(struct pubkey *, const char *base64, struct fail *);

/* Reads the bytes of a public key file. */
int pubkey_decode(struct pubkey *, const void *, size_t n, struct fail *);

int pubkey_read(struct pubkey *, const char *path, struct fail *);

/* Writes a public key file. */
void pubkey_encode(struct wr *, const struct pubkey *);

/* The bytes that the base64 stands for, and back. */
void pubkey_bytes(uint8_t out[static PUBKEY_LEN], const struct pubkey *);
int pubkey_of(struct pubkey *, const uint8_t bytes[static PUBKEY_LEN],
    struct fail *);

/* The base64 of the key, as in its file. */
void pubkey_text(char out[static PUBKEY_TEXT_LEN + 1], const struct pubkey *);

/*
 * The secret key file at the path is encrypted (1) or plain (0).  Returns -1
 * with FAIL_FORMAT where it is none, with FAIL_TRUST where it is one that is
 * not its owner's alone.
 */
int seckey_locked(const char *path, struct fail *);

/*
 * Reads the bytes of a secret key file; an encrypted one asks for its
 * passphrase, and is refused if ask is NULL.  Returns NULL with FAIL_FORMAT
 * or, for a wrong passphrase, FAIL_TRUST.  Free with seckey_free().
 */
struct seckey *seckey_decode(const char *, size_t n, keyfile_ask *, void *arg,
    struct fail *);

/* The same from a file that is its owner's alone (see secret.h). */
struct seckey *seckey_read(const char *path, keyfile_ask *, void *arg,
    struct fail *);

/*
 * The text of a secret key file, n bytes.  What scrypt gets is halved in the
 * lock as often as there is no memory for it.  Free with secret_free().
 */
char *seckey_encode(const struct seckey *, struct keyfile_lock *, size_t *n,
    struct fail *);

#endif
