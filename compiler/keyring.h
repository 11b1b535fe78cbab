/*
 * The secret keys of a configuration's databases, read once.  Databases that
 * name the same file share one key.
 */
#ifndef FEEDMILL_KEYRING_H
#define FEEDMILL_KEYRING_H

#include <stddef.h>

#include "formats/fail.h"

struct conf;
struct passphrase;
struct pubkey;
struct seckey;

struct keyring {
	struct seckey **secrets; /* of conf->dbs, in their order */
	struct pubkey *publics;
	size_t n;
};

/*
 * Reads them all, and asks for passphrases where keys have them.  End with
 * keyring_clear() whatever comes.
 */
int keyring_read(struct keyring *, const struct conf *, struct passphrase *,
    struct fail *);
void keyring_clear(struct keyring *);

#endif
