#include <microhttpd.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "feedd/desk_asked.h"
#include "feedd/peer.h"
#include "feedd/reply.h"
#include "feedd/rules.h"
#include "feedd/server.h"
#include "feedd/site.h"

const struct sockaddr *
desk_sockaddr(struct MHD_Connection *c)
{
	return MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
	    ->client_addr;
}

/* A line; some proxies put one of their own behind a client's. */
static enum MHD_Result
add_forwarded(void *asked, enum MHD_ValueKind kind, const char *name,
    const char *value)
{
	struct access_asked *q = asked;

	(void)kind;
	if (value == NULL || strcasecmp(name, "X-Forwarded-For") != 0)
		return MHD_YES;
	if (q->nforwarded == ACCESS_FORWARDED)
		memmove(&q->forwarded[0], &q->forwarded[1],
		    --q->nforwarded * sizeof(q->forwarded[0]));
	q->forwarded[q->nforwarded++] = value;
	return MHD_YES;
}

struct access_asked
desk_asked(const struct server *s, const struct reply *to,
    const struct route *r)
{
	const struct site *site =
	    r == NULL ? NULL : sites_find(&s->sites, r->site);
	struct access_asked q = { .route = r,
		.peer = desk_sockaddr(to->connection),
		.authorization = MHD_lookup_connection_value(to->connection,
		    MHD_HEADER_KIND, "Authorization"),
		.catalog = site != NULL && site->stock->anchor.held
		    ? &site->stock->anchor.catalog
		    : NULL,
		.time = (uint32_t)time(NULL),
		.now = to->now };

	if (s->access.rules->proxies.n > 0)
		MHD_get_connection_values(to->connection, MHD_HEADER_KIND,
		    add_forwarded, &q);
	return q;
}

struct access_reply
desk_let_in(struct server *s, const struct reply *to, const struct route *r)
{
	struct visitor *v = &to->peer->visitor;
	struct access_asked asked = desk_asked(s, to, r);

	return access_entered(v) ? access_again(&s->access, v, &asked)
				 : access_enter(&s->access, v, &asked);
}
