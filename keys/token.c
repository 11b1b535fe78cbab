#include <sodium.h>
#include <string.h>
#include <zlib.h>

#include "formats/rd.h"
#include "keys/token.h"

#define RANDOM    32
#define CHARS     (TOKEN_TEXT - sizeof(TOKEN_PREFIX))
#define PREFIX    (sizeof(TOKEN_PREFIX) - 1)
#define BASE64URL sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* What the characters stand for. */
struct token_bytes {
	uint8_t random[RANDOM], sum[4];
};

_Static_assert(sizeof(struct token_bytes) * 4 / 3 == CHARS, "no padding");

static void
put_sum(uint8_t out[static 4], const uint8_t random[static RANDOM])
{
	unsigned long sum = crc32(0, random, RANDOM);

	for (unsigned i = 0; i < 4; i++)
		out[i] = (uint8_t)(sum >> 8 * i);
}

void
token_make(char out[static TOKEN_TEXT])
{
	struct token_bytes t;

	randombytes_buf(t.random, RANDOM);
	put_sum(t.sum, t.random);
	memcpy(out, TOKEN_PREFIX, PREFIX);
	sodium_bin2base64(out + PREFIX, CHARS + 1, (const uint8_t *)&t,
	    sizeof(t), BASE64URL);
	sodium_memzero(&t, sizeof(t));
}

static bool
is_summed(const char *chars)
{
	struct token_bytes t;
	uint8_t sum[4];
	size_t n = 0;
	bool good;

	good = sodium_base642bin((uint8_t *)&t, sizeof(t), chars, CHARS, NULL,
		   &n, NULL, BASE64URL) == 0 &&
	    n == sizeof(t);
	if (good)
		put_sum(sum, t.random);
	good = good && sodium_memcmp(sum, t.sum, sizeof(sum)) == 0;
	sodium_memzero(&t, sizeof(t));
	return good;
}

bool
token_read(struct token_hash *hash, struct text text)
{
	struct rd r = rd_over(text.p, text.len);
	const uint8_t *chars;

	rd_literal(&r, TOKEN_PREFIX, PREFIX);
	chars = rd_take(&r, CHARS);
	if (chars == NULL || rd_left(&r) > 0 || !is_summed((const char *)chars))
		return false;
	crypto_generichash(hash->bytes, sizeof(hash->bytes),
	    (const uint8_t *)text.p, text.len, NULL, 0);
	return true;
}

void
token_hash_text(char out[static TOKEN_HASH_TEXT], const struct token_hash *hash)
{
	sodium_bin2hex(out, TOKEN_HASH_TEXT, hash->bytes, sizeof(hash->bytes));
}

bool
token_hash_read(struct token_hash *hash, struct text text)
{
	size_t n = 0;

	if (text.len != TOKEN_HASH_TEXT - 1)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (memchr("0123456789abcdef", text.p[i], 16) == NULL)
			return false;
	return sodium_hex2bin(hash->bytes, sizeof(hash->bytes), text.p,
		   text.len, NULL, &n, NULL) == 0 &&
	    n == sizeof(hash->bytes);
}

static bool
is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

bool
token_is_name(const char *s, size_t n)
{
	if (n == 0 || n > TOKEN_NAME_MAX || !is_alphanumeric(s[0]))
		return false;
	for (size_t i = 1; i < n; i++)
		if (!is_alphanumeric(s[i]) && memchr(".-_@", s[i], 4) == NULL)
			return false;
	return true;
}
