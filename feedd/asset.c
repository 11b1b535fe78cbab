#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feedd/asset.h"
#include "formats/bundle.h"
#include "formats/mem.h"
#include "formats/wr.h"

static struct asset *
make(const char *path, bool immutable)
{
	struct asset *a = mem_new(1, sizeof(*a));

	snprintf(a->path, sizeof(a->path), "%s", path);
	a->immutable = immutable;
	a->fd = -1;
	a->refs = 1;
	return a;
}

struct asset *
asset_of_bytes(const char *path, const void *bytes, size_t n, bool immutable)
{
	struct asset *a = make(path, immutable);
	struct wr w = { 0 };

	a->object = object_of(bytes, n);
	bundle_line(&w, path, n);
	a->line_len = w.len;
	wr_bytes(&w, bytes, n);
	a->bundled = mem_resize(w.buf, w.len, 1);
	return a;
}

struct asset *
asset_of_file(const char *path, int fd, const struct object *o)
{
	struct asset *a = make(path, true);

	a->object = *o;
	a->fd = fd;
	return a;
}

const uint8_t *
asset_bytes(const struct asset *a)
{
	return a->bundled + a->line_len;
}

bool
asset_is_cut(const struct asset *a)
{
	struct stat st;

	return a->fd != -1 &&
	    (fstat(a->fd, &st) == -1 || (uint64_t)st.st_size < a->object.bytes);
}

struct asset *
asset_ref(struct asset *a)
{
	a->refs++;
	return a;
}

void
asset_unref(struct asset *a)
{
	if (a == NULL || --a->refs > 0)
		return;
	if (a->fd != -1)
		close(a->fd);
	free(a->bundled);
	free(a);
}
