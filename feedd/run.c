#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "feedd/aside.h"
#include "feedd/conf.h"
#include "feedd/desk.h"
#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/run.h"
#include "feedd/sandbox.h"
#include "feedd/scout.h"
#include "feedd/server.h"
#include "feedd/stock.h"
#include "keys/notify.h"
#include "keys/print.h"

/* Seconds between looks at a tree of which nothing was heard. */
#define LOOK_SECONDS 10

/* Seconds that those who are being served have when it ends. */
#define STOP_SECONDS 5

struct run {
	const char *path;
	struct feedd_conf *conf;
	struct server server;
	int signals, scout, manager;
	uint64_t looked, ticked, stopped; /* when; 0: not yet */
	bool lookups;                     /* may have something to do */
};

static void
say(void *arg, const char *what, const struct fail *f)
{
	(void)arg;
	if (f->kind == FAIL_NONE)
		print_event(PRINT_NOTICE, "%s: good", what);
	else
		print_warning("%s; what was served before stays", f->msg);
}

/* Takes the signals as a descriptor. */
static int
open_signals(struct fail *f)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return fd == -1 ? fail_errno(f, "signals") : fd;
}

/* As many descriptors as may be. */
static void
raise_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

static void
look(struct run *r)
{
	struct stock *s = r->server.stock;

	r->looked = desk_clock();
	if (stock_look(s, say, NULL))
		for (size_t i = 0; i < s->n; i++)
			if (s->dbs[i].changed)
				peer_wake(&r->server.peers, s->dbs[i].name);
	peer_wake_others(&r->server.peers, s);
	r->lookups = true;
	scout_watch(r->scout, s);
}

/* Who waits for news has it first: reading a set takes a core for a while. */
static void
look_up(struct run *r)
{
	if (!r->lookups || r->server.peers.nwaking > 0)
		return;
	r->lookups = false;
	lookup_look(r->server.lookup, r->server.stock, say, NULL);
}

/* Whether two serve from the same tree, by the same roots. */
static bool
is_same(const struct feedd_conf *a, const struct feedd_conf *b)
{
	return strcmp(a->tree, b->tree) == 0 &&
	    memcmp(&a->roots, &b->roots, sizeof(a->roots)) == 0;
}

/* What is served now is good there, too, as far as it is to be served. */
static int
judge_stock(const struct stock *s, const struct stock *was, struct fail *f)
{
	if (was->anchor.held && !s->anchor.held)
		return fail(f, FAIL_WRONG, "%s: has no catalog that is good",
		    s->conf->tree);
	for (size_t i = 0; i < was->n; i++) {
		const struct stock_db *d = stock_db(s, was->dbs[i].name);

		if (d != NULL && d->now == NULL && was->dbs[i].now != NULL)
			return fail(f, FAIL_WRONG, "%s: has nothing good of %s",
			    s->conf->tree, d->name);
	}
	return 0;
}

/* A new stock, unless the one that there is will do. */
static int
restock(struct run *r, const struct feedd_conf *conf, struct stock **stock,
    struct fail *f)
{
	*stock = r->server.stock;
	if (is_same(conf, r->conf))
		return 0;
	*stock = stock_open(conf, f);
	if (*stock == NULL)
		return -1;
	stock_look(*stock, say, NULL);
	if (judge_stock(*stock, r->server.stock, f) == 0)
		return 0;
	stock_free(*stock);
	return -1;
}

/* What a configuration wants of the server; after a failure it is as before. */
static int
prepare(struct run *r, const struct feedd_conf *conf, int *log, struct fail *f)
{
	if (aside_prepare(&r->server, conf, log, f) == -1)
		return -1;
	if (server_listen(&r->server, conf, f) == 0)
		return 0;
	aside_cancel(&r->server, r->conf, *log);
	return -1;
}

static int
change(struct run *r, struct feedd_conf *conf, struct fail *f)
{
	struct stock *stock;
	int log;

	if (restock(r, conf, &stock, f) == -1)
		return -1;
	if (prepare(r, conf, &log, f) == -1) {
		if (stock != r->server.stock)
			stock_free(stock);
		return -1;
	}
	if (stock != r->server.stock) {
		stock_free(r->server.stock);
		r->server.stock = stock;
		lookup_forget(r->server.lookup);
		peer_wake(&r->server.peers, NULL);
	}
	stock->conf = conf;
	access_change(&r->server.access, conf->rules, desk_clock());
	feedd_conf_free(r->conf);
	r->conf = conf;
	aside_commit(&r->server, conf, log);
	look(r);
	return 0;
}

static void
reload(struct run *r)
{
	struct fail f = { 0 };
	struct feedd_conf *conf;

	notify_send(r->manager, "RELOADING=1");
	conf = feedd_conf_read(r->path, &f);
	if (conf != NULL && change(r, conf, &f) == -1)
		feedd_conf_free(conf);
	if (f.kind != FAIL_NONE)
		print_warning("%s; the configuration stays as it was", f.msg);
	else
		print_event(PRINT_NOTICE, "the configuration was read again");
	notify_send(r->manager, "READY=1");
}

static void
stop(struct run *r)
{
	if (r->stopped != 0)
		return;
	notify_send(r->manager, "STOPPING=1");
	r->stopped = desk_clock();
	server_quiesce(&r->server);
}

static void
take_signals(struct run *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGHUP && r->stopped == 0)
			reload(r);
		else if (info.ssi_signo == SIGUSR1)
			aside_reopen(&r->server, r->conf);
		else
			stop(r);
}

/* Waits until something is to be done, and does what is not the server's. */
static void
turn(struct run *r, int ms)
{
	struct pollfd fds[3 + DOOR_MAX];
	uint64_t now;
	nfds_t n = 3;

	fds[0] = (struct pollfd){ .fd = r->signals, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = r->scout, .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = lookup_fd(r->server.lookup),
		.events = POLLIN };
	for (size_t i = 0; i < r->server.doors.n; i++)
		fds[n++] = (struct pollfd){ .fd = r->server.doors.all[i].fd,
			.events = POLLIN };
	poll(fds, n, ms);
	now = desk_clock();
	take_signals(r);
	if (scout_heard(r->scout) || now - r->looked >= LOOK_SECONDS)
		look(r);
	r->lookups |= (fds[2].revents & POLLIN) != 0;
	look_up(r);
	if (now != r->ticked) {
		r->ticked = now;
		server_look(&r->server, now);
		aside_look(&r->server);
	}
}

/* Those that are in are served, unless they take too long. */
static bool
is_over(const struct run *r)
{
	return r->stopped != 0 &&
	    (r->server.metrics.connections == 0 ||
		desk_clock() - r->stopped >= STOP_SECONDS);
}

/* What a reload reads again is let at, and the tree. */
static int
close_in(const struct run *r, struct fail *f)
{
	const struct feedd_conf *c = r->conf;
	struct sandbox box = { 0 };
	int rc;

	if (!c->sandbox)
		return 0;
	sandbox_path(&box, c->tree, SANDBOX_READ);
	sandbox_folder_of(&box, r->path, SANDBOX_READ);
	for (size_t i = 0; i < c->nfiles; i++)
		sandbox_folder_of(&box, c->files[i], SANDBOX_READ);
	if (c->tls_key != NULL) {
		sandbox_folder_of(&box, c->tls_certificate, SANDBOX_READ);
		sandbox_folder_of(&box, c->tls_key, SANDBOX_READ);
	}
	if (c->access_log != NULL)
		sandbox_folder_of(&box, c->access_log, SANDBOX_WRITE);
	rc = sandbox_enter(&box, f);
	sandbox_free(&box);
	return rc;
}

/* In this order: what root alone may, as who it is then, and closed in. */
static int
open_all(struct run *r, struct fail *f)
{
	int log;

	r->server.peers.metrics = &r->server.metrics;
	r->server.process = process_begin((uint32_t)time(NULL));
	r->conf = feedd_conf_read(r->path, f);
	if (r->conf == NULL)
		return -1;
	access_begin(&r->server.access, r->conf->rules);
	raise_limit();
	if (doors_bind(&r->server.doors, r->conf, f) == -1 ||
	    sandbox_user(r->conf->user, f) == -1)
		return -1;
	r->manager = notify_open();
	r->signals = open_signals(f);
	if (r->signals == -1)
		return -1;
	r->scout = scout_open(f);
	if (r->scout == -1)
		return -1;
	r->server.stock = stock_open(r->conf, f);
	if (r->server.stock == NULL)
		return -1;
	if (close_in(r, f) == -1)
		return -1;
	look(r);
	if (prepare(r, r->conf, &log, f) == -1)
		return -1;
	aside_commit(&r->server, r->conf, log);
	look_up(r);
	return 0;
}

int
run_server(const char *path, struct fail *f)
{
	struct run r = { .path = path,
		.signals = -1,
		.scout = -1,
		.manager = -1 };
	int rc = open_all(&r, f);

	if (rc == 0)
		notify_send(r.manager, "READY=1");
	while (rc == 0 && !is_over(&r))
		turn(&r, server_run(&r.server));
	server_stop(&r.server);
	aside_stop(&r.server);
	process_end(&r.server.process);
	access_end(&r.server.access);
	stock_free(r.server.stock);
	feedd_conf_free(r.conf);
	if (r.scout != -1)
		close(r.scout);
	if (r.signals != -1)
		close(r.signals);
	if (r.manager != -1)
		close(r.manager);
	return rc;
}
