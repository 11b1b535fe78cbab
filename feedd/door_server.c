#include <microhttpd.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include "feedd/desk.h"
#include "feedd/door.h"
#include "feedd/door_server.h"
#include "feedd/rules.h"
#include "feedd/tls.h"

/*
 * Bytes that a connection has for its request and the head of the reply, as
 * long as it lasts: who waits is to cost little.  A request may have some 1,700
 * bytes, each field counting for 64 more than it has.  TLS costs far more than
 * that by itself, and browsers say more behind it; so they do behind a proxy,
 * which adds to it, and has few connections.
 */
#define MEMORY      1872
#define MEMORY_MORE 4096
#define INCREASE    512

/* Seconds without a byte after which a connection ends. */
#define SILENCE 30

/* Descriptors that are no connections: the tree, what is sent from disk. */
#define DESCRIPTORS_OWN 256

/* Of all connections, those that are there for who looks how things stand. */
#define DOORS_SPARE 16

/* What the library is told of TLS, with an end. */
#define SECURED 4

/* Paths are compared as they come: %2e is no dot. */
static size_t
leave_text(void *server, struct MHD_Connection *c, char *text)
{
	(void)server;
	(void)c;
	return strlen(text);
}

/* The connections that there can be. */
static unsigned
most_ever(void)
{
	struct rlimit r = { 1024, 1024 };
	rlim_t most;

	getrlimit(RLIMIT_NOFILE, &r);
	most = r.rlim_cur > 2 * DESCRIPTORS_OWN ? r.rlim_cur - DESCRIPTORS_OWN
						: r.rlim_cur / 2;
	return most < 1 ? 1 : most > INT32_MAX ? INT32_MAX : (unsigned)most;
}

/* A few more can be. */
unsigned
door_most(const struct feedd_conf *conf)
{
	unsigned most = most_ever();

	if (most > DOORS_SPARE)
		most -= DOORS_SPARE;
	return conf->connections > 0 && conf->connections < most
	    ? conf->connections
	    : most;
}

/* What the library is told of TLS; t is NULL without. */
static void
secure(struct MHD_OptionItem secured[static SECURED], const struct tls *t)
{
	size_t n = 0;

	if (t != NULL) {
		secured[n++] =
		    (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0,
			    t->certificate };
		secured[n++] =
		    (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0,
			    t->key };
		secured[n++] =
		    (struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0,
			    (void *)(uintptr_t)TLS_PRIORITIES };
	}
	secured[n] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
}

int
door_start(struct door *d, const struct door_opening *o, struct fail *f)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem secured[SECURED];

	secure(secured, d->at.tls ? o->tls : NULL);
	d->proxies = o->conf->rules->proxies.n > 0;
	if (d->at.at.any.sa_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	if (d->at.tls)
		flags |= MHD_USE_TLS;
	d->daemon = MHD_start_daemon(flags, 0, NULL, NULL, desk_request,
	    o->server, MHD_OPTION_LISTEN_SOCKET, d->socket,
	    MHD_OPTION_CONNECTION_LIMIT, most_ever(),
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)(d->at.tls || d->proxies ? MEMORY_MORE : MEMORY),
	    MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)INCREASE,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE,
	    MHD_OPTION_NOTIFY_CONNECTION, desk_connection, o->server,
	    MHD_OPTION_NOTIFY_COMPLETED, desk_completed, o->server,
	    MHD_OPTION_URI_LOG_CALLBACK, desk_begun, o->server,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_text, o->server,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP,
	    1, MHD_OPTION_ARRAY, secured, MHD_OPTION_END);
	if (d->daemon == NULL)
		return fail(f, FAIL_SYSTEM, "%s: no server can be started",
		    d->at.text);
	d->socket = -1;
	d->fd =
	    MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	if (d->at.tls)
		memcpy(d->secured, o->tls->id, sizeof(d->secured));
	return 0;
}
