#include "keys/shown_key.h"

struct shown_key
shown_key(const struct pubkey *key)
{
	struct shown_key s = { 0 };

	key_id_text(s.id, key->id);
	pubkey_text(s.text, key);
	return s;
}

struct shown_key
shown_key_of(const uint8_t bytes[static CATALOG_KEY_LEN])
{
	struct fail f = { 0 };
	struct pubkey key = { 0 };

	pubkey_of(&key, bytes, &f);
	return shown_key(&key);
}
