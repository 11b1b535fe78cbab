#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "formats/gzip.h"
#include "formats/mem.h"
#include "formats/wr.h"

/* zlib's largest window, and its sign for a gzip header. */
#define WINDOW_BITS (15 + 16)

/* What a header says of the system it was made on: nothing. */
#define OS_UNKNOWN 255

/* How much is asked of zlib at a time. */
#define PIECE 65536

struct gzip {
	struct wr wr;
	struct wr *out;
	z_stream z;
	gz_header header;
};

/* Compresses what is in z until there is nothing more to come. */
static int
pump(struct gzip *g, int flush)
{
	do {
		g->z.next_out = wr_room(g->out, PIECE);
		g->z.avail_out = PIECE;
		if (deflate(&g->z, flush) == Z_STREAM_ERROR)
			return -1;
		g->out->len += PIECE - g->z.avail_out;
	} while (g->z.avail_out == 0);
	return g->out->bad ? -1 : 0;
}

static int
drain(void *arg, const void *bytes, size_t n)
{
	struct gzip *g = arg;
	const Bytef *at = bytes;

	while (n > 0) {
		uInt piece = n < INT_MAX ? (uInt)n : INT_MAX;

		g->z.next_in = (Bytef *)at;
		g->z.avail_in = piece;
		if (pump(g, Z_NO_FLUSH) == -1)
			return -1;
		at += piece;
		n -= piece;
	}
	return 0;
}

static voidpf
allocate(voidpf arg, uInt n, uInt size)
{
	(void)arg;
	return mem_new(n, size);
}

static void
release(voidpf arg, voidpf p)
{
	(void)arg;
	free(p);
}

struct gzip *
gzip_new(struct wr *out, int level)
{
	struct gzip *g = mem_new(1, sizeof(*g));

	g->wr = (struct wr){ .drain = drain, .arg = g };
	g->out = out;
	g->header.os = OS_UNKNOWN;
	g->z.zalloc = allocate;
	g->z.zfree = release;
	g->wr.bad = deflateInit2(&g->z, level, Z_DEFLATED, WINDOW_BITS, 8,
			Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflateSetHeader(&g->z, &g->header) != Z_OK;
	return g;
}

void
gzip_free(struct gzip *g)
{
	if (g == NULL)
		return;
	deflateEnd(&g->z);
	wr_free(&g->wr);
	free(g);
}

struct wr *
gzip_wr(struct gzip *g)
{
	return &g->wr;
}

int
gzip_end(struct gzip *g, struct fail *f)
{
	if (wr_flush(&g->wr) == -1)
		return fail(f, FAIL_SYSTEM, "cannot write a compressed file");
	g->z.next_in = NULL;
	g->z.avail_in = 0;
	if (pump(g, Z_FINISH) == -1)
		return fail(f, FAIL_SYSTEM, "cannot write a compressed file");
	return 0;
}
