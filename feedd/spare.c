#include <sys/resource.h>

#include "feedd/spare.h"

/* Kept free, or where there are few of them an eighth of all. */
#define KEPT 32
#define PART 8

/* Whether there are not so many times those behind it. */
static bool
is_short(int fd, rlim_t times)
{
	struct rlimit r;
	rlim_t kept;

	if (getrlimit(RLIMIT_NOFILE, &r) == -1)
		return false;
	kept = r.rlim_cur / PART < KEPT ? r.rlim_cur / PART : KEPT;
	return (rlim_t)fd >= r.rlim_cur - times * kept;
}

bool
spare_connection(int fd)
{
	return is_short(fd, 1);
}

bool
spare_file(int fd)
{
	return is_short(fd, 2);
}
