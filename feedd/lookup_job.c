#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "feedd/asset.h"
#include "feedd/edition.h"
#include "feedd/lookup_job.h"
#include "formats/mem.h"
#include "formats/set_index.h"
#include "keys/apply.h"

void
lookup_table_free(struct lookup_table *t)
{
	if (t == NULL)
		return;
	set_index_free(t->index);
	set_free(t->end.set);
	free(t);
}

/* Whether the deltas lead on from a table more shortly than the snapshot. */
static bool
leads_on(const struct index *x, const struct lookup_table *base)
{
	return base != NULL && base->head.epoch == x->epoch &&
	    base->head.serial >= x->snapshot_serial &&
	    base->head.serial < x->serial &&
	    index_reaches(x, base->head.serial);
}

struct lookup_job *
lookup_job_new(const struct edition *e, const struct lookup_table *base)
{
	struct lookup_job *j = mem_new(1, sizeof(*j));
	const struct index *x = &e->index;

	j->head = e->head;
	j->snapshot = asset_ref(e->snapshot);
	j->serial = x->snapshot_serial;
	j->begin = index_from(x, x->snapshot_serial);
	j->nsteps = x->n;
	j->steps = mem_new(x->n, sizeof(*j->steps));
	for (size_t i = 0; i < x->n; i++)
		j->steps[i] = (struct lookup_step){ asset_ref(e->deltas[i]),
			index_to(x, i) };
	if (leads_on(x, base)) {
		j->base = base;
		j->first = index_from(x, base->head.serial);
	}
	return j;
}

void
lookup_job_free(struct lookup_job *j)
{
	if (j == NULL)
		return;
	for (size_t i = 0; i < j->nsteps; i++)
		asset_unref(j->steps[i].delta);
	asset_unref(j->snapshot);
	free(j->steps);
	free(j);
}

/* The bytes of a snapshot, in memory: a file may be cut by somebody. */
static int
read_whole(struct wr *w, const struct asset *a, struct fail *f)
{
	uint8_t *at = wr_room(w, (size_t)a->object.bytes);
	ssize_t n = 1;

	while (n > 0 && w->len < a->object.bytes) {
		n = pread(a->fd, at + w->len, (size_t)a->object.bytes - w->len,
		    (off_t)w->len);
		if (n > 0)
			w->len += (size_t)n;
		else if (n == -1 && errno == EINTR)
			n = 1;
	}
	return n == -1 ? fail_errno(f, "%s", a->path) : 0;
}

static int
take_steps(struct apply *a, const struct lookup_job *j, size_t first,
    struct fail *f)
{
	for (size_t i = first; i < j->nsteps; i++) {
		const struct asset *d = j->steps[i].delta;

		if (apply_delta(a, &d->object, j->steps[i].to,
			rd_over(asset_bytes(d), (size_t)d->object.bytes),
			f) == -1)
			return fail_at(f, "%s", d->path);
	}
	return apply_confirm(a, f);
}

/* Hands the table over that was reached. */
static void
finish(struct lookup_job *j, struct apply *a)
{
	j->table = mem_new(1, sizeof(*j->table));
	j->table->head = j->head;
	j->table->end = apply_take(a);
	j->table->index = set_index_new(j->table->end.set);
}

/* From the table that is held. */
static int
go_on(struct lookup_job *j, struct fail *f)
{
	struct apply a = apply_begin(&j->head, &j->base->end);
	int rc = take_steps(&a, j, j->first, f);

	if (rc == 0)
		finish(j, &a);
	apply_free(&a);
	return rc;
}

/* From the snapshot. */
static int
begin(struct lookup_job *j, struct fail *f)
{
	struct apply a = apply_begin(&j->head, NULL);
	const struct asset *s = j->snapshot;
	struct wr bytes = { 0 };
	int rc = read_whole(&bytes, s, f);

	if (rc == 0) {
		rc = apply_snapshot(&a, &s->object, j->serial,
		    rd_over(bytes.buf, bytes.len), f);
		if (rc == -1)
			fail_at(f, "%s", s->path);
	}
	if (rc == 0)
		rc = take_steps(&a, j, j->begin, f);
	if (rc == 0)
		finish(j, &a);
	apply_free(&a);
	wr_free(&bytes);
	return rc;
}

static void
sweep(struct lookup_job *j)
{
	while (j->garbage != NULL) {
		struct lookup_table *t = j->garbage;

		j->garbage = t->next;
		lookup_table_free(t);
	}
}

void
lookup_job_do(void *job)
{
	struct lookup_job *j = job;
	struct fail skip = { 0 };

	sweep(j);
	if (j->head.db[0] == '\0')
		return;
	if (j->base == NULL || go_on(j, &skip) == -1)
		begin(j, &j->fail);
}
