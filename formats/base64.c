#include <sodium.h>
#include <string.h>

#include "formats/base64.h"
#include "formats/wr.h"

#define VARIANT sodium_base64_VARIANT_ORIGINAL

bool
base64_read(void *out, size_t n, const char *text, size_t len)
{
	char again[BASE64_LEN(BASE64_MAX) + 1];
	size_t got;
	bool same;

	if (n > BASE64_MAX || len != BASE64_LEN(n) ||
	    sodium_base642bin(out, n, text, len, NULL, &got, NULL, VARIANT) !=
		0 ||
	    got != n)
		return false;
	/* libsodium 1.0.18 takes the byte 0xaf for '/'. */
	sodium_bin2base64(again, sizeof(again), out, n, VARIANT);
	same = memcmp(again, text, len) == 0;
	sodium_memzero(again, sizeof(again));
	return same;
}

void
base64_write(struct wr *w, const void *bytes, size_t n)
{
	size_t room = BASE64_LEN(n) + 1;
	char *at = (char *)wr_room(w, room);

	sodium_bin2base64(at, room, bytes, n, VARIANT);
	w->len += room - 1;
}
