#include <err.h>
#include <stdlib.h>
#include <zlib.h>

#include "compiler/gzip.h"
#include "formats/mem.h"
#include "formats/wr.h"

/* zlib's window of 32 KB, and 16 for gzip's frame around it. */
#define WINDOW (15 + 16)
#define PIECE  65536

struct gzip {
	z_stream z;
	struct wr *out;
};

struct gzip *
gzip_new(struct wr *out)
{
	struct gzip *g = mem_new(1, sizeof(*g));

	g->out = out;
	if (deflateInit2(&g->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW, 9,
		Z_DEFAULT_STRATEGY) != Z_OK)
		err(1, NULL);
	return g;
}

static void
deflate_all(struct gzip *g, const void *bytes, size_t n, int flush)
{
	g->z.next_in = (Bytef *)(uintptr_t)bytes;
	g->z.avail_in = (uInt)n;
	do {
		g->z.next_out = wr_room(g->out, PIECE);
		g->z.avail_out = PIECE;
		deflate(&g->z, flush);
		g->out->len += PIECE - g->z.avail_out;
	} while (g->z.avail_out == 0);
}

void
gzip_add(struct gzip *g, const void *bytes, size_t n)
{
	const char *p = bytes;

	for (size_t done = 0; done < n; done += PIECE)
		deflate_all(g, p + done, n - done < PIECE ? n - done : PIECE,
		    Z_NO_FLUSH);
}

void
gzip_end(struct gzip *g)
{
	if (g != NULL)
		deflate_all(g, NULL, 0, Z_FINISH);
	gzip_free(g);
}

void
gzip_free(struct gzip *g)
{
	if (g == NULL)
		return;
	deflateEnd(&g->z);
	free(g);
}
