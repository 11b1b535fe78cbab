/* Tokens and their hashes, and what headers say of them. */
#include <sodium.h>

#include "feedd/bearer.h"
#include "keys/token.h"
#include "tests/unit/tap.h"

/* Of 32 bytes from 0 on; its sum and hash are by Python's zlib and hashlib. */
#define TOKEN "fmt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-KfiaR"
#define HASH  "05201652d55ba963cb83e55bd138da577eab23f4345cadc16d8a07da8bc96bbd"

static struct text
text(const char *s)
{
	return (struct text){ s, strlen(s) };
}

static void
test_tokens(void)
{
	struct token_hash hash, again;
	char made[TOKEN_TEXT], hex[TOKEN_HASH_TEXT];
	unsigned good = 0;

	ok(token_read(&hash, text(TOKEN)), "a token is one");
	token_hash_text(hex, &hash);
	is_str(hex, HASH, "with the hash that others find");
	ok(token_hash_read(&again, text(HASH)) &&
		memcmp(&again, &hash, sizeof(hash)) == 0,
	    "which is read again");
	token_make(made);
	ok(token_read(&hash, text(made)), "one that is made");
	for (size_t i = 0; i < sizeof(made) - 1; i++) {
		char was = made[i];

		made[i] = was == 'A' ? 'B' : 'A';
		good += token_read(&hash, text(made));
		made[i] = '=';
		good += token_read(&hash, text(made));
		good += token_read(&hash, (struct text){ made, i });
		made[i] = was;
	}
	is_int(good, 0, "none with another character, nor one cut short");
	ok(!token_read(&hash, text(TOKEN "A")), "nor a longer one");
	ok(!token_hash_read(&hash, text("")), "nothing is no hash");
	ok(!token_hash_read(&hash, text(TOKEN)), "nor is a token");
	ok(!token_hash_read(&hash, text(HASH "0")), "nor more than one");
	memcpy(hex, HASH, sizeof(hex));
	hex[9] = 'A';
	ok(!token_hash_read(&hash, text(hex)), "nor one in capitals");
}

static const struct header {
	const char *value;
	enum bearer want;
} headers[] = {
	{ NULL, BEARER_NONE },
	{ "", BEARER_NONE },
	{ "Basic dXNlcjpwYXNz", BEARER_NONE },
	{ "Bearers " TOKEN, BEARER_NONE },
	{ TOKEN, BEARER_NONE },
	{ "Bearer", BEARER_WRONG },
	{ "Bearer ", BEARER_WRONG },
	{ "Bearer x", BEARER_WRONG },
	{ "Bearer " TOKEN ",", BEARER_WRONG },
	{ "Bearer " TOKEN " " TOKEN, BEARER_WRONG },
	{ "Bearer\x80" TOKEN, BEARER_NONE },
	{ "Bearer " TOKEN, BEARER_TOKEN },
	{ "bEARER \t" TOKEN " ", BEARER_TOKEN },
};

static void
test_headers(void)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct token_hash hash;

		ok(bearer_of(headers[i].value, &hash) == headers[i].want, "%s",
		    headers[i].value != NULL ? headers[i].value : "no header");
	}
}

static const struct forwarded {
	const char *peer, *value, *want;
} forwardeds[] = {
	{ "192.0.2.1", "198.51.100.1", "192.0.2.1" },
	{ "10.0.0.1", NULL, "10.0.0.1" },
	{ "10.0.0.1", "", "10.0.0.1" },
	{ "10.0.0.1", "198.51.100.1", "198.51.100.1" },
	{ "10.0.0.1", "203.0.113.9,\t198.51.100.1 ", "198.51.100.1" },
	{ "10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1" },
	{ "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3" },
	{ "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1" },
	{ "10.0.0.1", "unknown, 198.51.100.1", "198.51.100.1" },
	{ "10.0.0.1", "198.51.100.1,", "10.0.0.1" },
	{ "10.0.0.1", "2001:db8::1", "2001:db8::1" },
	{ "10.0.0.1", "[2001:db8::1]:80", "10.0.0.1" },
	{ "10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1" },
	{ "10.0.0.1", "198.51.100.1, ::ffff:10.0.0.2", "198.51.100.1" },
};

static void
test_forwarded(void)
{
	struct networks proxies = { 0 };

	networks_add(&proxies, "10.0.0.0/8", 0);
	networks_end(&proxies);
	for (size_t i = 0; i < sizeof(forwardeds) / sizeof(forwardeds[0]);
	     i++) {
		const struct forwarded *c = &forwardeds[i];
		char have[ADDR_TEXT];
		enum family family;
		u128 addr;

		addr_parse(c->peer, c->peer + strlen(c->peer), &family, &addr);
		bearer_forwarded(c->value, &proxies, &family, &addr);
		addr_text(have, family, addr);
		is_str(have, c->want, c->value == NULL ? "none" : c->value);
	}
	networks_free(&proxies);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_tokens();
	test_headers();
	test_forwarded();
	ok(token_is_name("a", 1), "a name");
	ok(token_is_name("Al.i-c_e@x1", 11), "another");
	ok(!token_is_name("", 0), "nothing is none");
	ok(!token_is_name("-a", 2), "nor what begins with a hyphen");
	ok(!token_is_name("a b", 3), "nor two words");
	return tap_end();
}
