#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/below.h"
#include "subscriber/fetch_transport.h"

#define PIECE 65536

/* Takes a file that may grow meanwhile, up to a byte more than wanted. */
static int
take(int fd, struct fetch_item *item, struct fail *f)
{
	ssize_t n;

	do {
		n = read(fd, wr_room(&item->bytes, PIECE), PIECE);
		if (n == -1)
			return fail(f, FAIL_NETWORK, "cannot be read: %s",
			    strerror(errno));
		item->bytes.len += (size_t)n;
	} while (n > 0 && item->bytes.len <= item->most);
	return 0;
}

static int
take_regular(int fd, struct fetch_item *item, struct fail *f)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return fail_errno(f, "fstat");
	if (!S_ISREG(st.st_mode))
		return fail(f, FAIL_NETWORK, "is not a regular file");
	if ((uint64_t)st.st_size > item->most)
		return fetch_size(item, (uint64_t)st.st_size, f);
	return take(fd, item, f);
}

int
fetch_file_one(struct fetch *fetch, struct fetch_item *item, struct fail *f)
{
	int fd = below_open(fetch->folder, item->path), rc;

	if (fd == -1 && errno == ENOENT) {
		item->missing = true;
		return 0;
	}
	if (fd == -1 && (errno == ELOOP || errno == ENOTDIR))
		return fail(f, FAIL_NETWORK,
		    "is, or is behind, a symbolic link or no folder; "
		    "links are not followed");
	if (fd == -1)
		return fail(f, FAIL_NETWORK, "cannot be opened: %s",
		    strerror(errno));
	rc = take_regular(fd, item, f);
	close(fd);
	return rc;
}

/* The folder itself is the reader's own choice: it may be a link. */
static int
file_begin(struct fetch *fetch, const struct fetch_item *items, size_t n,
    struct fail *f)
{
	(void)items;
	(void)n;
	fetch->answered = true;
	fetch->folder =
	    open(fetch->url.path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fetch->folder == -1)
		return fail(f, FAIL_NETWORK, "cannot be opened: %s",
		    strerror(errno));
	return 0;
}

static void
file_end(struct fetch *fetch)
{
	if (fetch->folder != -1)
		close(fetch->folder);
	fetch->folder = -1;
}

const struct fetch_transport fetch_file = {
	.begin = file_begin,
	.end = file_end,
	.one = fetch_file_one,
};
