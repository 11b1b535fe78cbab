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

/* The assets of a telling, which it holds. */
struct telling {
	struct wr begin;
	size_t n;
	struct asset **assets;
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

static struct telling *
make_telling(const struct edition *e, size_t first)
{
	struct telling *t = mem_new(1, sizeof(*t));

	bundle_begin(&t->begin);
	t->assets = mem_new(e->index.n - first + 2, sizeof(struct asset *));
	t->assets[t->n++] = asset_ref(e->head_file);
	if (first + 1 < e->index.n)
		t->assets[t->n++] = asset_ref(e->index_file);
	for (size_t i = first; i < e->index.n; i++)
		t->assets[t->n++] = asset_ref(e->deltas[i]);
	return t;
}

static struct MHD_Response *
of_telling(struct telling *t, bool hidden)
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
	if (r == NULL) {
		drop_telling(t);
		return NULL;
	}
	MHD_add_response_header(r, "Content-Type", REPLY_BYTES);
	reply_add_caching(r, REPLY_AT_ONCE, hidden);
	return r;
}

static uint64_t
telling_bytes(const struct edition *e, size_t first)
{
	return e->head_file->object.bytes +
	    (first + 1 < e->index.n ? e->index_file->object.bytes : 0) +
	    index_bytes(&e->index, first);
}

enum MHD_Result
reply_telling(const struct reply *to, struct edition *e, size_t first)
{
	bool hidden = to->peer->visitor.hidden;
	struct MHD_Response **r =
	    &e->tellings[hidden ? e->index.n + 1 + first : first];

	if (*r == NULL)
		*r = of_telling(make_telling(e, first), hidden);
	return reply_queue(to, MHD_HTTP_OK, *r, telling_bytes(e, first));
}
