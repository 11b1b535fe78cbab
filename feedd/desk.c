#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "feedd/desk.h"
#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/lookup_json.h"
#include "feedd/reply.h"
#include "feedd/server.h"
#include "feedd/stock.h"
#include "formats/wr.h"

/*
 * Bytes of a reply that the kernel holds for a peer besides those that are on
 * their way: what 15,000 slow ones cost is bounded by it, and what a fast one
 * gets is not.
 */
#define UNSENT_MAX 8192

/* Seconds after which to ask again while sets are being read. */
#define LOOKUP_LATER 5

/* Those who have to take the snapshot come spread over so many seconds. */
#define WHOLE_SPREAD 30

uint64_t
desk_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec;
}

static struct peer *
peer_of(struct MHD_Connection *c)
{
	return MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	    ->socket_context;
}

void
desk_connection(void *server, struct MHD_Connection *c, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct server *s = server;
	int fd, unsent = UNSENT_MAX;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		peer_end(&s->peers, *context);
		return;
	}
	fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)
		 ->connect_fd;
	setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
	*context = peer_begin(&s->peers, c, fd, desk_clock());
}

void
desk_completed(void *server, struct MHD_Connection *c, void **own,
    enum MHD_RequestTerminationCode why)
{
	(void)server;
	(void)why;
	if (*own != NULL)
		peer_renew(peer_of(c), desk_clock(), 0);
	*own = NULL;
}

/* Whether a body comes with the request, which none needs. */
static bool
has_body(struct MHD_Connection *c)
{
	const char *length =
	    MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");

	return MHD_lookup_connection_value(c, MHD_HEADER_KIND,
		   "Transfer-Encoding") != NULL ||
	    (length != NULL && strcmp(length, "0") != 0);
}

static enum MHD_Result
not_found(const struct reply *to)
{
	return reply_text(to, MHD_HTTP_NOT_FOUND, "nothing here\n");
}

static enum MHD_Result
answer_asset(const struct reply *to, struct asset *a)
{
	return a == NULL ? not_found(to) : reply_asset(to, a);
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

	p->over = p->woken = false;
	if (need == EDITION_WHOLE)
		return reply_later(to, MHD_HTTP_GONE, "take the snapshot\n",
		    1 + randombytes_uniform(WHOLE_SPREAD));
	if (need == EDITION_STEPS || r->kind == ROUTE_SINCE || woken)
		return reply_telling(to, e, first);
	if (over || s->stopping)
		return reply_text(to, MHD_HTTP_NO_CONTENT, "");
	peer_wait(&s->peers, p, r->db, to->now);
	MHD_suspend_connection(to->connection);
	return MHD_YES;
}

static enum MHD_Result
answer_db(struct server *s, const struct reply *to, const struct route *r)
{
	const struct stock_db *d = stock_db(s->stock, r->db);

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

	metrics_health(&w, s->stock, (uint32_t)time(NULL));
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

	metrics_text(&w, &s->metrics, s->stock, (uint32_t)time(NULL));
	wr_u8(&w, 0);
	rc = reply_text(to, MHD_HTTP_OK, (const char *)w.buf);
	wr_free(&w);
	return rc;
}

/* Sets that are being read are there after some seconds. */
static enum MHD_Result
answer_lookup(const struct server *s, const struct reply *to,
    const char *address)
{
	struct lookup_question q = { .now = (uint32_t)time(NULL) };
	struct lookup_json k = { .lookup = s->lookup,
		.stock = s->stock,
		.question = &q };
	const char *rule =
	    addr_parse(address, address + strlen(address), &q.family, &q.addr);

	if (s->lookup == NULL)
		return not_found(to);
	if (rule != NULL)
		return reply_json(to, MHD_HTTP_BAD_REQUEST,
		    lookup_json_error(rule), 0);
	if (lookup_json_early(&k))
		return reply_json(to, MHD_HTTP_SERVICE_UNAVAILABLE,
		    lookup_json_error("sets are being read, ask again"),
		    LOOKUP_LATER);
	return reply_json(to, MHD_HTTP_OK, lookup_json_text(&k), 0);
}

static enum MHD_Result
answer(struct server *s, struct reply *to, const char *path)
{
	struct route r = route_of(path);

	to->kind = r.kind;
	switch (r.kind) {
	case ROUTE_CATALOG:
		return answer_asset(to,
		    anchor_file(&s->stock->anchor, r.version));
	case ROUTE_LOOKUP:
		return answer_lookup(s, to, r.address);
	case ROUTE_HEALTH:
		return answer_health(s, to);
	case ROUTE_METRICS:
		return answer_metrics(s, to);
	case ROUTE_HEAD:
	case ROUTE_OBJECT:
	case ROUTE_SINCE:
	case ROUTE_WAIT:
		return answer_db(s, to, &r);
	default:
		return not_found(to);
	}
}

/* Before a body is read, if there were one. */
static enum MHD_Result
admit(const struct reply *to, const char *method)
{
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return reply_text(to, MHD_HTTP_METHOD_NOT_ALLOWED,
		    "only GET and HEAD\n");
	if (has_body(to->connection))
		return reply_text(to, MHD_HTTP_CONTENT_TOO_LARGE,
		    "a request has no body\n");
	return MHD_YES;
}

enum MHD_Result
desk_request(void *server, struct MHD_Connection *c, const char *path,
    const char *method, const char *version, const char *upload,
    size_t *upload_size, void **own)
{
	struct server *s = server;
	struct peer *p = peer_of(c);
	struct reply to = { .connection = c,
		.metrics = &s->metrics,
		.peer = p,
		.kind = ROUTE_NONE,
		.now = desk_clock() };

	(void)version;
	(void)upload;
	if (*own == NULL) {
		*own = p;
		return admit(&to, method);
	}
	*upload_size = 0;
	return p->gone ? MHD_NO : answer(s, &to, path);
}
