#include "feedd/logging.h"
#include "feedd/conf.h"
#include "feedd/log.h"
#include "feedd/server.h"
#include "keys/print.h"

int
logging_open(const struct feedd_conf *conf, int *fd, struct fail *f)
{
	*fd = -1;
	if (conf->access_log == NULL)
		return 0;
	*fd = feedd_log_file(conf->access_log, f);
	return *fd == -1 ? -1 : 0;
}

void
logging_turn(struct server *s, int fd)
{
	struct fail f = { 0 };

	if (fd == -1) {
		logging_stop(s);
	} else if (s->log != NULL) {
		feedd_log_turn(s->log, fd);
	} else {
		s->log = feedd_log_start(fd, &f);
		if (s->log == NULL)
			print_warning("%s; nothing is logged", f.msg);
	}
}

void
logging_reopen(struct server *s, const struct feedd_conf *conf)
{
	struct fail f = { 0 };
	int fd;

	if (logging_open(conf, &fd, &f) == -1)
		print_warning("%s; the access log stays where it is", f.msg);
	else if (fd != -1)
		logging_turn(s, fd);
}

void
logging_look(struct server *s)
{
	struct fail f = { 0 };

	if (feedd_log_look(s->log, &f) == -1)
		print_warning("%s", f.msg);
}

void
logging_stop(struct server *s)
{
	feedd_log_stop(s->log);
	s->log = NULL;
}
