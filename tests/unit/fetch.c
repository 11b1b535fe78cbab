/* What a file costs beside its own bytes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "formats/object.h"
#include "subscriber/fetch.h"
#include "tests/unit/tap.h"

/* A port of this machine where nobody listens while this is open. */
static int
deaf(uint16_t *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ok(bind(fd, (struct sockaddr *)&at, n) == 0 &&
		getsockname(fd, (struct sockaddr *)&at, &n) == 0,
	    "a port of nobody");
	*port = ntohs(at.sin_port);
	return fd;
}

int
main(void)
{
	uint16_t port;
	int fd = deaf(&port);
	char url[80];
	struct fetch_conf conf = { .url = url,
		.connect_seconds = 20,
		.stall_seconds = 20,
		.total_seconds = 60 };
	struct fetch_item item = { .path = "v1/rbl/head", .most = 100 };
	struct fail f = { 0 };
	struct fetch *fetch;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u", port);
	fetch = fetch_new(&conf, &f);
	is_int((long)fetch_around(fetch), OBJECT_FETCH_BYTES, "supposed");
	for (int i = 0; i < 3; i++) {
		f = (struct fail){ 0 };
		is_int(fetch_files(fetch, &item, 1, &f), -1, "nobody answers");
	}
	is_int((long)fetch_around(fetch), OBJECT_FETCH_BYTES,
	    "which says nothing of what a file costs");
	fetch_free(fetch);
	close(fd);
	return tap_end();
}
