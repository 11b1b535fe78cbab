#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#include "feedd/door.h"
#include "feedd/door_server.h"
#include "feedd/rules.h"
#include "feedd/tls.h"

static void
leave(struct door *d)
{
	int fd = d->socket;

	if (d->left)
		return;
	d->left = true;
	d->socket = -1;
	if (d->daemon != NULL)
		fd = MHD_quiesce_daemon(d->daemon);
	if (fd != -1)
		close(fd);
}

static bool
is_empty(const struct door *d)
{
	return d->daemon == NULL ||
	    MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
		->num_connections == 0;
}

/* Forgets doors that nobody is behind any more. */
static void
sweep(struct doors *ds)
{
	size_t n = 0;

	for (size_t i = 0; i < ds->n; i++) {
		struct door *d = &ds->all[i];

		if (!d->left || !is_empty(d))
			ds->all[n++] = *d;
		else if (d->daemon != NULL)
			MHD_stop_daemon(d->daemon);
	}
	ds->n = n;
}

/* The socket of a door that is open, or -1. */
static int
socket_of(const struct door *d)
{
	return d->daemon == NULL
	    ? d->socket
	    : MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_LISTEN_FD)
		  ->listen_fd;
}

/* A socket for the place: that of another door, one that was passed, or new. */
static int
socket_for(const struct doors *ds, const struct feedd_listen *at,
    struct fail *f)
{
	int fd = passed_socket(&ds->passed, at);

	for (size_t i = 0; i < ds->n && fd == -1; i++)
		if (!ds->all[i].left && feedd_listen_same(&ds->all[i].at, at))
			fd = socket_of(&ds->all[i]);
	if (fd == -1)
		return feedd_listen_open(at, f);
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return fd == -1 ? fail_errno(f, "%s", at->text) : fd;
}

/* What doors are to be as; tls is NULL if there is none, or any will do. */
struct wish {
	const struct feedd_conf *conf;
	const struct tls *tls;
};

/* Whether the server behind a door, if there is one, will do. */
static bool
will_do(const struct door *d, const struct wish *w)
{
	if (d->daemon == NULL)
		return true;
	if (d->at.tls && w->tls != NULL &&
	    memcmp(d->secured, w->tls->id, sizeof(w->tls->id)) != 0)
		return false;
	return d->proxies == (w->conf->rules->proxies.n > 0);
}

/* The door that there is already, or NULL. */
static struct door *
find(struct doors *ds, const struct feedd_listen *at, const struct wish *w)
{
	for (size_t i = 0; i < ds->n; i++) {
		struct door *d = &ds->all[i];

		if (!d->left && d->at.tls == at->tls &&
		    feedd_listen_same(&d->at, at) && will_do(d, w))
			return d;
	}
	return NULL;
}

static int
want(struct doors *ds, const struct feedd_listen *at, const struct wish *w,
    struct fail *f)
{
	struct door *d = find(ds, at, w);
	int fd;

	if (d == NULL) {
		if (ds->n == DOOR_MAX)
			return fail(f, FAIL_BUSY,
			    "%s: too many places are still being left",
			    at->text);
		fd = socket_for(ds, at, f);
		if (fd == -1)
			return -1;
		d = &ds->all[ds->n++];
		*d = (struct door){ .at = *at, .socket = fd, .fd = -1 };
	}
	d->wanted = true;
	return 0;
}

static bool
is_named(const struct feedd_conf *conf, const struct feedd_listen *at)
{
	for (size_t i = 0; i < conf->nlistens; i++)
		if (feedd_listen_same(&conf->listens[i], at))
			return true;
	return false;
}

/* All that are wanted are there, servers behind them or not. */
static int
want_all(struct doors *ds, const struct feedd_conf *conf, const struct tls *tls,
    struct fail *f)
{
	const struct wish w = { conf, tls };

	for (size_t i = 0; i < ds->n; i++)
		ds->all[i].wanted = false;
	for (size_t i = 0; i < conf->nlistens; i++)
		if (want(ds, &conf->listens[i], &w, f) == -1)
			return -1;
	for (size_t i = 0; i < ds->passed.n; i++) {
		const struct feedd_listen *at = &ds->passed.all[i].at;

		if (!is_named(conf, at) && want(ds, at, &w, f) == -1)
			return -1;
	}
	return 0;
}

static size_t
count(const struct doors *ds)
{
	size_t n = 0;

	for (size_t i = 0; i < ds->n; i++)
		n += ds->all[i].wanted;
	return n;
}

int
doors_bind(struct doors *ds, const struct feedd_conf *conf, struct fail *f)
{
	if (passed_take(&ds->passed, f) == -1 ||
	    want_all(ds, conf, NULL, f) == -1)
		return -1;
	if (count(ds) == 0)
		return fail(f, FAIL_USAGE,
		    "nothing to listen at, and no socket is passed");
	return 0;
}

static int
start_all(struct doors *ds, const struct door_opening *o, struct fail *f)
{
	for (size_t i = 0; i < ds->n; i++) {
		struct door *d = &ds->all[i];

		if (!d->wanted || d->daemon != NULL)
			continue;
		if (d->at.tls && o->tls == NULL)
			return fail(f, FAIL_USAGE,
			    "%s: wants a tls-certificate and a tls-key",
			    d->at.text);
		if (door_start(d, o, f) == -1)
			return -1;
	}
	return 0;
}

int
doors_listen(struct doors *ds, const struct feedd_conf *conf,
    const struct tls *tls, struct server *server, struct fail *f)
{
	const struct door_opening o = { .server = server,
		.tls = tls,
		.conf = conf };
	size_t had;
	int rc;

	sweep(ds);
	had = ds->n;
	rc = want_all(ds, conf, tls, f);
	if (rc == 0 && count(ds) == 0)
		rc = fail(f, FAIL_USAGE, "nothing to listen at");
	if (rc == 0)
		rc = start_all(ds, &o, f);
	if (rc == 0)
		ds->most = door_most(conf);
	for (size_t i = 0; i < ds->n; i++)
		if (rc == -1 ? i >= had : !ds->all[i].wanted)
			leave(&ds->all[i]);
	return rc;
}

bool
doors_is_left(const struct doors *ds, const struct MHD_Daemon *daemon)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->all[i].daemon == daemon)
			return ds->all[i].left;
	return true;
}

void
doors_leave(struct doors *ds)
{
	for (size_t i = 0; i < ds->n; i++)
		leave(&ds->all[i]);
}

void
doors_stop(struct doors *ds)
{
	doors_leave(ds);
	for (size_t i = 0; i < ds->n; i++)
		if (ds->all[i].daemon != NULL)
			MHD_stop_daemon(ds->all[i].daemon);
	for (size_t i = 0; i < ds->passed.n; i++)
		close(ds->passed.all[i].fd);
	ds->n = ds->passed.n = 0;
}
