/* What a server shows and proves itself with over TLS. */
#ifndef FEEDMILL_TLS_H
#define FEEDMILL_TLS_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

/* A certificate with those that lead to it, or a key, in PEM, in bytes. */
#define TLS_FILE_MAX 65536

/* TLS 1.2 and 1.3, forward secrecy, ciphers that authenticate. */
#define TLS_PRIORITIES                                                         \
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:"                  \
	"-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM"

struct tls {
	char *certificate; /* PEM */
	char *key;         /* PEM, in guarded memory */
	uint8_t id[32];    /* the hash of both */
};

/*
 * Reads both files and makes sure that they belong together.  That of the key
 * must be the process's or root's, and is not for others (see
 * secret_read_group()).  NULL with a failure.
 */
struct tls *tls_read(const char *certificate, const char *key, struct fail *);

/* Wipes the key; NULL is allowed. */
void tls_free(struct tls *);

#endif
