#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "feedd/access_show.h"
#include "feedd/answer.h"
#include "feedd/desk_asked.h"
#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/lookup_json.h"
#include "feedd/reply.h"
#include "feedd/server.h"
#include "feedd/site.h"
#include "formats/wr.h"

/* Seconds after which to ask again while sets are being read. */
#define LOOKUP_LATER 5

/* Those who have to take the snapshot come spread over so many seconds. */
#define WHOLE_SPREAD 30

static enum MHD_Result
not_found(const struct reply *to)
{
	return reply_text(to, MHD_HTTP_NOT_FOUND, ACCESS_NOTHING_HERE);
}

static enum MHD_Result
answer_asset(const struct reply *to, struct asset *a)
{
	return a == NULL ? not_found(to) : reply_asset(to, a);
}

/*
 * Whether there is a newer head of the state that is asked for: newer than the
 * one that the subscriber has, or if it does not say which any one that came
 * while it waited.
 */
static bool
is_newer(const struct edition *e, const struct route *r, bool woken)
{
	return r->time > 0 ? e->head.time > r->time : woken;
}

/* What a subscriber at some state needs, now or when there is news. */
static enum MHD_Result
answer_state(struct server *s, const struct reply *to, struct edition *e,
    const struct route *r)
{
	struct peer *p = to->peer;
	size_t first;
	enum edition_need need = edition_need(e, r->epoch, r->serial, &first);
	bool over = p->over, woken = p->woken;
	char full[SITE_DB];

	p->over = p->woken = false;
	if (need == EDITION_WHOLE)
		return reply_whole(to, 1 + randombytes_uniform(WHOLE_SPREAD));
	if (need == EDITION_STEPS || r->kind == ROUTE_SINCE ||
	    is_newer(e, r, woken))
		return reply_telling(to, e, first);
	if (over)
		return reply_nothing_new(to);
	if (woken || s->stopping)
		return reply_text(to, MHD_HTTP_NO_CONTENT, "");
	site_name_db(full, r->site, r->db);
	peer_wait(&s->peers, p, full, to->now);
	MHD_suspend_connection(to->connection);
	return MHD_YES;
}

static enum MHD_Result
answer_db(struct server *s, const struct reply *to, const struct site *site,
    const struct route *r)
{
	const struct stock_db *d = stock_db(site->stock, r->db);

	if (d == NULL)
		return not_found(to);
	if (d->now == NULL)
		return reply_later(to, MHD_HTTP_SERVICE_UNAVAILABLE,
		    "nothing good to serve yet\n", 30);
	switch (r->kind) {
	case ROUTE_HEAD:
		return reply_asset(to, d->now->head_file);
	case ROUTE_OBJECT:
		return answer_asset(to, stock_object(d, r->object));
	default:
		return answer_state(s, to, d->now, r);
	}
}

static enum MHD_Result
answer_health(struct server *s, const struct reply *to)
{
	struct wr w = { 0 };
	enum MHD_Result rc;
	bool well;

	metrics_health(&w, &s->sites, (uint32_t)time(NULL));
	well = w.len == 0;
	if (well)
		wr_str(&w, "ok\n");
	wr_u8(&w, 0);
	rc = reply_text(to, well ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
	    (const char *)w.buf);
	wr_free(&w);
	return rc;
}

static enum MHD_Result
answer_metrics(struct server *s, const struct reply *to)
{
	struct wr w = { 0 };
	enum MHD_Result rc;

	metrics_text(&w,
	    &(struct metrics_view){ &s->metrics, &s->sites, s->log, &s->process,
		(uint32_t)time(NULL) });
	access_metrics(&w, &s->access);
	wr_u8(&w, 0);
	rc = reply_text(to, MHD_HTTP_OK, (const char *)w.buf);
	wr_free(&w);
	return rc;
}

static struct access_showing
showing_of(const struct server *s, const struct reply *to,
    const struct site *site)
{
	return (struct access_showing){ &s->access, &to->peer->visitor, site,
		to->now };
}

/* Sets that are being read are there after some seconds. */
static enum MHD_Result
answer_lookup(const struct server *s, const struct reply *to,
    const struct site *site, const char *address)
{
	struct lookup_question q = { .now = (uint32_t)time(NULL) };
	struct access_showing showing = showing_of(s, to, site);
	struct lookup_json k = { .lookup = site->lookup,
		.stock = site->stock,
		.question = &q,
		.may = access_shows,
		.arg = &showing };
	const char *rule =
	    addr_parse(address, address + strlen(address), &q.family, &q.addr);
	char *text;

	if (site->lookup == NULL)
		return not_found(to);
	if (rule != NULL)
		return reply_json(to, MHD_HTTP_BAD_REQUEST,
		    lookup_json_error(rule), 0);
	if (lookup_json_early(&k))
		return reply_json(to, MHD_HTTP_SERVICE_UNAVAILABLE,
		    lookup_json_error("sets are being read, ask again"),
		    LOOKUP_LATER);
	text = lookup_json_text(&k);
	to->metrics->lookups[k.listed]++;
	return reply_json(to, MHD_HTTP_OK, text, 0);
}

static enum MHD_Result
answer_limits(const struct server *s, const struct reply *to,
    const struct site *site)
{
	struct access_showing showing = showing_of(s, to, site);

	return reply_json(to, MHD_HTTP_OK, access_limits(&showing), 0);
}

/* What is asked of a site. */
static enum MHD_Result
answer_of(struct server *s, const struct reply *to, const struct site *site,
    const struct route *r)
{
	switch (r->kind) {
	case ROUTE_CATALOG:
		return answer_asset(to,
		    anchor_file(&site->stock->anchor, r->version));
	case ROUTE_LOOKUP:
		return answer_lookup(s, to, site, r->address);
	case ROUTE_LIMITS:
		return answer_limits(s, to, site);
	case ROUTE_HEAD:
	case ROUTE_OBJECT:
	case ROUTE_SINCE:
	case ROUTE_WAIT:
		return answer_db(s, to, site, r);
	default:
		return not_found(to);
	}
}

enum MHD_Result
answer(struct server *s, struct reply *to, const char *path)
{
	struct route r = route_of(path);
	const struct site *site = sites_find(&s->sites, r.site);
	struct access_reply refused;

	to->kind = r.kind;
	refused = desk_let_in(s, to, &r);
	if (refused.why != ACCESS_GRANTED)
		return reply_refused(to, &refused);
	if (r.kind == ROUTE_HEALTH)
		return answer_health(s, to);
	if (r.kind == ROUTE_METRICS)
		return answer_metrics(s, to);
	return site == NULL ? not_found(to) : answer_of(s, to, site, &r);
}
