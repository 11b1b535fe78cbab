#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/fold.h"
#include "compiler/hitbatch.h"
#include "compiler/hitlist.h"
#include "compiler/hits.h"
#include "compiler/intake.h"
#include "compiler/journal.h"
#include "compiler/log.h"
#include "compiler/path.h"
#include "compiler/seen.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "formats/stamp.h"
#include "formats/wr.h"

/* So many seconds back a clock may go. */
#define BACK_MAX 3600

struct hitlist {
	struct journal *journal;
	struct fold *fold;
	struct seen seen;
	struct fold_counts counts;
	const struct conf *conf; /* of the last take, only to be compared */
	uint64_t cut;            /* to be told of */
	uint32_t until;          /* batches after it are left out */
	bool past;               /* and there were some */
};

static int
take_batch(struct hitlist *h, struct rd body, struct fail *f)
{
	struct hitbatch b;
	int result = hitbatch_read(body, &b, f);

	h->past |= result == 0 && b.now > h->until;
	if (result == 0 && !h->past)
		result = fold_apply(h->fold, &b, NULL, f);
	if (result == 0 && !h->past)
		seen_apply(&h->seen, &b);
	hitbatch_free(&b);
	return result;
}

static int
on_record(void *arg, enum journal_kind kind, struct rd body, struct fail *f)
{
	struct hitlist *h = arg;

	if (kind == JOURNAL_BATCH)
		return take_batch(h, body, f);
	if (kind == JOURNAL_END) {
		fold_tell(h->fold);
		return 0;
	}
	return fold_is_part(body) ? fold_read(h->fold, body, f)
				  : seen_read(&h->seen, body, f);
}

static int
folder_of(char out[static PATH_MAX], const struct conf *conf,
    const struct conf_db *db, struct fail *f)
{
	return path_join(out, f, "%s/hits/%s", conf->state, db->policy.name);
}

struct hitlist *
hitlist_open(const struct conf *conf, const struct conf_db *db, struct fail *f)
{
	struct hitlist *h = mem_new(1, sizeof(*h));
	struct journal_reader reader = { on_record, h };
	char folder[PATH_MAX];

	h->fold = fold_new();
	h->until = UINT32_MAX;
	if (folder_of(folder, conf, db, f) == 0)
		h->journal = journal_open(folder, db->policy.name, &reader, f);
	if (h->journal != NULL) {
		h->cut = journal_cut(h->journal);
		return h;
	}
	hitlist_close(h);
	return NULL;
}

/* The checkpoint may be of a later time as well. */
static int
check_past(const struct hitlist *h, const struct intake_job *job,
    struct fail *f)
{
	char first[STAMP_TEXT];

	if (fold_now(h->fold) <= job->now)
		return 0;
	stamp_text(first, fold_now(h->fold));
	return fail(f, FAIL_USAGE,
	    "%s: what was known before %s is not remembered any more",
	    job->db->policy.name, first);
}

int
hitlist_peek(struct hitlist **out, const struct intake_job *job,
    const struct fold_watch *watch, struct fail *f)
{
	struct hitlist *h = mem_new(1, sizeof(*h));
	struct journal_reader reader = { on_record, h };
	char folder[PATH_MAX];

	h->fold = fold_new();
	h->until = job->now;
	fold_watch(h->fold, watch);
	*out = h;
	if (folder_of(folder, job->conf, job->db, f) == -1 ||
	    journal_read(folder, job->db->policy.name, &reader, f) == -1)
		return -1;
	return h->past ? check_past(h, job, f) : 0;
}

bool
hitlist_is_past(const struct hitlist *h)
{
	return h->past;
}

void
hitlist_close(struct hitlist *h)
{
	if (h == NULL)
		return;
	journal_close(h->journal);
	fold_free(h->fold);
	seen_free(&h->seen);
	free(h);
}

/* The time of the next batch: that of the clock, or the last one again. */
static int
time_of(const struct hitlist *h, const struct intake_job *job, uint32_t *now,
    struct fail *f)
{
	uint32_t last = fold_now(h->fold);

	*now = job->now > last ? job->now : last;
	if (*now - job->now <= BACK_MAX)
		return 0;
	return fail(f, FAIL_STALE,
	    "%s: hits were taken %u s from now in the future: the clock is "
	    "wrong, or was; with %s/hits/%s moved away, hits are read again "
	    "from what files the spool still has",
	    job->db->policy.name, *now - job->now, job->conf->state,
	    job->db->policy.name);
}

static bool
is_nothing(const struct hitlist *h, const struct hitbatch *b)
{
	return b->now == fold_now(h->fold) && b->nevents == 0 &&
	    b->nfiles == 0 && b->nsources == 0;
}

/* Writes the batch, unless this is only a look, and only then takes it. */
static int
add_batch(struct hitlist *h, const struct hitbatch *b, struct fail *f)
{
	struct wr w = { 0 };
	int result = 0;

	if (is_nothing(h, b))
		return 0;
	hitbatch_write(&w, b);
	if (h->journal != NULL)
		result = journal_add(h->journal, rd_over(w.buf, w.len), f);
	wr_free(&w);
	if (result == 0)
		result = fold_apply(h->fold, b, &h->counts, f);
	if (result == 0)
		seen_apply(&h->seen, b);
	return result;
}

/* An operator learns that a crash cost something. */
static void
tell_cut(struct hitlist *h, const struct intake_job *job)
{
	struct fail unheard = { 0 };
	char text[120];

	if (h->cut == 0)
		return;
	snprintf(text, sizeof(text),
	    "%llu bytes of an unfinished batch were cut off the journal; its "
	    "files are read again",
	    (unsigned long long)h->cut);
	log_add(job->conf->state, job->now, job->db->policy.name, text,
	    &unheard);
	h->cut = 0;
}

int
hitlist_take(struct hitlist *h, const struct intake_job *job, struct intake *in,
    struct fail *f)
{
	struct hits hits = { .job = job,
		.fold = h->fold,
		.seen = &h->seen,
		.reprotect = h->conf != job->conf };
	struct hitbatch b = { 0 };
	int result = -1;

	tell_cut(h, job);
	h->counts = (struct fold_counts){ 0 };
	if (time_of(h, job, &hits.now, f) == 0 &&
	    hits_read(&hits, &b, in, f) == 0)
		result = add_batch(h, &b, f);
	if (result == 0)
		h->conf = job->conf;
	hitbatch_free(&b);
	return result;
}

struct set *
hitlist_set(struct hitlist *h, const struct set *before)
{
	return fold_set(h->fold, before);
}

static int
put_part(void *arg, struct rd body, struct fail *f)
{
	return journal_part(arg, body, f);
}

int
hitlist_checkpoint(struct hitlist *h, struct fail *f)
{
	seen_prune(&h->seen, fold_floor(h->fold));
	if (journal_begin(h->journal, f) == -1 ||
	    fold_write(h->fold, put_part, h->journal, f) == -1 ||
	    seen_write(&h->seen, put_part, h->journal, f) == -1)
		return -1;
	return journal_commit(h->journal, f);
}

int
hitlist_settle(struct hitlist *h, struct fail *f)
{
	return journal_is_long(h->journal) ? hitlist_checkpoint(h, f) : 0;
}

struct fold *
hitlist_fold(const struct hitlist *h)
{
	return h->fold;
}

const struct fold_counts *
hitlist_counts(const struct hitlist *h)
{
	return &h->counts;
}
