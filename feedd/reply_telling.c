/* What a subscriber at some state is told, in one reply that all share. */
#include <stdlib.h>

#include "feedd/asset.h"
#include "feedd/edition.h"
#include "feedd/peer.h"
#include "feedd/reply.h"
#include "feedd/reply_own.h"
#include "formats/bundle.h"
#include "formats/mem.h"
#include "formats/wr.h"

/*
 * Those who wait miss a step at the most, and all of them are told the same.
 * If that is no more than so many bytes, it is copied into one piece: the
 * server library sends that with the head of the reply, and parts after it.
 */
#define PIECE_MAX 262144

/* The assets of a telling, which it holds. */
struct telling {
	struct wr begin;
	size_t n;
	struct asset **assets;
	uint64_t bytes;
};

static void
drop_telling(void *arg)
{
	struct telling *t = arg;

	for (size_t i = 0; i < t->n; i++)
		asset_unref(t->assets[i]);
	wr_free(&t->begin);
	free(t->assets);
	free(t);
}

static void
add(struct telling *t, struct asset *a)
{
	t->assets[t->n++] = asset_ref(a);
	t->bytes += a->line_len + a->object.bytes;
}

static struct telling *
make_telling(const struct edition *e, size_t first)
{
	struct telling *t = mem_new(1, sizeof(*t));

	bundle_begin(&t->begin);
	t->bytes = t->begin.len;
	t->assets = mem_new(e->index.n - first + 2, sizeof(struct asset *));
	add(t, e->head_file);
	if (first + 1 < e->index.n)
		add(t, e->index_file);
	for (size_t i = first; i < e->index.n; i++)
		add(t, e->deltas[i]);
	return t;
}

static struct MHD_Response *
of_piece(const struct telling *t)
{
	struct MHD_Response *r;
	struct wr w = { 0 };

	wr_bytes(&w, t->begin.buf, t->begin.len);
	for (size_t i = 0; i < t->n; i++)
		wr_bytes(&w, t->assets[i]->bundled,
		    t->assets[i]->line_len +
			(size_t)t->assets[i]->object.bytes);
	r = MHD_create_response_from_buffer_with_free_callback(w.len, w.buf,
	    free);
	if (r == NULL)
		wr_free(&w);
	return r;
}

static struct MHD_Response *
of_parts(struct telling *t)
{
	struct MHD_IoVec *iov = mem_new(t->n + 1, sizeof(*iov));
	struct MHD_Response *r;

	iov[0] = (struct MHD_IoVec){ t->begin.buf, t->begin.len };
	for (size_t i = 0; i < t->n; i++) {
		const struct asset *a = t->assets[i];

		iov[i + 1] = (struct MHD_IoVec){ a->bundled,
			a->line_len + a->object.bytes };
	}
	r = MHD_create_response_from_iovec(iov, (unsigned)t->n + 1,
	    drop_telling, t);
	free(iov);
	return r;
}

static void
tell(struct edition_telling *told, const struct edition *e, size_t first,
    bool hidden)
{
	struct telling *t = make_telling(e, first);
	bool piece = first + 1 >= e->index.n && t->bytes <= PIECE_MAX;
	struct MHD_Response *r = piece ? of_piece(t) : of_parts(t);

	told->bytes = t->bytes;
	told->response = r;
	if (piece || r == NULL)
		drop_telling(t);
	if (r == NULL)
		return;
	MHD_add_response_header(r, "Content-Type", REPLY_BYTES);
	reply_add_caching(r, REPLY_AT_ONCE, hidden);
}

enum MHD_Result
reply_telling(const struct reply *to, struct edition *e, size_t first)
{
	bool hidden = to->peer->visitor.hidden;
	struct edition_telling *told =
	    &e->tellings[hidden ? e->index.n + 1 + first : first];

	if (told->response == NULL)
		tell(told, e, first, hidden);
	return reply_queue(to, MHD_HTTP_OK, told->response, told->bytes);
}
