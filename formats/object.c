#include <sodium.h>
#include <string.h>

#include "formats/object.h"

struct object
object_of(const void *bytes, size_t n)
{
	struct object o = { .bytes = n };

	crypto_generichash(o.hash, sizeof(o.hash), bytes, n, NULL, 0);
	return o;
}

bool
object_same(const struct object *a, const struct object *b)
{
	return a->bytes == b->bytes &&
	    memcmp(a->hash, b->hash, sizeof(a->hash)) == 0;
}
