#include <unistd.h>

#include "feedd/aside.h"
#include "feedd/conf.h"
#include "feedd/log.h"
#include "feedd/lookup.h"
#include "feedd/server.h"
#include "keys/print.h"

/* Opens the log that a configuration wants: -1 in *fd for none. */
static int
open_log(const struct feedd_conf *conf, int *fd, struct fail *f)
{
	*fd = -1;
	if (conf->access_log == NULL)
		return 0;
	*fd = feedd_log_file(conf->access_log, f);
	return *fd == -1 ? -1 : 0;
}

int
aside_prepare(struct server *s, const struct feedd_conf *conf, int *log,
    struct fail *f)
{
	if (open_log(conf, log, f) == -1)
		return -1;
	if (!conf->lookup || s->lookup != NULL)
		return 0;
	s->lookup = lookup_start(f);
	if (s->lookup != NULL)
		return 0;
	if (*log != -1)
		close(*log);
	return -1;
}

static void
settle_lookup(struct server *s, const struct feedd_conf *conf)
{
	if (conf->lookup)
		return;
	lookup_stop(s->lookup);
	s->lookup = NULL;
}

/* Goes on logging in a file, or no more if it is -1. */
static void
turn_log(struct server *s, int fd)
{
	struct fail f = { 0 };

	if (fd == -1) {
		feedd_log_stop(s->log);
		s->log = NULL;
	} else if (s->log != NULL) {
		feedd_log_turn(s->log, fd);
	} else {
		s->log = feedd_log_start(fd, &f);
		if (s->log == NULL)
			print_warning("%s; nothing is logged", f.msg);
	}
}

void
aside_commit(struct server *s, const struct feedd_conf *conf, int log)
{
	settle_lookup(s, conf);
	turn_log(s, log);
}

void
aside_cancel(struct server *s, const struct feedd_conf *conf, int log)
{
	settle_lookup(s, conf);
	if (log != -1)
		close(log);
}

void
aside_reopen(struct server *s, const struct feedd_conf *conf)
{
	struct fail f = { 0 };
	int fd;

	if (open_log(conf, &fd, &f) == -1)
		print_warning("%s; the access log stays where it is", f.msg);
	else if (fd != -1)
		turn_log(s, fd);
}

void
aside_look(struct server *s)
{
	struct fail f = { 0 };

	if (feedd_log_look(s->log, &f) == -1)
		print_warning("%s", f.msg);
}

void
aside_stop(struct server *s)
{
	lookup_stop(s->lookup);
	feedd_log_stop(s->log);
	s->lookup = NULL;
	s->log = NULL;
}
