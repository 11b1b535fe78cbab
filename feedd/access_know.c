#include "feedd/access_know.h"
#include "feedd/access.h"
#include "feedd/bearer.h"
#include "feedd/rules.h"

/* Tokens that are none, which an address may show in a minute. */
#define GUESSES 30

/* It counts for a holder. */
static void
count_for(struct access *a, struct visitor *v, uint32_t holder)
{
	v->grant = &a->rules->grants[a->rules->holders[holder].grant];
	v->until = v->grant->until;
	v->account = a->holders[holder];
	v->account->uses++;
}

void
access_count_address(struct access *a, struct visitor *v)
{
	v->grant = a->rules->public;
	v->account = &v->from->account;
	v->account->uses++;
}

static bool
is_over(uint32_t until, uint32_t time)
{
	return until != 0 && time >= until;
}

/* By a token: the holder, or why not. */
static enum access_why
judge_token(struct access *a, struct visitor *v, const struct access_asked *q,
    const struct rules_token *t)
{
	const struct grant *g = &a->rules->grants[t->grant];
	u128 addr;
	enum family family = access_addr(a, q, &addr);

	if (is_over(g->until, q->time) || is_over(t->until, q->time))
		return ACCESS_EXPIRED;
	count_for(a, v, t->holder);
	if (t->until != 0 && (v->until == 0 || t->until < v->until))
		v->until = t->until;
	if (g->from.n > 0 && networks_find(&g->from, family, addr) == NULL)
		return ACCESS_NETWORK;
	return ACCESS_GRANTED;
}

/*
 * To find a token costs less than what else there is to a request, so that who
 * has guessed too often is not kept from one that is good: the guesses may be
 * a neighbour's.
 */
static enum access_why
know_token(struct access *a, struct visitor *v, const struct access_asked *q,
    const struct token_hash *hash)
{
	const struct rules_token *t =
	    hash == NULL ? NULL : rules_token(a->rules, hash);
	enum access_why why =
	    t == NULL ? ACCESS_TOKEN : judge_token(a, v, q, t);
	struct bucket *wrong = &v->from->wrong;

	if (why != ACCESS_TOKEN && why != ACCESS_EXPIRED)
		return why;
	access_count_address(a, v);
	bucket_rate(wrong, GUESSES, q->now);
	if (bucket_wait(wrong, 1, q->now) > 0)
		return ACCESS_GUESSES;
	bucket_take(wrong, 1, q->now);
	return why;
}

enum access_why
access_know(struct access *a, struct visitor *v, const struct access_asked *q)
{
	struct token_hash hash;
	enum bearer bearer = a->rules->ntokens == 0
	    ? BEARER_NONE
	    : bearer_of(q->authorization, &hash);
	const struct network *n;
	u128 addr;
	enum family family = access_addr(a, q, &addr);

	if (bearer != BEARER_NONE)
		return know_token(a, v, q,
		    bearer == BEARER_TOKEN ? &hash : NULL);
	n = networks_find(&a->rules->networks, family, addr);
	if (n != NULL && !is_over(a->rules->grants[n->what].until, q->time)) {
		count_for(a, v, n->what);
		return ACCESS_GRANTED;
	}
	access_count_address(a, v);
	return v->extra ? ACCESS_CONNECTIONS : ACCESS_GRANTED;
}
