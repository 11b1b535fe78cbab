#include <stdlib.h>
#include <string.h>

#include "feedd/access.h"
#include "feedd/access_know.h"
#include "feedd/bearer.h"
#include "feedd/route.h"
#include "feedd/rules.h"
#include "formats/catalog.h"

/* Seconds after which one that waits may have been answered. */
#define WAITS_RETRY 30

/* So often the connections that it may have an address is let in. */
#define EXTRA 2

#define REALM "Bearer realm=\"feedmill\""

/* All that is said, by reason. */
static const struct access_reply replies[ACCESS_WHYS] = {
	[ACCESS_UNKNOWN] = { .status = 401,
	    .text = "this takes a token\n",
	    .challenge = REALM },
	[ACCESS_TOKEN] = { .status = 401,
	    .text = "no such token\n",
	    .challenge = REALM ", error=\"invalid_token\", "
			       "error_description=\"no such token\"" },
	[ACCESS_EXPIRED] = { .status = 401,
	    .text = "the token is over\n",
	    .challenge = REALM ", error=\"invalid_token\", "
			       "error_description=\"the token is over\"" },
	[ACCESS_NETWORK] = { .status = 403,
	    .text = "the token is not good from this address\n",
	    .challenge = REALM ", error=\"insufficient_scope\"" },
	[ACCESS_DATABASE] = { .status = 403,
	    .text = "this access is not for that database\n",
	    .challenge = REALM ", error=\"insufficient_scope\"" },
	[ACCESS_NOTHING] = { .status = 404, .text = ACCESS_NOTHING_HERE },
	[ACCESS_REQUESTS] = { .status = 429,
	    .text = "too many requests a minute\n" },
	[ACCESS_BYTES] = { .status = 429, .text = "too many bytes a minute\n" },
	[ACCESS_WAITS] = { .status = 429,
	    .text = "too many wait at once\n",
	    .seconds = WAITS_RETRY },
	[ACCESS_CONNECTIONS] = { .status = 429,
	    .text = "too many connections at once\n",
	    .seconds = WAITS_RETRY },
	[ACCESS_GUESSES] = { .status = 429,
	    .text = "too many wrong tokens a minute\n" },
};

enum family
access_addr(const struct access *a, const struct access_asked *q, u128 *addr)
{
	enum family family = networks_addr(q->peer, addr);

	for (size_t i = q->nforwarded; i > 0; i--)
		if (!bearer_forwarded(q->forwarded[i - 1], &a->rules->proxies,
			&family, addr))
			break;
	return family;
}

bool
access_arrive(struct access *a, struct visitor *v, const struct sockaddr *peer,
    uint64_t now)
{
	uint32_t most = a->rules->address.connections;
	u128 addr;
	enum family family = networks_addr(peer, &addr);

	(void)now;
	*v = (struct visitor){ .address =
				   address_take(&a->addresses, family, addr) };
	v->address->connections++;
	if (most == 0 || v->address->connections <= most ||
	    networks_find(&a->rules->networks, family, addr) != NULL ||
	    networks_find(&a->rules->proxies, family, addr) != NULL)
		return true;
	v->extra = true;
	return v->address->connections / EXTRA <= most;
}

void
access_depart(struct access *a, struct visitor *v, uint64_t now)
{
	access_leave(a, v, now);
	v->address->connections--;
	address_drop(&a->addresses, v->address, now);
	v->address = NULL;
}

bool
access_is_status(const struct access *a, const struct sockaddr *peer)
{
	u128 addr;
	enum family family = networks_addr(peer, &addr);

	return networks_find(&a->rules->status, family, addr) != NULL &&
	    networks_find(&a->rules->proxies, family, addr) == NULL;
}

static bool
is_address(const struct visitor *v)
{
	return v->account == &v->from->account;
}

/* Whether it is within its limits; then it is counted. */
static enum access_why
meter(struct access *a, struct visitor *v, const struct access_asked *q)
{
	const struct limits *l =
	    is_address(v) ? &a->rules->address : &v->grant->limits;
	struct account *c = v->account;

	bucket_rate(&c->requests, l->requests, q->now);
	bucket_rate(&c->bytes, l->bytes, q->now);
	if (bucket_wait(&c->requests, 1, q->now) > 0)
		return ACCESS_REQUESTS;
	bucket_take(&c->requests, 1, q->now);
	if (bucket_wait(&c->bytes, 1, q->now) > 0)
		return ACCESS_BYTES;
	if (q->route->kind != ROUTE_WAIT)
		return ACCESS_GRANTED;
	if (l->waits > 0 && c->waits >= l->waits)
		return ACCESS_WAITS;
	c->waits++;
	v->waits = true;
	return ACCESS_GRANTED;
}

bool
access_may(const struct access *a, const struct visitor *v, const char *db)
{
	return (v->grant != NULL && grant_has(v->grant, db)) ||
	    (a->rules->public != NULL && grant_has(a->rules->public, db));
}

/* Whether there is anything of its site that it may have. */
static bool
may_some(const struct access *a, const struct visitor *v, const char *site)
{
	return (v->grant != NULL && grant_has_some(v->grant, site)) ||
	    (a->rules->public != NULL &&
		grant_has_some(a->rules->public, site));
}

/* Its access is not enough. */
static enum access_why
too_little(const struct visitor *v)
{
	return v->grant == NULL || is_address(v) ? ACCESS_UNKNOWN
						 : ACCESS_DATABASE;
}

/*
 * The catalog tells all names to whoever may have it; what it does not name,
 * and all names to those who may not, is as if it were not there.
 */
static enum access_why
judge_db(const struct access *a, struct visitor *v,
    const struct access_asked *q)
{
	const char *db = q->route->db, *site = q->route->site;
	char full[SITE_DB];

	site_name_db(full, site, db);
	v->hidden =
	    a->rules->public == NULL || !grant_has(a->rules->public, full);
	if (access_may(a, v, full))
		return ACCESS_GRANTED;
	if (may_some(a, v, site) &&
	    (q->catalog == NULL || catalog_db(q->catalog, db) == NULL))
		return ACCESS_NOTHING;
	return too_little(v);
}

/* What is about a site as a whole. */
static enum access_why
judge_site(const struct access *a, struct visitor *v, const char *site)
{
	v->hidden =
	    a->rules->public == NULL || !grant_has_some(a->rules->public, site);
	return may_some(a, v, site) ? ACCESS_GRANTED : too_little(v);
}

/* Whether it may have what it asks for. */
static enum access_why
judge(const struct access *a, struct visitor *v, const struct access_asked *q)
{
	v->hidden = a->rules->public == NULL;
	if (q->route->site[0] != '\0' && !a->rules->sited)
		return ACCESS_NOTHING;
	switch (q->route->kind) {
	case ROUTE_NONE:
	case ROUTE_HEALTH:
	case ROUTE_METRICS:
	case ROUTE_KINDS:
		return ACCESS_NOTHING;
	case ROUTE_HEAD:
	case ROUTE_OBJECT:
	case ROUTE_SINCE:
	case ROUTE_WAIT:
		return judge_db(a, v, q);
	default:
		return judge_site(a, v, q->route->site);
	}
}

/* Figures are for some networks, and for others not there. */
static bool
is_status(const struct access *a, const struct access_asked *q)
{
	u128 addr;
	enum family family = access_addr(a, q, &addr);

	return (q->route->kind == ROUTE_HEALTH ||
		   q->route->kind == ROUTE_METRICS) &&
	    networks_find(&a->rules->status, family, addr) != NULL;
}

/* Who it is, and under which name it is counted. */
static enum access_why
know(struct access *a, struct visitor *v, const struct access_asked *q)
{
	enum access_why why = access_know(a, v, q);

	v->tally = v->grant == NULL ? &a->unknown
				    : a->counted[v->grant - a->rules->grants];
	return why;
}

static enum access_why
pass(struct access *a, struct visitor *v, const struct access_asked *q)
{
	enum access_why why;

	if (is_status(a, q)) {
		access_count_address(a, v);
		return ACCESS_GRANTED;
	}
	why = know(a, v, q);
	v->tally->requests++;
	if (why == ACCESS_GRANTED || why == ACCESS_NETWORK) {
		enum access_why rate = meter(a, v, q);

		if (rate != ACCESS_GRANTED)
			return rate;
	}
	return why == ACCESS_GRANTED ? judge(a, v, q) : why;
}

/* Seconds until it can be asked again. */
static uint32_t
retry(const struct visitor *v, enum access_why why, uint64_t now)
{
	uint64_t s = why == ACCESS_REQUESTS
	    ? bucket_wait(&v->account->requests, 1, now)
	    : why == ACCESS_BYTES   ? bucket_wait(&v->account->bytes, 1, now)
	    : why == ACCESS_GUESSES ? bucket_wait(&v->from->wrong, 1, now)
				    : replies[why].seconds;

	return s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

static struct access_reply
tell(struct access *a, const struct visitor *v, enum access_why why,
    uint64_t now)
{
	struct access_reply reply = replies[why];

	reply.why = why;
	reply.seconds = retry(v, why, now);
	a->refused[why]++;
	return reply;
}

struct access_reply
access_enter(struct access *a, struct visitor *v, const struct access_asked *q)
{
	u128 addr;
	enum family family = access_addr(a, q, &addr);

	v->from = address_take(&a->addresses, family, addr);
	v->rules = a->number;
	return tell(a, v, pass(a, v, q), q->now);
}

/* It counts for nobody any more. */
static void
uncount(struct visitor *v)
{
	struct account *c = v->account;

	if (v->waits)
		c->waits--;
	if (--c->uses == 0 && !is_address(v))
		free(c);
	v->account = NULL;
	v->grant = NULL;
	v->until = 0;
}

struct access_reply
access_again(struct access *a, struct visitor *v, const struct access_asked *q)
{
	enum access_why why;

	if (v->rules == a->number)
		return (struct access_reply){ .why = ACCESS_GRANTED };
	v->rules = a->number;
	uncount(v);
	why = know(a, v, q);
	v->account->waits += v->waits;
	return tell(a, v, why == ACCESS_GRANTED ? judge(a, v, q) : why, q->now);
}

bool
access_entered(const struct visitor *v)
{
	return v->from != NULL;
}

void
access_charge(struct visitor *v, uint64_t bytes, uint64_t now)
{
	if (v->account == NULL || v->bodiless)
		return;
	bucket_take(&v->account->bytes, bytes, now);
	if (v->tally != NULL)
		v->tally->bytes += bytes;
}

void
access_leave(struct access *a, struct visitor *v, uint64_t now)
{
	if (v->from == NULL)
		return;
	uncount(v);
	address_drop(&a->addresses, v->from, now);
	*v = (struct visitor){ .address = v->address, .extra = v->extra };
}
