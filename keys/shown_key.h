/* A public key as people are shown it: the id is for them, the text counts. */
#ifndef FEEDMILL_SHOWN_KEY_H
#define FEEDMILL_SHOWN_KEY_H

#include <stdint.h>

#include "formats/catalog.h"
#include "keys/key.h"
#include "keys/keyfile.h"

struct shown_key {
	char id[KEY_ID_TEXT];
	char text[PUBKEY_TEXT_LEN + 1];
};

struct shown_key shown_key(const struct pubkey *);

/* A key of a catalog, which has been read and so is good. */
struct shown_key shown_key_of(const uint8_t bytes[static CATALOG_KEY_LEN]);

#endif
