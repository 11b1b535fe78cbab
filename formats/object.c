#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "formats/fail.h"
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

int
object_check(const struct object *o, const void *bytes, size_t n,
    struct fail *f)
{
	struct object have;

	if (n != o->bytes)
		return fail(f, FAIL_SIZE,
		    "has %zu bytes, but %" PRIu64 " were signed for", n,
		    o->bytes);
	have = object_of(bytes, n);
	if (!object_same(&have, o))
		return fail(f, FAIL_HASH,
		    "has not the hash that was signed for");
	return 0;
}
