#include <assert.h>

#include "formats/object.h"
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
