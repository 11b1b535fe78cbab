#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/answer.h"
#include "compiler/conf.h"
#include "compiler/fold.h"
#include "compiler/gather.h"
#include "compiler/hitbatch.h"
#include "compiler/hitfile.h"
#include "compiler/hits.h"
#include "compiler/intake.h"
#include "compiler/path.h"
#include "compiler/protect.h"
#include "compiler/seen.h"
#include "formats/mem.h"
#include "formats/place.h"
#include "formats/record.h"

/* After a pause a source may send as much as in so many seconds. */
#define BURST 86400

/* What a source is read with. */
struct reader {
	struct gather *to;
	struct intake_source *source;
	const struct conf_source *conf; /* NULL: nothing is said of it */
	struct answers *answers;
	uint16_t index;   /* of the source in the intake */
	uint64_t left;    /* lines that may still count */
	bool full;        /* the dictionary is */
	struct fail fail; /* then */
};

static void
note_bad(struct reader *r, const struct fail *why)
{
	if (r->source->bad++ == 0)
		r->source->first_bad = *why;
}

static bool
on_more(void *arg)
{
	struct reader *r = arg;

	if (r->left == 0)
		r->source->hits.capped = true;
	return r->left > 0 && !r->full;
}

static void
on_bad(void *arg, const struct place *at, const char *rule)
{
	struct fail f = { 0 };

	place_fail(at, rule, (struct text){ 0 }, &f);
	note_bad(arg, &f);
}

/* Counts what a line says by when it says it was. */
static void
count(struct intake_hits *hits, const struct hits *h, const struct record *rec)
{
	const struct quick_rules *rules = &h->job->db->policy.quick;
	uint32_t minute = rec->time / 60;

	hits->read++;
	if (rec->removal)
		return;
	hits->waiting += !quick_has_begun(rec->time, h->now);
	hits->late += minute < fold_now(h->fold) / 60;
	hits->old += (uint64_t)minute + FOLD_OLD(rules) <= h->now / 60;
}

static void
take(struct reader *r, const struct record *rec)
{
	struct claim claim = { .range = rec->range,
		.time = rec->time,
		.source = r->index,
		.removal = rec->removal,
		.all =
		    rec->removal && r->conf != NULL && r->conf->removes_all };

	if (!rec->removal)
		claim.value = answers_of(r->answers, rec);
	if (claim.value == VALUE_NONE) {
		r->full = true;
		answers_full(r->answers, &r->fail);
		return;
	}
	count(&r->source->hits, r->to->hits, rec);
	rows_add(&r->to->rows, &claim);
}

/* Whether a record is good for the database; else it is told of. */
static bool
check(struct reader *r, const struct record *rec, const struct place *at)
{
	const struct intake_job *job = r->to->hits->job;
	struct fail f = { 0 };

	if (policy_check_record(&job->db->policy, rec, job->now, &f) == 0)
		return true;
	r->source->hits.future +=
	    rec->time > job->now && rec->time - job->now > POLICY_SKEW;
	place_at(at, &f);
	note_bad(r, &f);
	return false;
}

static void
on_line(void *arg, char *line, char *end, struct place *at)
{
	struct reader *r = arg;
	const struct intake_job *job = r->to->hits->job;
	struct guard_source *guard = &r->source->guard;
	uint64_t protected = guard->protected;
	struct fail f = { 0 };
	struct record rec;
	int got = record_parse(&rec, line, end, at, &f);

	r->left--;
	if (got == -1)
		note_bad(r, &f);
	if (got != 1 || !check(r, &rec, at))
		return;
	if (guard_record(guard, &job->db->policy, job->conf->protect, &rec,
		at) &&
	    guard->protected == protected)
		take(r, &rec);
}

/* A file that trying again may help is tried at the next batch. */
static void
note_failed(struct reader *r, const struct fail *why)
{
	struct fail *to = &r->source->why;

	if (to->kind == FAIL_NONE)
		*to = *why;
}

static void
read_one(struct reader *r, int folder, const struct spool_file *file,
    const struct seen_source *seen)
{
	const struct hitfile_sink sink = { on_more, on_line, on_bad, r };
	struct hitfile h = { .folder = folder,
		.path = file->path,
		.format = r->conf != NULL ? r->conf->format : NULL,
		.seen = seen,
		.sink = &sink };
	struct hitbatch_file read;
	char shown[PATH_MAX];
	struct fail f = { 0 };
	int got;

	if (path_join(shown, &f, "%s/%s", r->source->guard.name, file->path) ==
	    -1) {
		note_failed(r, &f);
		return;
	}
	h.shown = shown;
	got = hitfile_read(&h, &read, &r->source->hits.again, &f);
	if (got == -1)
		note_failed(r, &f);
	if (got == 1 || (got == -1 && f.kind != FAIL_SYSTEM))
		gather_file(r->to, r->index, &read);
}

static bool
is_same(const struct hitbatch_file *read, const struct spool_file *file)
{
	return read != NULL && read->inode == file->inode &&
	    read->size == file->size && read->mtime == file->mtime;
}

/* Files that are there as they were read, or not there any more. */
static void
note_gone(struct reader *r, const struct spool_source *s,
    const struct seen_source *seen)
{
	size_t k = 0;

	for (size_t i = 0; i < seen->nfiles; i++) {
		struct hitbatch_file gone = { .path = seen->files[i]->path };

		while (s != NULL && k < s->nfiles &&
		    strcmp(s->files[k].path, gone.path) < 0)
			k++;
		if (s == NULL || k == s->nfiles ||
		    strcmp(s->files[k].path, gone.path) != 0)
			gather_file(r->to, r->index, &gone);
	}
}

static int
read_files(struct reader *r, const char *spool, const struct spool_source *s,
    const struct seen_source *seen, struct fail *f)
{
	char path[PATH_MAX];
	int folder;

	if (path_join(path, f, "%s/%s", spool, s->name) == -1)
		return -1;
	folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder == -1)
		return fail_errno(f, "%.300s", path);
	for (size_t i = 0; i < s->nfiles; i++) {
		if (is_same(seen_file(seen, s->files[i].path), &s->files[i]))
			continue;
		if (!on_more(r))
			break;
		read_one(r, folder, &s->files[i], seen);
	}
	close(folder);
	return 0;
}

/* Reads a source, or nothing of it if it has to be held back. */
static int
read_source(struct reader *r, const char *spool, const struct spool_source *s,
    struct fail *f)
{
	const struct intake_job *job = r->to->hits->job;
	struct gather_mark mark = gather_mark(r->to);
	struct fail *why = &r->source->why;
	struct seen_source seen =
	    seen_source(r->to->hits->seen, gather_id(r->to, r->index));

	r->conf = conf_source(job->db, s->name);
	if (s->fail.kind != FAIL_NONE) {
		*why = s->fail;
		fail_at(why, "%s", s->name);
		return 0;
	}
	if (read_files(r, spool, s, &seen, why) == -1)
		return 0;
	if (r->full) {
		*f = r->fail;
		return -1;
	}
	note_gone(r, s, &seen);
	if (guard_source(&r->source->guard, &job->db->policy, job->accepted,
		why) == -1) {
		r->source->held = r->source->lost = true;
		gather_rewind(r->to, &mark);
	}
	return 0;
}

/* Lines that a source may send since the last batch. */
static uint64_t
allowance(const struct hits *h)
{
	uint64_t rate = h->job->db->policy.rate;
	uint32_t seconds = h->now - fold_now(h->fold);

	if (rate == 0)
		return UINT64_MAX;
	if (seconds > BURST)
		seconds = BURST;
	return rate * (seconds > 0 ? seconds : 1) / 60 + 1;
}

static int
read_sources(struct gather *to, const char *spool, struct fail *f)
{
	struct intake *in = to->intake;
	struct reader r = { .to = to };
	int result = 0;

	r.answers = answers_new(&to->hits->job->db->policy,
	    fold_values(to->hits->fold));
	for (size_t i = 0; i < in->spool.n && result == 0; i++) {
		r.source = &in->sources[i];
		r.index = (uint16_t)i;
		r.left = allowance(to->hits);
		result = read_source(&r, spool, &in->spool.sources[i], f);
	}
	answers_free(r.answers);
	return result;
}

int
hits_read(const struct hits *h, struct hitbatch *b, struct intake *in,
    struct fail *f)
{
	struct gather to = { .hits = h, .batch = b, .intake = in };
	char spool[PATH_MAX];
	int result = -1;

	b->now = h->now;
	b->rules = h->job->db->policy.quick;
	if (intake_spool(spool, h->job->conf, h->job->db, f) == 0 &&
	    spool_scan(&in->spool, spool, f) == 0) {
		in->sources = mem_new(in->spool.n, sizeof(*in->sources));
		in->n = in->spool.n;
		for (size_t i = 0; i < in->n; i++)
			in->sources[i].guard.name = in->spool.sources[i].name;
		gather_begin(&to);
		result = read_sources(&to, spool, f);
	}
	if (result == 0)
		result = gather_end(&to, f);
	gather_free(&to);
	return result;
}
