#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/fold.h"
#include "compiler/gather.h"
#include "compiler/hitbatch.h"
#include "compiler/hits.h"
#include "compiler/intake.h"
#include "compiler/protect.h"
#include "compiler/seen.h"
#include "formats/mem.h"
#include "formats/value.h"

/* The id that a name has had until now. */
static uint16_t
old_id(const struct fold *f, const char *name)
{
	for (size_t i = 0; i < fold_nsources(f); i++) {
		if (strcmp(fold_source(f, (uint16_t)i), name) == 0)
			return (uint16_t)i;
	}
	return HITS_NO_ID;
}

void
gather_begin(struct gather *to)
{
	const struct intake *in = to->intake;

	/* The last one is for what became protected. */
	to->nids = in->n + 1;
	to->ids = mem_new(to->nids, sizeof(*to->ids));
	for (size_t i = 0; i < in->n; i++)
		to->ids[i] = old_id(to->hits->fold, in->sources[i].guard.name);
	to->ids[in->n] = old_id(to->hits->fold, HITS_PROTECTED);
	to->batch->first_source = (uint16_t)fold_nsources(to->hits->fold);
	to->batch->first_value = (uint16_t)fold_nvalues(to->hits->fold);
}

void
gather_free(struct gather *to)
{
	rows_free(&to->rows);
	free(to->ids);
	to->ids = NULL;
}

uint16_t
gather_id(const struct gather *to, uint16_t index)
{
	return to->ids[index];
}

/* The id of a source, a new one if it has none. */
static uint16_t
id_of(struct gather *to, uint16_t index)
{
	struct hitbatch *b = to->batch;
	const char *name = HITS_PROTECTED;

	if (to->ids[index] != HITS_NO_ID)
		return to->ids[index];
	if (index < to->intake->n)
		name = to->intake->sources[index].guard.name;
	b->sources =
	    mem_resize(b->sources, b->nsources + 1, sizeof(*b->sources));
	b->sources[b->nsources] = mem_text(name, strlen(name));
	to->ids[index] = (uint16_t)(b->first_source + b->nsources++);
	return to->ids[index];
}

void
gather_file(struct gather *to, uint16_t index, const struct hitbatch_file *file)
{
	struct hitbatch *b = to->batch;

	b->files =
	    mem_grow(b->files, b->nfiles, &b->cap_files, sizeof(*b->files));
	b->files[b->nfiles] = *file;
	b->files[b->nfiles].path = mem_text(file->path, strlen(file->path));
	b->files[b->nfiles].source = id_of(to, index);
	b->nfiles++;
}

struct gather_mark
gather_mark(struct gather *to)
{
	return (struct gather_mark){ rows_mark(&to->rows), to->batch->nfiles };
}

void
gather_rewind(struct gather *to, const struct gather_mark *mark)
{
	struct hitbatch *b = to->batch;

	rows_rewind(&to->rows, &mark->rows);
	while (b->nfiles > mark->nfiles)
		free(b->files[--b->nfiles].path);
}

static void
add_event(struct gather *to, const struct row *row, enum family family)
{
	struct hitbatch *b = to->batch;
	/* Whose a removal of all is makes no difference: nobody's. */
	bool all = (row->who & ROW_ALL) != 0;
	uint16_t index = all ? (uint16_t)to->intake->n : row->who & ROW_SOURCE;

	b->events =
	    mem_grow(b->events, b->nevents, &b->cap_events, sizeof(*b->events));
	b->events[b->nevents++] = (struct event){
		.addr = row->first,
		.family = family,
		.time = row->time,
		.value = (row->who & ROW_REMOVAL) != 0 ? 0 : row->value,
		.who = (uint16_t)(id_of(to, index) |
		    (row->who & (ROW_REMOVAL | ROW_ALL))),
	};
}

int
gather_order(const struct row *a, const struct row *b,
    const struct values *values)
{
	struct value x, y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->who != b->who)
		return a->who < b->who ? -1 : 1;
	if (a->value == b->value)
		return 0;
	x = values_at(values, a->value);
	y = values_at(values, b->value);
	return value_order(&x, &y);
}

/* Sorts the rows into events. */
static void
make_events(struct gather *to)
{
	for (enum family family = IP4; family <= IP6; family++) {
		struct rows_walk w = rows_walk(&to->rows, family, gather_order,
		    fold_values(to->hits->fold));
		struct row row;

		while (rows_next(&w)) {
			while (rows_take(&w, &row))
				add_event(to, &row, family);
		}
	}
}

/* A listed address that is protected by now. */
static void
on_listed(void *arg, enum family family, u128 addr)
{
	struct gather *to = arg;
	struct claim claim = { .range = { addr, addr, family },
		.time = to->hits->now,
		.source = (uint16_t)to->intake->n,
		.removal = true,
		.all = true };

	if (protect_why(to->hits->job->conf->protect, &claim.range) != NULL)
		rows_add(&to->rows, &claim);
}

/* How many addresses each source hits, at most, by id. */
static uint64_t *
count_hosts(const struct gather *to, enum family family)
{
	const struct hitbatch *b = to->batch;
	size_t n = b->first_source + b->nsources;
	uint64_t *counts = mem_new(n, sizeof(*counts));
	size_t *last = mem_new(n, sizeof(*last)); /* its event, from 1 */

	for (size_t i = 0; i < b->nevents; i++) {
		const struct event *e = &b->events[i];
		uint16_t id = e->who & ROW_SOURCE;

		if (e->family != family || (e->who & ROW_REMOVAL) != 0)
			continue;
		if (last[id] == 0 || b->events[last[id] - 1].addr != e->addr)
			counts[id]++;
		last[id] = i + 1;
	}
	free(last);
	return counts;
}

/* Drops the events and files of a source. */
static void
drop_source(struct hitbatch *b, uint16_t id)
{
	size_t n = 0;

	for (size_t i = 0; i < b->nevents; i++) {
		if ((b->events[i].who & ROW_SOURCE) != id)
			b->events[n++] = b->events[i];
	}
	b->nevents = n;
	n = 0;
	for (size_t i = 0; i < b->nfiles; i++) {
		if (b->files[i].source != id)
			b->files[n++] = b->files[i];
		else
			free(b->files[i].path);
	}
	b->nfiles = n;
}

static void
check_cover(struct gather *to, enum family family)
{
	const struct intake_job *job = to->hits->job;
	const struct policy *policy = &job->db->policy;
	uint64_t *counts = count_hosts(to, family);

	for (size_t i = 0; i < to->intake->n; i++) {
		struct intake_source *s = &to->intake->sources[i];
		uint16_t id = to->ids[i];
		uint64_t n;

		if (id == HITS_NO_ID || counts[id] == 0)
			continue;
		n = counts[id];
		if (id < fold_nsources(to->hits->fold))
			n += fold_listed_by(to->hits->fold, id, family);
		if (guard_cover(s->guard.name, policy, family, n, job->accepted,
			&s->why) == 0)
			continue;
		s->held = s->lost = true;
		drop_source(to->batch, id);
	}
	free(counts);
}

static void
add_values(struct gather *to)
{
	struct hitbatch *b = to->batch;
	const struct values *all = fold_values(to->hits->fold);

	b->values = values_new();
	for (size_t i = b->first_value; i < values_size(all); i++) {
		struct value v = values_at(all, (uint16_t)i);

		values_add(b->values, v.code, v.text, v.len);
	}
}

int
gather_end(struct gather *to, struct fail *f)
{
	const struct hitbatch *b = to->batch;

	if (to->hits->reprotect)
		fold_each(to->hits->fold, on_listed, to);
	make_events(to);
	check_cover(to, IP4);
	check_cover(to, IP6);
	add_values(to);
	if (b->first_source + b->nsources > ROW_SOURCE)
		return fail(f, FAIL_SYSTEM,
		    "more than %u sources have ever sent hits", ROW_SOURCE);
	return 0;
}
