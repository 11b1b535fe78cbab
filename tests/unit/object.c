#include <sodium.h>

#include "formats/object.h"
#include "tests/unit/tap.h"

int
main(void)
{
	struct object abc = object_of("abc", 3), other = abc;
	char hex[2 * OBJECT_HASH_LEN + 1];

	sodium_bin2hex(hex, sizeof(hex), abc.hash, sizeof(abc.hash));
	is_str(hex,
	    "bddd813c634239723171ef3fee98579b"
	    "94964e3bb1cb3e427262c8c068d52319",
	    "the hash is that of b2sum -l 256");
	is_int(abc.bytes, 3, "with the size");
	ok(object_same(&abc, &other), "what is the same");
	other.hash[31] ^= 1;
	ok(!object_same(&abc, &other), "another hash");
	other = abc;
	other.bytes++;
	ok(!object_same(&abc, &other), "another size");
	return tap_end();
}
