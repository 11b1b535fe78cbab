#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "feedd/answer.h"
#include "feedd/desk.h"
#include "feedd/desk_asked.h"
#include "feedd/fields.h"
#include "feedd/reply.h"
#include "feedd/server.h"
#include "feedd/spare.h"

/*
 * Bytes of a reply that the kernel holds for a peer besides those that are on
 * their way: what 15,000 slow ones cost is bounded by it, and what a fast one
 * gets is not.
 */
#define UNSENT_MAX 8192

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

static const char *
header_of(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* How things stand is told where there is no room for others, too. */
static bool
has_room(struct server *s, struct MHD_Connection *c)
{
	if (s->metrics.connections <= s->doors.most ||
	    access_is_status(&s->access, desk_sockaddr(c)))
		return true;
	s->metrics.turned++;
	return false;
}

void
desk_connection(void *server, struct MHD_Connection *c, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct server *s = server;
	struct peer *p;
	int fd, unsent = UNSENT_MAX;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		access_depart(&s->access, &((struct peer *)*context)->visitor,
		    desk_clock());
		peer_end(&s->peers, *context);
		return;
	}
	fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)
		 ->connect_fd;
	setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
	p = peer_begin(&s->peers, c, fd, desk_clock());
	if (!access_arrive(&s->access, &p->visitor, desk_sockaddr(c),
		desk_clock()) ||
	    !has_room(s, c) || spare_connection(fd))
		shutdown(fd, SHUT_RDWR);
	*context = p;
}

/* At a door that is left no further request is waited for. */
static void
leave(const struct server *s, struct MHD_Connection *c, const struct peer *p)
{
	if (doors_is_left(&s->doors,
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_DAEMON)->daemon))
		shutdown(p->fd, SHUT_RD);
}

void
desk_completed(void *server, struct MHD_Connection *c, void **own,
    enum MHD_RequestTerminationCode why)
{
	struct server *s = server;
	struct peer *p = peer_of(c);
	uint64_t now = desk_clock();

	s->metrics.broken += p->begun;
	p->begun = p->asked = false;
	access_leave(&s->access, &p->visitor, now);
	peer_send(p, NULL);
	if (*own == p)
		peer_renew(p, now, 0);
	*own = NULL;
	if (why == MHD_REQUEST_TERMINATED_COMPLETED_OK)
		leave(s, c, p);
}

void *
desk_begun(void *server, const char *uri, struct MHD_Connection *c)
{
	(void)server;
	peer_of(c)->begun = true;
	/* where it ends as a text; desk_request() gets that at first */
	return (void *)(uintptr_t)(uri + strlen(uri));
}

/*
 * Whether the path ends before what it stands in does, at a NUL: behind the
 * blank after it is the version.
 */
static bool
is_whole(const char *end, const char *version)
{
	return version == end + 1;
}

/* Whether a body comes with the request, which none needs. */
static bool
has_body(struct MHD_Connection *c)
{
	const char *length = header_of(c, "Content-Length");

	return header_of(c, "Transfer-Encoding") != NULL ||
	    (length != NULL && strcmp(length, "0") != 0);
}

/*
 * Before a body is read, if there were one; fault: why it is no request.  What
 * is not answered counts like all else, and is told to those alone who are
 * within their limits.
 */
static enum MHD_Result
admit(struct server *s, const struct reply *to, const char *fault)
{
	bool other =
	    strcmp(to->method, "GET") != 0 && strcmp(to->method, "HEAD") != 0;
	struct route r = route_of(to->path);
	struct access_reply refused;

	if (fault == NULL && !other && !has_body(to->connection))
		return MHD_YES;
	refused = desk_let_in(s, to, &r);
	if (refused.status == MHD_HTTP_TOO_MANY_REQUESTS)
		return reply_refused(to, &refused);
	if (fault != NULL)
		return reply_text(to, MHD_HTTP_BAD_REQUEST, fault);
	return other
	    ? reply_text(to, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD\n")
	    : reply_text(to, MHD_HTTP_CONTENT_TOO_LARGE,
		  "a request has no body\n");
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
		.now = desk_clock(),
		.method = method,
		.path = path,
		.version = version,
		.log = s->log };

	(void)upload;
	if (s->log != NULL) {
		struct access_asked asked = desk_asked(s, &to, NULL);

		to.family = access_addr(&s->access, &asked, &to.addr);
	}
	p->visitor.bodiless = method[0] == 'H';
	if (*own != p) {
		const char *fault = is_whole(*own, version)
		    ? fields_fault(c)
		    : "a path has no NUL\n";

		p->begun = p->mute = p->over = p->woken = false;
		p->asked = true;
		*own = p;
		return admit(s, &to, fault);
	}
	*upload_size = 0;
	return p->gone ? MHD_NO : answer(s, &to, path);
}
