#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/object.h"
#include "formats/rd.h"
#include "keys/digest.h"

void
digest_begin(struct digest *d)
{
	d->bytes = 0;
	d->is_object = false;
	sign_hash_init(&d->hash);
}

void
digest_begin_object(struct digest *d)
{
	digest_begin(d);
	d->is_object = true;
	crypto_generichash_blake2b_init(&d->identity, NULL, 0, OBJECT_HASH_LEN);
}

void
digest_add(struct digest *d, const void *bytes, size_t n)
{
	sign_hash_add(&d->hash, bytes, n);
	if (d->is_object)
		crypto_generichash_blake2b_update(&d->identity, bytes, n);
	d->bytes += n;
}

void
digest_object(struct digest *d, struct object *o)
{
	assert(d->is_object);
	o->bytes = d->bytes;
	crypto_generichash_blake2b_final(&d->identity, o->hash,
	    OBJECT_HASH_LEN);
}

int
digest_check(const struct object *o, struct rd bytes, struct fail *f)
{
	uint8_t hash[OBJECT_HASH_LEN];

	if (rd_left(&bytes) != o->bytes)
		return fail(f, FAIL_SIZE,
		    "has %zu bytes, but what was signed has %" PRIu64,
		    rd_left(&bytes), o->bytes);
	crypto_generichash_blake2b(hash, sizeof(hash), bytes.p, rd_left(&bytes),
	    NULL, 0);
	if (memcmp(hash, o->hash, sizeof(hash)) != 0)
		return fail(f, FAIL_HASH,
		    "has another hash than what was signed");
	return 0;
}
