/*
 * Clients that are broken or mean:
 *
 *	tool_hostile PORT N [NAME=VALUE ...] TEXT ...
 *
 * opens N connections to 127.0.0.1, one after another with the texts in turn,
 * in which \r, \n, \0, \\ and \xHH stand for their bytes, and what follows \|
 * is repeated where the text is.  Names are:
 *
 *	at_once=64	connections at a time
 *	addresses=1	of 127.0.1.1 on that they come from
 *	times=1		the text is sent so often; 0: until there is an end
 *	cut=1		of connection i only i modulo the length is sent
 *	mutate=SEED	the text is spoilt by chance, of this seed
 *	drip=MS		a byte is sent after so long a time
 *	sip=MS		some bytes are read after so long a time
 *	buffer=BYTES	of what comes and is not read
 *	then=close	what follows: close; reset; half: nothing is sent any
 *			more, all is read; read: it is read until there are
 *	replies=1	so many, or if 0 to the end; hold: nothing is read
 *	bytes=0		of a reply are read before it is reset
 *
 * Prints "ready" when all have sent what they had; at the end, which with
 * then=hold is when the server has closed all, how often each status came, and
 * how many got none.  What ends a connection is never an error.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/tool_hostile.h"

#define TEXTS_MAX    64
#define CLIENTS_MAX  2000
#define STATUSES     1000
#define SIP          512
#define STATUS_BYTES 12 /* HTTP/1.1 200 */

struct client {
	int fd;
	size_t sent, all, got;
	unsigned replies;
	bool done; /* with sending */
	struct text *text;
	char last[STATUS_BYTES + 1]; /* bytes that came, and a NUL */
};

struct hostile {
	unsigned port, n, at_once, addresses, times, cut, mutate, drip, sip,
	    buffer, replies, bytes;
	const char *then;
	struct text texts[TEXTS_MAX];
	size_t ntexts;
	struct client *clients;
	size_t nclients, begun, done;
	unsigned statuses[STATUSES], none;
	bool ready;
};

static void
set(struct hostile *h, const char *arg)
{
	static const struct {
		const char *name;
		size_t at;
	} options[] = {
		{ "at_once=", offsetof(struct hostile, at_once) },
		{ "addresses=", offsetof(struct hostile, addresses) },
		{ "times=", offsetof(struct hostile, times) },
		{ "cut=", offsetof(struct hostile, cut) },
		{ "mutate=", offsetof(struct hostile, mutate) },
		{ "drip=", offsetof(struct hostile, drip) },
		{ "sip=", offsetof(struct hostile, sip) },
		{ "buffer=", offsetof(struct hostile, buffer) },
		{ "replies=", offsetof(struct hostile, replies) },
		{ "bytes=", offsetof(struct hostile, bytes) },
	};

	const char *value = strchr(arg, '=') + 1;

	if (strncmp(arg, "then=", 5) == 0) {
		h->then = value;
		return;
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (strncmp(arg, options[i].name, (size_t)(value - arg)) == 0) {
			*(unsigned *)((char *)h + options[i].at) =
			    (unsigned)strtoul(value, NULL, 10);
			return;
		}
	errx(2, "%s", arg);
}

static bool
is_option(const char *arg)
{
	return arg[strspn(arg, "abcdefghijklmnopqrstuvwxyz_")] == '=';
}

static int
open_client(const struct hostile *h)
{
	struct sockaddr_in to = { .sin_family = AF_INET }, from = to;
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd == -1)
		err(1, "socket");
	to.sin_port = htons((uint16_t)h->port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	from.sin_addr.s_addr =
	    htonl(0x7f000101 + (uint32_t)(h->begun % h->addresses));
	setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (h->buffer > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &h->buffer,
		    sizeof(h->buffer));
	if (bind(fd, (struct sockaddr *)&from, sizeof(from)) == -1 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		err(1, "connection %zu", h->begun);
	return fd;
}

static void
begin(struct hostile *h)
{
	struct client *c = &h->clients[h->nclients++];

	c->fd = open_client(h);
	c->text = malloc(sizeof(*c->text));
	*c->text = h->texts[h->begun % h->ntexts];
	if (h->mutate > 0)
		text_spoil(c->text, &h->mutate);
	c->all = h->times == 0 ? SIZE_MAX : text_bytes(c->text, h->times);
	if (h->cut > 0)
		c->all = h->begun / h->ntexts % (c->text->len + 1);
	c->sent = c->got = 0;
	c->replies = 0;
	c->done = false;
	memset(c->last, 0, sizeof(c->last));
	h->begun++;
}

static void
end(struct hostile *h, struct client *c, bool reset)
{
	struct linger linger = { 1, 0 };

	if (reset)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger,
		    sizeof(linger));
	close(c->fd);
	free(c->text);
	h->none += c->replies == 0;
}

static bool
is_then(const struct hostile *h, const char *then)
{
	return strcmp(h->then, then) == 0;
}

/* Whether there is something left to do. */
static bool
go_on(struct hostile *h, struct client *c)
{
	c->done = true;
	h->done++;
	if (is_then(h, "half"))
		shutdown(c->fd, SHUT_WR);
	return !is_then(h, "close") && (!is_then(h, "reset") || h->bytes > 0);
}

static bool
send_some(struct hostile *h, struct client *c)
{
	while (c->sent < c->all) {
		size_t at = text_at(c->text, c->sent);
		size_t n = h->drip > 0 ? 1 : c->text->len - at;
		ssize_t sent;

		if (n > c->all - c->sent)
			n = c->all - c->sent;
		sent = send(c->fd, c->text->bytes + at, n, MSG_DONTWAIT);
		if (sent == -1)
			/* what was said before it closed may be read */
			return errno == EAGAIN || go_on(h, c);
		c->sent += (size_t)sent;
		if (h->drip > 0)
			break;
	}
	return c->sent < c->all || go_on(h, c);
}

static void
take_byte(struct hostile *h, struct client *c, char byte)
{
	memmove(c->last, c->last + 1, STATUS_BYTES - 1);
	c->last[STATUS_BYTES - 1] = byte;
	c->got++;
	if (memcmp(c->last, "HTTP/1.", 7) == 0 && c->last[8] == ' ' &&
	    strspn(c->last + 9, "0123456789") == 3) {
		c->replies++;
		h->statuses[strtoul(c->last + 9, NULL, 10)]++;
	}
}

static bool
read_some(struct hostile *h, struct client *c)
{
	char buf[65536];
	ssize_t n =
	    recv(c->fd, buf, h->sip > 0 ? SIP : sizeof(buf), MSG_DONTWAIT);

	if (n == -1 && errno == EAGAIN)
		return true;
	for (ssize_t i = 0; i < n; i++)
		take_byte(h, c, buf[i]);
	if (n <= 0 || (is_then(h, "reset") && c->got >= h->bytes))
		return false;
	return !is_then(h, "read") || h->replies == 0 ||
	    c->replies < h->replies;
}

static bool
is_reader(const struct hostile *h)
{
	return !is_then(h, "hold") && !is_then(h, "close");
}

/* What is waited for; with paces it is the time. */
static short
events_of(const struct hostile *h, const struct client *c)
{
	short events = POLLRDHUP;

	if (is_reader(h) && h->sip == 0)
		events |= POLLIN;
	if (!c->done && h->drip == 0)
		events |= POLLOUT;
	return events;
}

static bool
step(struct hostile *h, struct client *c, short events, bool tick)
{
	if (is_reader(h) && (h->sip > 0 ? tick : (events & POLLIN) != 0) &&
	    !read_some(h, c))
		return false;
	if (!c->done && (h->drip > 0 ? tick : (events & POLLOUT) != 0) &&
	    !send_some(h, c))
		return false;
	return (events & (POLLERR | POLLHUP)) == 0 &&
	    (is_reader(h) || (events & POLLRDHUP) == 0);
}

static void
turn(struct hostile *h)
{
	struct pollfd fds[CLIENTS_MAX];
	int pace = (int)(h->drip > 0 ? h->drip : h->sip), n;
	size_t left = 0;

	for (size_t i = 0; i < h->nclients; i++)
		fds[i] = (struct pollfd){ .fd = h->clients[i].fd,
			.events = events_of(h, &h->clients[i]) };
	n = poll(fds, h->nclients, pace > 0 ? pace : -1);
	for (size_t i = 0; i < h->nclients; i++) {
		struct client *c = &h->clients[i];

		if (!step(h, c, fds[i].revents, n == 0))
			end(h, c, is_then(h, "reset"));
		else if (left++ != i)
			h->clients[left - 1] = *c;
	}
	h->nclients = left;
}

static void
print(const struct hostile *h)
{
	for (unsigned i = 0; i < STATUSES; i++)
		if (h->statuses[i] > 0)
			printf("%03u %u\n", i, h->statuses[i]);
	if (h->none > 0)
		printf("none %u\n", h->none);
}

int
main(int argc, char *argv[])
{
	struct hostile *h = calloc(1, sizeof(*h));
	int i = 3;

	if (argc < 4 || h == NULL)
		errx(2, "usage: tool_hostile PORT N [NAME=VALUE ...] TEXT ...");
	h->port = (unsigned)strtoul(argv[1], NULL, 10);
	h->n = (unsigned)strtoul(argv[2], NULL, 10);
	h->at_once = 64;
	h->addresses = h->times = h->replies = 1;
	h->then = "close";
	while (i < argc && is_option(argv[i]))
		set(h, argv[i++]);
	while (i < argc && h->ntexts < TEXTS_MAX)
		text_read(&h->texts[h->ntexts++], argv[i++]);
	if (h->at_once > CLIENTS_MAX || h->ntexts == 0)
		errx(2, "too many at once, or no text");
	h->clients = calloc(h->at_once, sizeof(*h->clients));
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while (h->begun < h->n || h->nclients > 0) {
		while (h->begun < h->n && h->nclients < h->at_once)
			begin(h);
		turn(h);
		if (!h->ready && h->done == h->n)
			h->ready = puts("ready") >= 0;
	}
	print(h);
	free(h->clients);
	free(h);
	return 0;
}
