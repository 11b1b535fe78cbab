#include <stdlib.h>
#include <string.h>

#include "feedd/rules.h"
#include "formats/mem.h"

struct rules *
rules_new(void)
{
	struct rules *r = mem_new(1, sizeof(*r));

	if (sodium_init() < 0)
		abort();
	crypto_shorthash_keygen(r->salt);
	return r;
}

void
rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->ngrants; i++) {
		networks_free(&r->grants[i].from);
		free(r->grants[i].dbs);
	}
	for (size_t i = 0; i < r->ntokens; i++)
		free(r->tokens[i].name);
	networks_free(&r->networks);
	networks_free(&r->status);
	networks_free(&r->proxies);
	free(r->grants);
	free(r->tokens);
	free(r->holders);
	free(r);
}

struct grant *
rules_add_grant(struct rules *r, const char *name)
{
	struct grant *g;

	r->grants =
	    mem_grow(r->grants, r->ngrants, &r->grants_cap, sizeof(*r->grants));
	g = &r->grants[r->ngrants++];
	*g = (struct grant){ 0 };
	memcpy(g->name, name, strlen(name) + 1);
	return g;
}

struct grant *
rules_grant(const struct rules *r, struct text name)
{
	for (size_t i = 0; i < r->ngrants; i++)
		if (text_is(name, r->grants[i].name))
			return &r->grants[i];
	return NULL;
}

struct rules_token *
rules_add_token(struct rules *r, const struct token_hash *hash,
    const struct grant *g, struct text holder)
{
	struct rules_token *t;

	r->tokens =
	    mem_grow(r->tokens, r->ntokens, &r->tokens_cap, sizeof(*r->tokens));
	t = &r->tokens[r->ntokens++];
	*t = (struct rules_token){ .hash = *hash,
		.grant = (uint32_t)(g - r->grants) };
	if (holder.len > 0)
		t->name = mem_text(holder.p, holder.len);
	return t;
}

static int
compare_holders(const void *a, const void *b)
{
	const struct rules_token *x = a, *y = b;

	if (x->grant != y->grant)
		return x->grant < y->grant ? -1 : 1;
	if (x->name == NULL || y->name == NULL)
		return (x->name != NULL) - (y->name != NULL);
	return strcmp(x->name, y->name);
}

/* Numbers the holders, those of several tokens once. */
static void
name_holders(struct rules *r)
{
	r->holders = mem_new(r->ngrants + r->ntokens, sizeof(*r->holders));
	for (; r->nholders < r->ngrants; r->nholders++)
		r->holders[r->nholders] =
		    (struct holder){ "", (uint32_t)r->nholders };
	if (r->ntokens == 0)
		return;
	qsort(r->tokens, r->ntokens, sizeof(*r->tokens), compare_holders);
	for (size_t i = 0; i < r->ntokens; i++) {
		struct rules_token *t = &r->tokens[i];

		if (t->name == NULL) {
			t->holder = t->grant;
			continue;
		}
		if (i == 0 || compare_holders(t - 1, t) != 0)
			r->holders[r->nholders++] =
			    (struct holder){ t->name, t->grant };
		t->holder = (uint32_t)r->nholders - 1;
	}
}

/* Where a hash is among the others: nobody outside can tell. */
static uint64_t
place_of(const struct rules *r, const struct token_hash *hash)
{
	uint8_t out[crypto_shorthash_BYTES];
	uint64_t place;

	crypto_shorthash(out, hash->bytes, sizeof(hash->bytes), r->salt);
	memcpy(&place, out, sizeof(place));
	return place;
}

static int
compare_places(const void *a, const void *b)
{
	const struct rules_token *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return memcmp(&x->hash, &y->hash, sizeof(x->hash));
}

/* The second of two tokens of one hash, or NULL. */
static const struct rules_token *
place_tokens(struct rules *r)
{
	if (r->ntokens == 0)
		return NULL;
	for (size_t i = 0; i < r->ntokens; i++)
		r->tokens[i].place = place_of(r, &r->tokens[i].hash);
	qsort(r->tokens, r->ntokens, sizeof(*r->tokens), compare_places);
	for (size_t i = 1; i < r->ntokens; i++)
		if (compare_places(&r->tokens[i - 1], &r->tokens[i]) == 0)
			return r->tokens[i].line > r->tokens[i - 1].line
			    ? &r->tokens[i]
			    : &r->tokens[i - 1];
	return NULL;
}

static int
end_networks(struct networks *ns, const char *what, struct fail *f)
{
	const struct network *twice = networks_end(ns);
	char text[RANGE_TEXT];

	if (twice == NULL)
		return 0;
	range_text(text, &twice->range);
	return fail(f, FAIL_USAGE, "%s: %s is named twice", what, text);
}

int
rules_end(struct rules *r, struct fail *f)
{
	const struct rules_token *twice;

	for (size_t i = 0; i < r->ngrants; i++)
		if (end_networks(&r->grants[i].from, "token-network", f) == -1)
			return -1;
	if (end_networks(&r->networks, "network", f) == -1 ||
	    end_networks(&r->status, "status", f) == -1 ||
	    end_networks(&r->proxies, "proxy", f) == -1)
		return -1;
	name_holders(r);
	twice = place_tokens(r);
	if (twice != NULL && twice->line > 0)
		return fail(f, FAIL_USAGE,
		    "line %u of the token file: this token is there already",
		    twice->line);
	if (twice != NULL)
		return fail(f, FAIL_USAGE,
		    "access %s: a token is there already",
		    r->grants[twice->grant].name);
	r->public = rules_grant(r,
	    (struct text){ RULES_PUBLIC, sizeof(RULES_PUBLIC) - 1 });
	return 0;
}

const struct rules_token *
rules_token(const struct rules *r, const struct token_hash *hash)
{
	uint64_t place = place_of(r, hash);
	size_t low = 0, high = r->ntokens;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->tokens[mid].place < place)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->ntokens && r->tokens[low].place == place; low++)
		if (sodium_memcmp(&r->tokens[low].hash, hash, sizeof(*hash)) ==
		    0)
			return &r->tokens[low];
	return NULL;
}

bool
grant_has(const struct grant *g, const char *db)
{
	for (size_t i = 0; i < g->ndbs; i++)
		if (site_name_chooses(g->dbs[i], db))
			return true;
	return g->ndbs == 0;
}

bool
grant_has_some(const struct grant *g, const char *site)
{
	for (size_t i = 0; i < g->ndbs; i++)
		if (site_name_in(g->dbs[i], site))
			return true;
	return g->ndbs == 0;
}
