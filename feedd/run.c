#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "feedd/conf.h"
#include "feedd/desk.h"
#include "feedd/logging.h"
#include "feedd/run.h"
#include "feedd/sandbox.h"
#include "feedd/sandbox_conf.h"
#include "feedd/server.h"
#include "keys/notify.h"
#include "keys/print.h"

/* Seconds that those who are being served have when it ends. */
#define STOP_SECONDS 5

struct run {
	const char *path;
	struct feedd_conf *conf;
	struct server server;
	int signals, manager;
	uint64_t ticked, stopped; /* when; 0: not yet */
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
reload(struct run *r)
{
	struct fail f = { 0 };
	struct feedd_conf *conf;

	notify_send(r->manager, "RELOADING=1");
	conf = feedd_conf_read(r->path, &f);
	if (conf != NULL && server_change(&r->server, conf, say, &f) == 0) {
		feedd_conf_free(r->conf);
		r->conf = conf;
		print_event(PRINT_NOTICE, "the configuration was read again");
	} else {
		feedd_conf_free(conf);
		print_warning("%s; the configuration stays as it was", f.msg);
	}
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
			logging_reopen(&r->server, r->conf);
		else
			stop(r);
}

/* Waits until something is to be done, and does what is not the server's. */
static void
turn(struct run *r, int ms)
{
	struct pollfd fds[SITES_EARS_MAX + 1 + DOOR_MAX];
	size_t n = sites_ears(&r->server.sites, fds);
	uint64_t now;

	fds[n++] = (struct pollfd){ .fd = r->signals, .events = POLLIN };
	for (size_t i = 0; i < r->server.doors.n; i++)
		fds[n++] = (struct pollfd){ .fd = r->server.doors.all[i].fd,
			.events = POLLIN };
	poll(fds, n, ms);
	server_hear(&r->server, fds, say);
	take_signals(r);
	now = desk_clock();
	if (now != r->ticked) {
		r->ticked = now;
		server_look(&r->server, now);
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

/* In this order: what root alone may, as who it is then, and closed in. */
static int
open_all(struct run *r, struct fail *f)
{
	struct server *s = &r->server;

	s->peers.metrics = &s->metrics;
	s->process = process_begin((uint32_t)time(NULL));
	r->conf = feedd_conf_read(r->path, f);
	if (r->conf == NULL)
		return -1;
	access_begin(&s->access, r->conf->rules);
	raise_limit();
	if (doors_bind(&s->doors, r->conf, f) == -1 ||
	    sandbox_user(r->conf->user, f) == -1)
		return -1;
	r->manager = notify_open();
	r->signals = open_signals(f);
	if (r->signals == -1)
		return -1;
	if (sites_open(&s->sites, r->conf, f) == -1 ||
	    sandbox_conf(r->conf, r->path, f) == -1)
		return -1;
	server_hear(s, NULL, say);
	return server_begin(s, r->conf, say, f);
}

int
run_server(const char *path, struct fail *f)
{
	struct run r = { .path = path, .signals = -1, .manager = -1 };
	int rc = open_all(&r, f);

	if (rc == 0)
		notify_send(r.manager, "READY=1");
	while (rc == 0 && !is_over(&r))
		turn(&r, server_run(&r.server));
	server_stop(&r.server);
	process_end(&r.server.process);
	access_end(&r.server.access);
	feedd_conf_free(r.conf);
	if (r.signals != -1)
		close(r.signals);
	if (r.manager != -1)
		close(r.manager);
	return rc;
}
