#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "compiler/beneath.h"

/* Opens the folder of a name, n bytes long, in a folder; closes the latter. */
static int
step(int folder, const char *name, size_t n)
{
	char one[NAME_MAX + 1];
	int fd = -1;

	if (n < sizeof(one)) {
		memcpy(one, name, n);
		one[n] = '\0';
		fd = openat(folder, one,
		    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	} else {
		errno = ENAMETOOLONG;
	}
	close(folder);
	return fd;
}

int
beneath_parent(int folder, const char *path, const char **name)
{
	int fd = openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *slash;

	*name = path;
	while (fd != -1 && (slash = strchr(*name, '/')) != NULL) {
		fd = step(fd, *name, (size_t)(slash - *name));
		*name = slash + 1;
	}
	return fd;
}
