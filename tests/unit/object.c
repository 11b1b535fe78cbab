#include <sodium.h>

#include "formats/fail.h"
#include "formats/object.h"
#include "tests/unit/tap.h"

int
main(void)
{
	struct object abc = object_of("abc", 3), other = abc;
	struct fail f = { 0 };
	char hex[2 * OBJECT_HASH_LEN + 1];

	sodium_bin2hex(hex, sizeof(hex), abc.hash, sizeof(abc.hash));
	is_str(hex,
	    "bddd813c634239723171ef3fee98579b"
	    "94964e3bb1cb3e427262c8c068d52319",
	    "the hash is that of b2sum -l 256");
	is_int(abc.bytes, 3, "with the size");
	ok(object_same(&abc, &other), "what is the same");
	ok(object_check(&abc, "abc", 3, &f) == 0, "its bytes pass");
	ok(object_check(&abc, "abd", 3, &f) == -1 && f.kind == FAIL_HASH,
	    "others have another hash");
	f = (struct fail){ 0 };
	ok(object_check(&abc, "abcd", 4, &f) == -1 && f.kind == FAIL_SIZE,
	    "and more of them are not even hashed");
	other.hash[31] ^= 1;
	ok(!object_same(&abc, &other), "another hash");
	other = abc;
	other.bytes++;
	ok(!object_same(&abc, &other), "another size");
	return tap_end();
}
