#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "keys/notify.h"

int
notify_open(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = secure_getenv("NOTIFY_SOCKET");
	size_t len = path == NULL ? 0 : strlen(path);
	int fd;

	if (len < 2 || len >= sizeof(to.sun_path) ||
	    (path[0] != '/' && path[0] != '@'))
		return -1;
	memcpy(to.sun_path, path, len);
	if (path[0] == '@') /* one without a file */
		to.sun_path[0] = '\0';
	len += offsetof(struct sockaddr_un, sun_path);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd != -1 &&
	    connect(fd, (const struct sockaddr *)&to, (socklen_t)len) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

void
notify_send(int fd, const char *state)
{
	if (fd != -1)
		send(fd, state, strlen(state), MSG_NOSIGNAL);
}

void
notify(const char *state)
{
	int fd = notify_open();

	notify_send(fd, state);
	if (fd != -1)
		close(fd);
}

/* Whether it is this process that is watched. */
static int
is_mine(const char *pid)
{
	return pid == NULL || strtoul(pid, NULL, 10) == (unsigned long)getpid();
}

uint32_t
notify_watchdog(void)
{
	const char *usec = secure_getenv("WATCHDOG_USEC");
	unsigned long long n = usec == NULL ? 0 : strtoull(usec, NULL, 10);

	if (!is_mine(secure_getenv("WATCHDOG_PID")))
		return 0;
	n /= 1000000;
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}
