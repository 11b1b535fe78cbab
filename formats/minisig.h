/*
 * What minisign's signature of a file says, as a head carries it.  What it is
 * worth is for keys/sign.h to tell.
 */
#ifndef FEEDMILL_MINISIG_H
#define FEEDMILL_MINISIG_H

#include <stdint.h>

#define MINISIG_SIG     74
#define MINISIG_GLOBAL  64
#define MINISIG_COMMENT 255

/* The first line of the file with the same signature, which no head carries. */
#define MINISIG_UNTRUSTED "signature of a feed"

struct minisig {
	uint8_t sig[MINISIG_SIG];          /* algorithm, key id, signature */
	uint8_t global[MINISIG_GLOBAL];    /* signs signature and comment */
	char comment[MINISIG_COMMENT + 1]; /* printable ASCII */
};

#endif
