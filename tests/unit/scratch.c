#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "subscriber/scratch.h"
#include "tests/unit/tap.h"

static const struct scratch_use any = { UINT64_MAX, UINT64_MAX };

static void
put(int at, const char *name, size_t n)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT, 0600);

	ok(fd != -1 && ftruncate(fd, (off_t)n) == 0, "%s", name);
	close(fd);
}

/* Folders in folders, with a file in each; returns the deepest. */
static int
dig(int at, const char *name, size_t levels)
{
	int fd = dup(at);

	for (size_t i = 0; i < levels; i++) {
		int deeper, file;

		mkdirat(fd, name, 0700);
		deeper = openat(fd, name, O_RDONLY | O_DIRECTORY);
		file = openat(deeper, "file", O_WRONLY | O_CREAT, 0600);
		close(file);
		close(fd);
		fd = deeper;
	}
	return fd;
}

static bool
is_empty(const char *folder)
{
	struct scratch_use use = scratch_use(folder, &any);

	return use.entries == 0 && use.bytes == 0;
}

int
main(void)
{
	char folder[] = "/tmp/feedmill-scratch.XXXXXX", name[NAME_MAX + 1];
	const struct scratch_use few = { 100, 2 };
	struct scratch_use use;
	struct fail f = { 0 };
	int fd, deep;

	fd = open(mkdtemp(folder), O_RDONLY | O_DIRECTORY);
	ok(is_empty(folder), "an empty one");
	put(fd, "1", 10);
	put(fd, "2", 20);
	mkdirat(fd, "3", 0700);
	put(fd, "3/1", 30);
	mkdirat(fd, "3/2", 0700);
	put(fd, "3/2/3", 40);
	symlinkat("/", fd, "3/root");
	symlinkat("3", fd, "link");
	mkfifoat(fd, "pipe", 0600);
	use = scratch_use(folder, &any);
	is_int((long long)use.bytes, 100, "all bytes");
	is_int((long long)use.entries, 9, "and entries");
	ok(scratch_is_over(&use, &few), "too many");
	use = scratch_use(folder, &few);
	is_int((long long)use.entries, 3, "and no more are counted");
	is_int(scratch_empty(folder, &f), 0, "it is emptied");
	ok(is_empty(folder), "of everything");
	ok(access("/tmp", F_OK) == 0, "but what links lead to");

	memset(name, 'x', NAME_MAX);
	name[NAME_MAX] = '\0';
	deep = dig(fd, name, 2 * PATH_MAX / NAME_MAX + 300);
	put(deep, "treasure", 1);
	close(deep);
	use = scratch_use(folder, &any);
	ok(use.entries == UINT64_MAX, "folders without end are a flood");
	ok(scratch_empty(folder, &f) == 0 && is_empty(folder),
	    "and are removed, longer paths than there are");

	close(fd);
	ok(rmdir(folder) == 0, "nothing is left");
	is_int(scratch_empty(folder, &f), -1, "one that is not there");
	ok(strstr(f.msg, "cannot be emptied") != NULL, "is told: %s", f.msg);
	return tap_end();
}
