#include <sodium.h>
#include <string.h>

#include "compiler/content.h"

_Static_assert(CONTENT_HASH == crypto_generichash_BYTES, "BLAKE2b-256");

static void
hash_two(uint8_t out[static CONTENT_HASH], const uint8_t chain[CONTENT_HASH],
    const uint8_t *bytes, size_t n)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, CONTENT_HASH);
	crypto_generichash_update(&state, chain, CONTENT_HASH);
	crypto_generichash_update(&state, bytes, n);
	crypto_generichash_final(&state, out, CONTENT_HASH);
}

/* A number other than 0 for the first bytes. */
static uint64_t
head_of(const uint8_t first[static CONTENT_HEAD])
{
	uint8_t hash[crypto_generichash_BYTES];
	uint64_t head;

	crypto_generichash(hash, sizeof(hash), first, CONTENT_HEAD, NULL, 0);
	memcpy(&head, hash, sizeof(head));
	return head | 1;
}

void
content_begin(struct content_sum *s)
{
	s->bytes = 0;
	s->head = 0;
	s->nrest = 0;
	memset(s->chain, 0, sizeof(s->chain));
}

/* A piece goes into the chain when it is known not to be the last. */
void
content_add(struct content_sum *s, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	size_t part;

	for (size_t at = 0; at < n; at += part) {
		part = CONTENT_PIECE - s->nrest;
		if (part == 0) {
			hash_two(s->chain, s->chain, s->rest, CONTENT_PIECE);
			s->nrest = 0;
			part = CONTENT_PIECE;
		}
		if (part > n - at)
			part = n - at;
		memcpy(s->rest + s->nrest, p + at, part);
		s->nrest += part;
		s->bytes += part;
		if (s->head == 0 && s->nrest >= CONTENT_HEAD)
			s->head = head_of(s->rest);
	}
}

struct content
content_of(const struct content_sum *s)
{
	struct content c = { .bytes = s->bytes, .head = s->head };

	memcpy(c.chain, s->chain, sizeof(c.chain));
	hash_two(c.hash, s->chain, s->rest, s->nrest);
	return c;
}

uint64_t
content_rest(const struct content *c)
{
	return c->bytes == 0 ? 0
			     : (c->bytes - 1) / CONTENT_PIECE * CONTENT_PIECE;
}

bool
content_resume(struct content_sum *s, const struct content *c, const void *rest)
{
	struct content again;

	s->bytes = c->bytes;
	s->head = c->head;
	s->nrest = (size_t)(c->bytes - content_rest(c));
	memcpy(s->chain, c->chain, sizeof(s->chain));
	memcpy(s->rest, rest, s->nrest);
	again = content_of(s);
	return memcmp(again.hash, c->hash, sizeof(c->hash)) == 0;
}
