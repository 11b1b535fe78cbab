/*
 * Signatures in minisign's format: bytes in, yes or no out.
 *
 *	untrusted comment: <text>
 *	base64 of: "ED" | key id [8] | Ed25519 of BLAKE2b-512(what is signed)
 *	trusted comment: <text>
 *	base64 of: Ed25519 of (the signature above [64] | trusted comment)
 *
 * The reader is strict: four lines that end in LF and nothing after them, no
 * control character but TAB, base64 in its only encoding, and only the
 * prehashed "ED": a legacy "Ed" signature over 64 bytes would pass, renamed,
 * for one of any file with that hash, so none is ever made or accepted.
 * No meaning is taken from the comments; what is signed says what it is.
 */
#ifndef FEEDMILL_SIGN_H
#define FEEDMILL_SIGN_H

#include <sodium.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/key.h"
#include "keys/keyline.h"

struct fail;
struct minisig;
struct rd;
struct wr;

/* The longest comments, trusted and untrusted, written or read. */
#define SIGN_COMMENT_MAX KEYLINE_COMMENT_MAX

/* No signature file is longer. */
#define SIGN_FILE_MAX (2 * SIGN_COMMENT_MAX + 300)

/*
 * The hash of what is signed, fed piece by piece while a file is written or
 * read.  Signing and checking end it: it has to be begun again after.
 */
struct sign_hash {
	crypto_generichash_blake2b_state state;
};

void sign_hash_init(struct sign_hash *);
void sign_hash_add(struct sign_hash *, const void *, size_t n);

/* The hash of one buffer. */
struct sign_hash sign_hash_of(const void *, size_t n);

/* The parts of a signature; the comments lie in the bytes it was read from. */
struct signature {
	uint8_t id[KEY_ID_LEN];
	uint8_t sig[KEY_SIG_LEN];
	uint8_t global[KEY_SIG_LEN]; /* over sig and the trusted comment */
	const char *untrusted;
	size_t untrusted_len;
	const char *trusted; /* not before sign_verify() */
	size_t trusted_len;
};

/*
 * Reads the four lines at the cursor, which then stands behind them.  Says
 * nothing about who signed.  Returns 0, or -1 with FAIL_TRUST.
 */
int sign_parse(struct signature *, struct rd *, struct fail *);

/* Writes the four lines: what sign_parse() read, byte for byte. */
void sign_print(struct wr *, const struct signature *);

/* Both signatures are by this key, over this hash: 0, else FAIL_TRUST. */
int sign_verify(const struct signature *, struct sign_hash *,
    const struct pubkey *, struct fail *);

/* The text may be a comment: 0, else FAIL_USAGE with the reason. */
int sign_comment_check(const char *, struct fail *);

/*
 * Signs what was hashed.  The trusted comment is one that
 * sign_comment_check() allows, and goes on being the caller's.
 */
void sign_make(struct signature *, const struct seckey *, struct sign_hash *,
    const char *trusted_comment);

/*
 * To what a head carries, for a trusted comment that it may carry, and back
 * again: 0, or FAIL_TRUST.  The comment of what comes back is in the minisig.
 */
void sign_to_minisig(const struct signature *, struct minisig *);
int sign_of_minisig(struct signature *, const struct minisig *, struct fail *);

/*
 * Writes the signature file of what was hashed.  The trusted comment is one
 * that sign_comment_check() allows.
 */
void sign_file_text(struct wr *, const struct seckey *, struct sign_hash *,
    const char *trusted_comment);

/* The n bytes are a signature file, by this key, over this hash. */
int sign_check(const void *minisig, size_t n, struct sign_hash *,
    const struct pubkey *, struct fail *);

/*
 * Signature and signed text in one file, so that both are replaced by one
 * rename: the four lines, and the text after them.
 */
void sign_text_wrap(struct wr *, const struct seckey *, const void *text,
    size_t n, const char *trusted_comment);

/*
 * Opens such a file.  Sets the cursor over the text, in place, only if its
 * signature is good.  Returns 0, or -1 with FAIL_TRUST.
 */
int sign_text_open(const void *, size_t n, const struct pubkey *,
    struct rd *text, struct fail *);

#endif
