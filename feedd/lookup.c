#include <stdlib.h>
#include <string.h>

#include "feedd/edition.h"
#include "feedd/lookup.h"
#include "feedd/lookup_job.h"
#include "feedd/worker.h"
#include "formats/mem.h"
#include "formats/set_index.h"

/* What is held of a database. */
struct holding {
	char db[NAME_DB_MAX + 1];
	struct lookup_table *table; /* NULL: nothing yet */
	/* The state that could not be made, and of which head: see failed(). */
	struct object failed;
	uint32_t failed_time;
};

struct lookup {
	struct worker *worker;
	struct lookup_job *job;       /* what the worker has */
	struct lookup_table *garbage; /* no lookup sees these */
	struct holding *holdings;     /* CATALOG_DBS_MAX */
	size_t n;
	size_t turn; /* the database of the stock that is looked at first */
};

struct lookup *
lookup_start(struct fail *f)
{
	struct worker *worker = worker_start(lookup_job_do, f);
	struct lookup *l;

	if (worker == NULL)
		return NULL;
	l = mem_new(1, sizeof(*l));
	l->worker = worker;
	l->holdings = mem_new(CATALOG_DBS_MAX, sizeof(*l->holdings));
	return l;
}

/* The worker may be reading it: it is freed between jobs. */
static void
drop(struct lookup *l, struct lookup_table *t)
{
	if (t == NULL)
		return;
	t->next = l->garbage;
	l->garbage = t;
}

void
lookup_stop(struct lookup *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n; i++)
		drop(l, l->holdings[i].table);
	worker_stop(l->worker);
	if (l->job != NULL)
		drop(l, l->job->table);
	lookup_job_free(l->job);
	while (l->garbage != NULL) {
		struct lookup_table *t = l->garbage;

		l->garbage = t->next;
		lookup_table_free(t);
	}
	free(l->holdings);
	free(l);
}

int
lookup_fd(const struct lookup *l)
{
	return l == NULL ? -1 : worker_fd(l->worker);
}

static struct holding *
find(const struct lookup *l, const char *db)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->holdings[i].db, db) == 0)
			return &l->holdings[i];
	return NULL;
}

/* Drops what is held of databases that are served no more. */
static void
forget_others(struct lookup *l, const struct stock *s)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (stock_db(s, l->holdings[i].db) != NULL)
			l->holdings[n++] = l->holdings[i];
		else
			drop(l, l->holdings[i].table);
	l->n = n;
}

/*
 * Takes what has come of the job.  What is held changes between jobs alone, so
 * that the database is there, unless the job was none but to free tables.
 */
static void
take(struct lookup *l, stock_say *say, void *arg)
{
	struct lookup_job *j = l->job;
	struct holding *h = find(l, j->head.db);

	if (h != NULL && j->table != NULL) {
		drop(l, h->table);
		h->table = j->table;
	} else if (h != NULL) {
		fail_at(&j->fail, "lookups in %s", h->db);
		if (!object_same(&h->failed, &j->head.snapshot))
			say(arg, h->db, &j->fail);
		h->failed = j->head.snapshot;
		h->failed_time = j->head.time;
	}
	lookup_job_free(j);
	l->job = NULL;
}

static bool
has_state(const struct lookup_table *t, const struct head *h)
{
	return t != NULL && t->head.epoch == h->epoch &&
	    object_same(&t->head.snapshot, &h->snapshot);
}

/* Whether this came to nothing: the next head is another try. */
static bool
failed(const struct holding *h, const struct head *head)
{
	return object_same(&h->failed, &head->snapshot) &&
	    h->failed_time == head->time;
}

/* What a database wants done: NULL for nothing. */
static struct lookup_job *
wanted(struct lookup *l, const struct stock_db *d)
{
	struct holding *h = find(l, d->name);

	if (d->now == NULL)
		return NULL;
	if (h == NULL) {
		h = &l->holdings[l->n++];
		*h = (struct holding){ 0 };
		memcpy(h->db, d->name, sizeof(h->db));
	}
	if (has_state(h->table, &d->now->head)) {
		/* only its times are new */
		h->table->head = d->now->head;
		return NULL;
	}
	if (failed(h, &d->now->head))
		return NULL;
	return lookup_job_new(d->now, h->table);
}

static void
give(struct lookup *l, struct lookup_job *j)
{
	j->garbage = l->garbage;
	l->garbage = NULL;
	l->job = j;
	worker_give(l->worker, j);
}

void
lookup_look(struct lookup *l, const struct stock *s, stock_say *say, void *arg)
{
	if (l == NULL)
		return;
	if (l->job != NULL && worker_take(l->worker) != NULL)
		take(l, say, arg);
	if (l->job != NULL)
		return;
	forget_others(l, s);
	for (size_t i = 0; i < s->n; i++) {
		size_t at = (l->turn + i) % s->n;
		struct lookup_job *j = wanted(l, &s->dbs[at]);

		if (j != NULL) {
			l->turn = at + 1;
			give(l, j);
			return;
		}
	}
	if (l->garbage != NULL)
		give(l, mem_new(1, sizeof(struct lookup_job)));
}

bool
lookup_busy(const struct lookup *l)
{
	return l->job != NULL;
}

enum lookup_state
lookup_state(const struct lookup *l, const struct stock_db *d)
{
	const struct holding *h = find(l, d->name);

	if (h != NULL && h->table != NULL)
		return LOOKUP_READY;
	if (d->now == NULL || (h != NULL && failed(h, &d->now->head)))
		return LOOKUP_NONE;
	return LOOKUP_READING;
}

const struct head *
lookup_head(const struct lookup *l, const struct stock_db *d)
{
	const struct holding *h = find(l, d->name);

	return h == NULL || h->table == NULL ? NULL : &h->table->head;
}

/* The one of the fewest prefixes of a range that has the address. */
static struct prefix
narrow(const struct range *r, u128 addr)
{
	struct range rest = *r, have;
	struct prefix p;

	do {
		range_shift(&rest, &p);
		have = prefix_range(&p);
	} while (!range_has(&have, addr));
	return p;
}

bool
lookup_find(const struct lookup *l, const struct stock_db *d,
    const struct lookup_question *q, struct lookup_hit *hit)
{
	const struct holding *h = find(l, d->name);
	struct listing is;

	if (h == NULL || h->table == NULL ||
	    !set_index_find(h->table->index, q->family, q->addr, &is) ||
	    !listing_is_live(&is, q->now / 60))
		return false;
	hit->prefix = narrow(&is.range, q->addr);
	hit->value = values_at(set_values(h->table->end.set), is.value);
	hit->until = is.until * 60;
	return true;
}
