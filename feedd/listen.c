#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "feedd/conf.h"
#include "formats/addr.h"

/* Connections that may wait to be let in. */
#define BACKLOG 1024

/* Decimal, without leading zeros; 0 is none. */
static uint16_t
read_port(const char *s)
{
	unsigned n = 0;
	size_t len = strlen(s);

	if (len > 5 || strspn(s, "0123456789") != len || s[0] == '0')
		return 0;
	for (; *s != '\0'; s++)
		n = n * 10 + (unsigned)(*s - '0');
	return n > UINT16_MAX ? 0 : (uint16_t)n;
}

static void
set_ip4(struct feedd_listen *l, u128 addr, uint16_t port)
{
	l->at.ip4 = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl((uint32_t)addr) } };
}

static void
set_ip6(struct feedd_listen *l, u128 addr, uint16_t port)
{
	l->at.ip6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
		.sin6_port = htons(port) };
	for (int i = 0; i < 16; i++)
		l->at.ip6.sin6_addr.s6_addr[i] =
		    (uint8_t)(addr >> (120 - 8 * i));
}

const char *
feedd_listen_parse(struct feedd_listen *l, const char *s)
{
	static const char rule[] =
	    "want \"address:port\" or \"[IPv6 address]:port\"";
	const char *colon = strrchr(s, ':'), *end = colon;
	bool bracketed = s[0] == '[';
	enum family family;
	uint16_t port;
	u128 addr;

	if (colon == NULL || strlen(s) >= sizeof(l->text) ||
	    (bracketed && end[-1] != ']'))
		return rule;
	port = read_port(colon + 1);
	if (port == 0)
		return "a port is a number from 1 to 65535";
	if (addr_parse(s + bracketed, end - bracketed, &family, &addr) !=
		NULL ||
	    bracketed != (family == IP6))
		return rule;
	*l = (struct feedd_listen){ 0 };
	if (family == IP4)
		set_ip4(l, addr, port);
	else
		set_ip6(l, addr, port);
	memcpy(l->text, s, strlen(s) + 1);
	return NULL;
}

bool
feedd_listen_same(const struct feedd_listen *a, const struct feedd_listen *b)
{
	if (a->at.any.sa_family != b->at.any.sa_family)
		return false;
	switch (a->at.any.sa_family) {
	case AF_INET:
		return a->at.ip4.sin_port == b->at.ip4.sin_port &&
		    a->at.ip4.sin_addr.s_addr == b->at.ip4.sin_addr.s_addr;
	case AF_INET6:
		return a->at.ip6.sin6_port == b->at.ip6.sin6_port &&
		    memcmp(&a->at.ip6.sin6_addr, &b->at.ip6.sin6_addr,
			sizeof(a->at.ip6.sin6_addr)) == 0;
	default:
		return strcmp(a->text, b->text) == 0;
	}
}

int
feedd_listen_open(const struct feedd_listen *l, struct fail *f)
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
