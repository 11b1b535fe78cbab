#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "feedd/conf_site.h"
#include "feedd/scout.h"
#include "feedd/stock.h"

#define WATCHED                                                                \
	(IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE_SELF |           \
	    IN_MOVE_SELF)

int
scout_open(struct fail *f)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	return fd == -1 ? fail_errno(f, "inotify") : fd;
}

/* What is not there yet is watched when it is. */
void
scout_watch(int fd, const struct stock *s)
{
	inotify_add_watch(fd, s->conf->tree, WATCHED);
	for (size_t i = 0; i < s->n; i++) {
		char *path;

		if (asprintf(&path, "%s/%s", s->conf->tree, s->dbs[i].name) ==
		    -1)
			abort();
		inotify_add_watch(fd, path, WATCHED);
		free(path);
	}
}

/* Names with a dot first are of files on their way. */
static bool
matters(const struct inotify_event *e)
{
	return e->len == 0 || e->name[0] != '.';
}

bool
scout_heard(int fd)
{
	_Alignas(struct inotify_event) char buf[4096];
	bool heard = false;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		const struct inotify_event *e;

		for (const char *at = buf; at < buf + n;
		     at += sizeof(*e) + e->len) {
			e = (const struct inotify_event *)at;
			heard |= matters(e);
		}
	}
	return heard;
}
