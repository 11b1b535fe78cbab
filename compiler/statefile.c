#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/path.h"
#include "compiler/statefile.h"

int
statefile_path(char out[static PATH_MAX], const char *folder, const char *name,
    struct fail *f)
{
	if (mkdir(folder, 0755) == -1 && errno != EEXIST)
		return fail_errno(f, "%.300s", folder);
	return path_join(out, f, "%s/%s", folder, name);
}

int
statefile_append(const char *path, const char *line, struct fail *f)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	size_t n = strlen(line);
	int result = 0;

	if (fd == -1)
		return fail_errno(f, "%.300s", path);
	if (write(fd, line, n) != (ssize_t)n || fsync(fd) == -1)
		result = fail_errno(f, "%.300s", path);
	close(fd);
	return result;
}
