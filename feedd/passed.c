#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "feedd/passed.h"

/* The first descriptor that is passed. */
#define FIRST 3

/* A decimal number of the environment, 0 for none. */
static unsigned long
number(const char *name)
{
	const char *text = secure_getenv(name);
	char *end;
	unsigned long n;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	n = strtoul(text, &end, 10);
	return *end == '\0' ? n : 0;
}

static bool
is_option(int fd, int name, int want)
{
	int value = -1;
	socklen_t n = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &n) == 0 &&
	    value == want;
}

static int
judge(struct feedd_listen *l, int fd, struct fail *f)
{
	socklen_t n = sizeof(l->at);

	if (!is_option(fd, SO_TYPE, SOCK_STREAM) ||
	    !is_option(fd, SO_ACCEPTCONN, 1))
		return fail(f, FAIL_USAGE,
		    "%s: not a stream socket that listens", l->text);
	if (getsockname(fd, &l->at.any, &n) == -1)
		return fail_errno(f, "%s", l->text);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return 0;
}

/* The names are separated by colons; there may be fewer of them. */
static int
take(struct passed *p, const char **names, struct fail *f)
{
	int fd = FIRST + (int)p->n;
	size_t len = strcspn(*names, ":");
	struct feedd_listen *l = &p->all[p->n].at;

	snprintf(l->text, sizeof(l->text), "passed socket %d (%.*s)", fd,
	    (int)(len < 32 ? len : 32), *names);
	l->tls = strncmp(*names, "tls", 3) == 0;
	*names += len + ((*names)[len] == ':');
	if (judge(l, fd, f) == -1)
		return -1;
	p->all[p->n++].fd = fd;
	return 0;
}

int
passed_take(struct passed *p, struct fail *f)
{
	unsigned long n = number("LISTEN_FDS");
	const char *names = secure_getenv("LISTEN_FDNAMES");

	if (n == 0 || number("LISTEN_PID") != (unsigned long)getpid())
		return 0;
	if (n > FEEDD_LISTEN_MAX)
		return fail(f, FAIL_USAGE,
		    "%lu sockets are passed, want at most %d", n,
		    FEEDD_LISTEN_MAX);
	if (names == NULL)
		names = "";
	while (p->n < n)
		if (take(p, &names, f) == -1)
			return -1;
	return 0;
}

int
passed_socket(const struct passed *p, const struct feedd_listen *at)
{
	for (size_t i = 0; i < p->n; i++)
		if (feedd_listen_same(&p->all[i].at, at))
			return p->all[i].fd;
	return -1;
}
