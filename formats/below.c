#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/below.h"
#include "formats/mem.h"

int
below_open(int dirfd, const char *path)
{
	int dir = dirfd, fd;

	for (const char *slash; (slash = strchr(path, '/')) != NULL;
	     path = slash + 1) {
		char *name = mem_text(path, (size_t)(slash - path));

		fd = openat(dir, name,
		    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		free(name);
		if (dir != dirfd)
			close(dir);
		if (fd == -1)
			return -1;
		dir = fd;
	}
	fd = openat(dir, path,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (dir != dirfd)
		close(dir);
	return fd;
}
