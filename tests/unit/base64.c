#include "formats/base64.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

/* RFC 4648, section 10, and back. */
static void
test_vectors(void)
{
	static const char *const want[] = { "", "Zg==", "Zm8=", "Zm9v",
		"Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };

	for (size_t n = 0; n < sizeof(want) / sizeof(want[0]); n++) {
		struct wr w = { 0 };
		char back[8] = "";

		base64_write(&w, "foobar", n);
		wr_u8(&w, '\0');
		is_str((const char *)w.buf, want[n], "bytes as text");
		ok(w.len - 1 == BASE64_LEN(n) &&
			base64_read(back, n, want[n], w.len - 1) &&
			memcmp(back, "foobar", n) == 0,
		    "  and back");
		wr_free(&w);
	}
}

/* What is no text of two bytes, or not the only one. */
static void
test_bad(void)
{
	static const char *const bad[] = { "", "Zm8", "Zm8==", "Zm9=", "Zm9v",
		"Zg==", "Z m8", "Zm8\n", "Zm-=", "Zm_=", "\xafm8=" };
	uint8_t out[BASE64_MAX + 1];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!base64_read(out, 2, bad[i], strlen(bad[i])),
		    "no text of two bytes: %zu", i);
	ok(!base64_read(out, BASE64_MAX + 1, "", 0), "nor too many bytes");
}

int
main(void)
{
	test_vectors();
	test_bad();
	return tap_end();
}
