#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "feedd/bearer.h"
#include "formats/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A token is behind its scheme and nothing else; its hash has one text. */
static void
check_token(const char *value)
{
	struct token_hash hash, again;
	char text[TOKEN_HASH_TEXT];
	const char *at;

	if (bearer_of(value, &hash) != BEARER_TOKEN)
		return;
	at = strstr(value, TOKEN_PREFIX);
	if (at == NULL ||
	    !token_read(&again, (struct text){ at, TOKEN_TEXT - 1 }) ||
	    memcmp(&again, &hash, sizeof(hash)) != 0)
		abort();
	token_hash_text(text, &hash);
	if (!token_hash_read(&again,
		(struct text){ text, TOKEN_HASH_TEXT - 1 }) ||
	    memcmp(&again, &hash, sizeof(hash)) != 0)
		abort();
}

/* An address is taken only from a proxy, and is one that the header has. */
static void
check_forwarded(const char *value)
{
	struct networks proxies = { 0 };
	enum family family = IP4;
	u128 addr = 0x0a000001;

	bearer_forwarded(value, &proxies, &family, &addr);
	if (family != IP4 || addr != 0x0a000001)
		abort();
	networks_add(&proxies, "10.0.0.0/8", 0);
	networks_end(&proxies);
	bearer_forwarded(value, &proxies, &family, &addr);
	if (family == IP4 && addr > UINT32_MAX)
		abort();
	networks_free(&proxies);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *value = mem_text(data, size);

	if (sodium_init() < 0)
		abort();
	check_token(value);
	check_forwarded(value);
	free(value);
	return 0;
}
