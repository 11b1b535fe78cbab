#include <errno.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "feedd/desk.h"
#include "feedd/server.h"
#include "feedd/stock.h"

/* Bytes that a connection has for its request and the head of the reply. */
#define MEMORY   4096
#define INCREASE 1024

/* Seconds without a byte after which a connection ends. */
#define SILENCE 30

/* Connections that may wait to be let in. */
#define BACKLOG 1024

/* Descriptors that are no connections: the tree, what is sent from disk. */
#define DESCRIPTORS_OWN 256

/* Paths are compared as they come: %2e is no dot. */
static size_t
leave(void *server, struct MHD_Connection *c, char *text)
{
	(void)server;
	(void)c;
	return strlen(text);
}

/* A socket that listens, or -1. */
static int
open_socket(const struct feedd_listen *l, struct fail *f)
{
	int fd, on = 1, rc;
	bool ip6 = l->at.any.sa_family == AF_INET6;

	fd = socket(l->at.any.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return fail_errno(f, "%s", l->text);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (ip6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	rc = bind(fd, &l->at.any, ip6 ? sizeof(l->at.ip6) : sizeof(l->at.ip4));
	if (rc == -1 || listen(fd, BACKLOG) == -1) {
		fail_errno(f, "%s", l->text);
		close(fd);
		return -1;
	}
	return fd;
}

/* Connections that each door may have. */
static unsigned
connections(const struct feedd_conf *conf)
{
	struct rlimit r = { 1024, 1024 };
	rlim_t most;

	getrlimit(RLIMIT_NOFILE, &r);
	most = r.rlim_cur > 2 * DESCRIPTORS_OWN ? r.rlim_cur - DESCRIPTORS_OWN
						: r.rlim_cur / 2;
	if (conf->connections > 0 && conf->connections < most)
		most = conf->connections;
	most /= conf->nlistens;
	return most < 1 ? 1 : most > INT32_MAX ? INT32_MAX : (unsigned)most;
}

static int
open_door(struct server *s, struct server_door *d, unsigned most,
    struct fail *f)
{
	int fd = open_socket(&d->at, f);
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;

	if (fd == -1)
		return -1;
	if (d->at.at.any.sa_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	d->daemon = MHD_start_daemon(flags, 0, NULL, NULL, desk_request, s,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, most,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY,
	    MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)INCREASE,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE,
	    MHD_OPTION_NOTIFY_CONNECTION, desk_connection, s,
	    MHD_OPTION_NOTIFY_COMPLETED, desk_completed, s,
	    MHD_OPTION_URI_LOG_CALLBACK, desk_begun, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave, s,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP,
	    1, MHD_OPTION_END);
	if (d->daemon == NULL) {
		close(fd);
		return fail(f, FAIL_SYSTEM, "%s: no server can be started",
		    d->at.text);
	}
	d->fd =
	    MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return 0;
}

static void
close_door(struct server_door *d)
{
	int fd;

	if (d->closed)
		return;
	d->closed = true;
	fd = MHD_quiesce_daemon(d->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
}

static bool
is_at(const struct feedd_conf *conf, const char *text)
{
	for (size_t i = 0; i < conf->nlistens; i++)
		if (strcmp(conf->listens[i].text, text) == 0)
			return true;
	return false;
}

static bool
is_open(const struct server *s, const char *text)
{
	for (size_t i = 0; i < s->ndoors; i++)
		if (!s->doors[i].closed &&
		    strcmp(s->doors[i].at.text, text) == 0)
			return true;
	return false;
}

/* Forgets doors that nobody is behind any more. */
static void
sweep(struct server *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->ndoors; i++) {
		struct server_door *d = &s->doors[i];

		if (d->closed &&
		    MHD_get_daemon_info(d->daemon,
			MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
			    ->num_connections == 0)
			MHD_stop_daemon(d->daemon);
		else
			s->doors[n++] = *d;
	}
	s->ndoors = n;
}

static int
add_door(struct server *s, const struct feedd_listen *at, unsigned most,
    struct fail *f)
{
	struct server_door *d = &s->doors[s->ndoors];

	if (s->ndoors == sizeof(s->doors) / sizeof(s->doors[0]))
		return fail(f, FAIL_BUSY,
		    "%s: too many places are still being left", at->text);
	*d = (struct server_door){ .at = *at };
	if (open_door(s, d, most, f) == -1)
		return -1;
	s->ndoors++;
	return 0;
}

int
server_listen(struct server *s, const struct feedd_conf *conf, struct fail *f)
{
	size_t had;
	int rc = 0;

	sweep(s);
	had = s->ndoors;
	for (size_t i = 0; i < conf->nlistens && rc == 0; i++)
		if (!is_open(s, conf->listens[i].text))
			rc = add_door(s, &conf->listens[i], connections(conf),
			    f);
	for (size_t i = 0; i < s->ndoors; i++)
		if (rc == -1 ? i >= had : !is_at(conf, s->doors[i].at.text))
			close_door(&s->doors[i]);
	return rc;
}

int
server_run(struct server *s)
{
	unsigned long long least = 1000, ms;

	peer_resume(&s->peers);
	for (size_t i = 0; i < s->ndoors; i++) {
		MHD_run(s->doors[i].daemon);
		if (MHD_get_timeout(s->doors[i].daemon, &ms) == MHD_YES &&
		    ms < least)
			least = ms;
	}
	return s->peers.nwaking > 0 ? 0 : (int)least;
}

void
server_quiesce(struct server *s)
{
	s->stopping = true;
	for (size_t i = 0; i < s->ndoors; i++)
		close_door(&s->doors[i]);
	peer_wake(&s->peers, NULL);
}

void
server_stop(struct server *s)
{
	while (s->peers.nwaking > 0)
		peer_resume(&s->peers);
	for (size_t i = 0; i < s->ndoors; i++)
		MHD_stop_daemon(s->doors[i].daemon);
	s->ndoors = 0;
	peers_clear(&s->peers);
}
