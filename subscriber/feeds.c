#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/clock.h"
#include "subscriber/conf.h"
#include "subscriber/feeds.h"
#include "subscriber/follow.h"
#include "subscriber/state.h"
#include "subscriber/status.h"
#include "subscriber/trust.h"

static int
open_follows(struct feeds *fs, const char *only, struct fail *f)
{
	const struct sub_feed *one = NULL;

	if (only != NULL && (one = sub_conf_feed(fs->conf, only, f)) == NULL)
		return -1;
	fs->follows = mem_new(fs->conf->nfeeds, sizeof(*fs->follows));
	fs->nexts = mem_new(fs->conf->nfeeds, sizeof(*fs->nexts));
	fs->dues = mem_new(fs->conf->nfeeds, sizeof(*fs->dues));
	for (size_t i = 0; i < fs->conf->nfeeds; i++) {
		const struct sub_feed *feed = &fs->conf->feeds[i];

		if (one != NULL && feed != one)
			continue;
		fs->follows[fs->n] = follow_new(feed, fs->state, f);
		if (fs->follows[fs->n] == NULL)
			return -1;
		fs->n++;
	}
	return 0;
}

static void
close_follows(struct feeds *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		follow_free(fs->follows[i]);
	free(fs->follows);
	free(fs->nexts);
	free(fs->dues);
	sub_conf_free(fs->conf);
}

int
feeds_open(struct feeds *fs, struct sub_conf *conf, const char *only,
    struct fail *f)
{
	*fs =
	    (struct feeds){ .conf = conf, .noting = PTHREAD_MUTEX_INITIALIZER };
	fs->state = state_open(conf->state, f);
	if (fs->state != NULL && open_follows(fs, only, f) == 0)
		return 0;
	feeds_close(fs);
	return -1;
}

void
feeds_close(struct feeds *fs)
{
	close_follows(fs);
	state_close(fs->state);
	*fs = (struct feeds){ 0 };
}

int
feeds_change(struct feeds *fs, struct sub_conf *conf, const char *only,
    struct fail *f)
{
	bool stays = strcmp(conf->state, fs->conf->state) == 0;
	struct feeds new = { .conf = conf,
		.state = stays ? fs->state : state_open(conf->state, f) };

	if (new.state == NULL || open_follows(&new, only, f) == -1) {
		close_follows(&new);
		if (!stays)
			state_close(new.state);
		return -1;
	}
	close_follows(fs);
	if (!stays)
		state_close(fs->state);
	fs->conf = new.conf;
	fs->state = new.state;
	fs->follows = new.follows;
	fs->nexts = new.nexts;
	fs->dues = new.dues;
	fs->n = new.n;
	if (atomic_load(&fs->cancelled))
		feeds_cancel(fs);
	return 0;
}

static int
note(struct feeds *fs, size_t i, struct status_look *look, struct fail *f)
{
	int rc;

	look->feed = follow_feed(fs->follows[i]);
	look->next = fs->once ? 0 : fs->nexts[i];
	pthread_mutex_lock(&fs->noting);
	rc = status_put(fs->conf, look, f);
	pthread_mutex_unlock(&fs->noting);
	return rc;
}

/* The gravest of what looking, writing and noting came to. */
static int
sum_up(const struct fail *fails, size_t n, struct fail *f)
{
	const struct fail *gravest = &fails[0];

	for (size_t i = 1; i < n; i++)
		if (trust_graver(fails[i].kind, gravest->kind))
			gravest = &fails[i];
	return gravest->kind == FAIL_NONE
	    ? 0
	    : fail(f, gravest->kind, "%s", gravest->msg);
}

/* A look that is due already stays so. */
static void
anew(struct feeds *fs, size_t i, uint32_t now)
{
	if (fs->nexts[i] > now)
		fs->nexts[i] = follow_next(fs->follows[i], now);
}

/*
 * A look at all databases, or of what was told of one.  It may take long:
 * afterwards it is later, unless nobody goes on then.
 */
static void
look_at(struct feeds *fs, size_t i, struct status_look *look, const size_t *db,
    struct fail *f)
{
	struct follow *fo = fs->follows[i];
	uint64_t began = clock_ms();

	if (db != NULL)
		follow_told(fo, *db, look->now, f);
	else
		follow_look(fo, look->now, f);
	if (!fs->once)
		look->now += (uint32_t)((clock_ms() - began) / 1000);
	if (db == NULL)
		fs->nexts[i] = follow_next(fo, look->now);
	else
		anew(fs, i, look->now);
}

static void
write_one(struct feeds *fs, size_t i, uint32_t now, struct fail *f)
{
	fs->dues[i] = UINT32_MAX;
	if (!atomic_load(&fs->cancelled))
		follow_write(fs->follows[i], now, f);
	fs->dues[i] = fs->once ? 0 : follow_due(fs->follows[i], now);
}

/* Of one database, or of all for NULL. */
static int
work(struct feeds *fs, size_t i, struct status_look *look, const size_t *db,
    struct fail *f)
{
	struct fail fails[3] = { 0 };

	if (look->looked)
		look_at(fs, i, look, db, &fails[0]);
	write_one(fs, i, look->now, &fails[1]);
	/* what was cut off says nothing of how it stands */
	if (atomic_load(&fs->cancelled))
		return 0;
	look->dbs = follow_dbs(fs->follows[i], &look->n);
	if (db != NULL) {
		look->dbs += *db;
		look->n = 1;
	}
	note(fs, i, look, &fails[2]);
	return sum_up(fails, 3, f);
}

int
feeds_look(struct feeds *fs, size_t i, uint32_t now, struct fail *f)
{
	struct status_look look = { .looked = true, .now = now };

	return work(fs, i, &look, NULL, f);
}

int
feeds_write(struct feeds *fs, size_t i, uint32_t now, struct fail *f)
{
	struct status_look look = { .looked = false, .now = now };

	return work(fs, i, &look, NULL, f);
}

bool
feeds_hear(struct feeds *fs, size_t i, uint32_t now, struct fail *f)
{
	struct status_look look = { .looked = true, .now = now };
	size_t db;

	switch (follow_hear(fs->follows[i], now, &db)) {
	case FOLLOW_NOTHING:
		break;
	case FOLLOW_ANEW:
		anew(fs, i, now);
		break;
	case FOLLOW_TOLD:
		work(fs, i, &look, &db, f);
		return true;
	}
	return false;
}

uint64_t
feeds_wait(struct feeds *fs, size_t i, uint32_t now)
{
	uint64_t again = follow_wait(fs->follows[i], now);

	if (again == 0)
		anew(fs, i, now);
	return again;
}

void
feeds_waits(struct feeds *fs, size_t i, struct fetch_waits *waits)
{
	follow_waits(fs->follows[i], waits);
}

void
feeds_age(struct feeds *fs, size_t i, uint32_t now)
{
	struct fail told_by_the_look = { 0 };

	write_one(fs, i, now, &told_by_the_look);
}

void
feeds_meanwhile(struct feeds *fs, size_t i, const struct meanwhile *meanwhile)
{
	follow_meanwhile(fs->follows[i], meanwhile);
}

void
feeds_restart(struct feeds *fs, size_t i)
{
	fs->nexts[i] = fs->dues[i] = 0;
}

void
feeds_hurry(struct feeds *fs, size_t i)
{
	fs->nexts[i] = 0;
	follow_hurry(fs->follows[i]);
}

void
feeds_cancel(struct feeds *fs)
{
	atomic_store(&fs->cancelled, true);
	for (size_t i = 0; i < fs->n; i++)
		follow_cancel(fs->follows[i]);
}

void
feeds_resume(struct feeds *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		follow_resume(fs->follows[i]);
	atomic_store(&fs->cancelled, false);
}
