/*
 * Many clients of an HTTP server on a port of 127.0.0.1, in one thread:
 *
 *	tool_load rate PORT CLIENTS PATH COUNT
 *		COUNT replies, each client asking again when it has one; prints
 *		microseconds a reply, replies and bytes of one
 *	tool_load park PORT CLIENTS PATH READY NEWS
 *		all ask, and ask again after a 204; READY is run meanwhile and
 *		has to succeed; then NEWS is run, and all get a reply; prints
 *		milliseconds from there on until the first, the middle and the
 *		last of them has it, and its bytes
 *	tool_load slow PORT CLIENTS PATH READY
 *		all ask, with little room for replies that they do not read;
 *		READY is run
 *
 * READY and NEWS are commands of sh.  Ends with 1 if any reply is not a 200
 * with a length, or if all stands still.
 */
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "formats/mem.h"

/* The room of a slow client: the least that a kernel gives. */
#define SLOW_ROOM 1024

/* Clients that connect before the server is let in. */
#define AT_ONCE  256

#define EVENTS   512
#define HEAD_MAX 1024

/* Milliseconds after which nothing comes any more. */
#define PATIENCE 30000

/* Milliseconds between looks whether a command has ended. */
#define STEP 10

struct client {
	int fd;
	bool in_body;
	size_t head_len; /* so far */
	size_t left;     /* of the body */
	char head[HEAD_MAX];
};

struct load {
	struct sockaddr_in to;
	char request[512];
	size_t request_len;
	struct client *clients;
	size_t n;
	int epoll;
	size_t bytes; /* of the body of the last reply */
	size_t wanted, asked, got;
	double began;
	double *when; /* each reply was there; NULL: not of interest */
	bool again;   /* who has a reply asks again */
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
raise_limit(void)
{
	struct rlimit r;

	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
}

static void
ask(struct load *l, struct client *c)
{
	c->head_len = 0;
	c->in_body = false;
	if (send(c->fd, l->request, l->request_len, MSG_NOSIGNAL) !=
	    (ssize_t)l->request_len)
		err(1, "asking");
	l->asked++;
}

static void
open_client(struct load *l, struct client *c, int room)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd == -1)
		err(1, "socket");
	if (room > 0)
		setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (connect(c->fd, (struct sockaddr *)&l->to, sizeof(l->to)) == -1)
		err(1, "connecting");
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) == -1)
		err(1, "epoll");
}

/* The head of a reply is there: a 200, and how long its body is. */
static void
read_head(struct load *l, struct client *c, const char *end)
{
	const char *length = strcasestr(c->head, "\r\nContent-Length:");
	size_t here = c->head_len - (size_t)(end - c->head);

	if (strncmp(c->head, "HTTP/1.1 204 ", 13) == 0 && here == 0) {
		l->asked--;
		ask(l, c);
		return;
	}
	if (strncmp(c->head, "HTTP/1.1 200 ", 13) != 0 || length == NULL)
		errx(1, "a reply is\n%s", c->head);
	l->bytes = strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
	if (here > l->bytes)
		errx(1, "more than a reply");
	c->left = l->bytes - here;
	c->in_body = true;
}

/* Takes what is there; bytes of the body are not looked at, nor copied. */
static ssize_t
take(struct load *l, struct client *c)
{
	const char *end;
	ssize_t n;

	if (c->in_body) {
		n = recv(c->fd, NULL, c->left, MSG_TRUNC | MSG_DONTWAIT);
		c->left -= n > 0 ? (size_t)n : 0;
		return n;
	}
	n = recv(c->fd, c->head + c->head_len, HEAD_MAX - 1 - c->head_len,
	    MSG_DONTWAIT);
	if (n <= 0)
		return n;
	c->head_len += (size_t)n;
	c->head[c->head_len] = '\0';
	end = strstr(c->head, "\r\n\r\n");
	if (end != NULL)
		read_head(l, c, end + 4);
	return n;
}

static void
on_readable(struct load *l, struct client *c)
{
	ssize_t n = take(l, c);

	if (n == 0 || (n == -1 && errno != EAGAIN))
		err(1, "a reply ended early");
	while (n > 0 && (!c->in_body || c->left > 0))
		n = take(l, c);
	if (!c->in_body || c->left > 0)
		return;
	if (l->when != NULL)
		l->when[l->got] = now_ms() - l->began;
	l->got++;
	c->in_body = false;
	c->head_len = 0;
	if (l->again && l->asked < l->wanted)
		ask(l, c);
}

/* Returns whether anything came within these milliseconds. */
static bool
turn(struct load *l, int ms)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(l->epoll, events, EVENTS, ms);

	for (int i = 0; i < n; i++)
		on_readable(l, events[i].data.ptr);
	return n > 0;
}

static void
run(struct load *l)
{
	while (l->got < l->wanted)
		if (!turn(l, PATIENCE))
			errx(1, "%zu of %zu replies, and no more", l->got,
			    l->wanted);
}

static void
open_all(struct load *l, int room)
{
	for (size_t i = 0; i < l->n; i++) {
		open_client(l, &l->clients[i], room);
		ask(l, &l->clients[i]);
		if (i % AT_ONCE == AT_ONCE - 1)
			usleep(1000);
	}
}

static pid_t
start(const char *command)
{
	pid_t pid = fork();

	if (pid == -1)
		err(1, "fork");
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* Runs a command, and the clients while it runs. */
static void
accompany(struct load *l, const char *command)
{
	pid_t pid = start(command);
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0)
		turn(l, STEP);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		errx(1, "failed: %s", command);
}

static void
load_rate(struct load *l, size_t count)
{
	double took;

	l->again = true;
	/* connecting and the first replies are not what is measured */
	l->wanted = l->n;
	open_all(l, 0);
	run(l);
	l->asked = l->got = 0;
	l->wanted = count;
	l->began = now_ms();
	for (size_t i = 0; i < l->n && l->asked < l->wanted; i++)
		ask(l, &l->clients[i]);
	run(l);
	took = now_ms() - l->began;
	printf("%.3f %zu %zu\n", took * 1e3 / (double)count, count, l->bytes);
}

static void
load_park(struct load *l, const char *ready, const char *news)
{
	l->wanted = l->n;
	l->when = mem_new(l->n, sizeof(*l->when));
	open_all(l, 0);
	accompany(l, ready);
	if (l->got > 0)
		errx(1, "a reply before there was news");
	l->began = now_ms();
	start(news);
	run(l);
	wait(NULL);
	printf("%.1f %.1f %.1f %zu\n", l->when[0], l->when[l->n / 2],
	    l->when[l->n - 1], l->bytes);
	free(l->when);
}

static void
load_slow(struct load *l, const char *ready)
{
	int status;

	open_all(l, SLOW_ROOM);
	if (waitpid(start(ready), &status, 0) == -1 || status != 0)
		errx(1, "failed: %s", ready);
}

static struct load
make(char *argv[])
{
	struct load l = { .n = strtoul(argv[3], NULL, 10) };
	int n;

	l.to = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10)),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	n = snprintf(l.request, sizeof(l.request),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: tool_load\r\n"
	    "Accept: */*\r\n\r\n",
	    argv[4]);
	if (n >= (int)sizeof(l.request) || l.n == 0)
		errx(2, "no such load");
	l.request_len = (size_t)n;
	l.clients = mem_new(l.n, sizeof(*l.clients));
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l.epoll == -1)
		err(1, "epoll");
	return l;
}

int
main(int argc, char *argv[])
{
	struct load l;

	if (argc < 6)
		errx(2,
		    "usage: tool_load rate|park|slow PORT CLIENTS PATH "
		    "COUNT|READY [NEWS]");
	raise_limit();
	l = make(argv);
	if (strcmp(argv[1], "rate") == 0) {
		load_rate(&l, strtoul(argv[5], NULL, 10));
	} else if (strcmp(argv[1], "slow") == 0) {
		load_slow(&l, argv[5]);
	} else if (strcmp(argv[1], "park") == 0 && argc > 6) {
		load_park(&l, argv[5], argv[6]);
	} else {
		errx(2, "no such load: %s", argv[1]);
	}
	free(l.clients);
	return 0;
}
