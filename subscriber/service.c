#include <pthread.h>
#include <time.h>

#include "keys/notify.h"
#include "keys/print.h"
#include "keys/signals.h"
#include "subscriber/clock.h"
#include "subscriber/conf.h"
#include "subscriber/feeds.h"
#include "subscriber/fetch_wait.h"
#include "subscriber/follow.h"
#include "subscriber/meanwhile.h"
#include "subscriber/service.h"

/* Longer than this nothing is waited for: a clock may be set. */
#define WAIT_MOST 60

/* So often it is seen what is due while something is waited for. */
#define MEANWHILE_MS 1000

struct running {
	const struct service *service;
	struct feeds *feeds;
	struct fetch_waits *waits;
	pthread_mutex_t mutex; /* of feeds' being there */
	struct timespec start;
	struct clock_date date;
	uint64_t again;    /* when meanwhile() has to look what is due, in ms */
	bool nested;       /* it is at it */
	uint32_t watchdog; /* seconds between two signs of life at most */
};

static void
stop(void *arg)
{
	struct running *r = arg;

	pthread_mutex_lock(&r->mutex);
	feeds_cancel(r->feeds);
	pthread_mutex_unlock(&r->mutex);
}

/* The present, or as long after the start as it was said to be. */
static uint32_t
now_of(const struct running *r)
{
	struct timespec at;

	if (r->service->now == 0)
		return (uint32_t)time(NULL);
	clock_gettime(CLOCK_MONOTONIC, &at);
	return r->service->now + (uint32_t)(at.tv_sec - r->start.tv_sec);
}

static void
reload(struct running *r)
{
	struct fail f = { 0 };
	struct sub_conf *conf;

	notify("RELOADING=1");
	conf = r->service->read(r->service->arg, &f);
	if (conf != NULL) {
		pthread_mutex_lock(&r->mutex);
		feeds_change(r->feeds, conf, r->service->only, &f);
		pthread_mutex_unlock(&r->mutex);
	}
	if (f.kind != FAIL_NONE)
		print_warning("%s; the configuration stays as it was", f.msg);
	notify("READY=1");
}

static void
tell(const struct running *r, size_t i, uint32_t now, const struct fail *f)
{
	if (!atomic_load(&r->feeds->cancelled))
		r->service->print(r->service->arg, r->feeds, i, now, f);
}

/* Writes where that is due; what a look will tell is not told before. */
static void
write_all(const struct running *r)
{
	struct feeds *fs = r->feeds;

	for (size_t i = 0; i < fs->n && !atomic_load(&fs->cancelled); i++) {
		uint32_t now = now_of(r);
		struct fail f = { 0 };

		notify("WATCHDOG=1");
		if (fs->dues[i] > now)
			continue;
		if (fs->nexts[i] <= now) {
			feeds_age(fs, i, now);
		} else {
			feeds_write(fs, i, now, &f);
			tell(r, i, now, &f);
		}
	}
}

/*
 * Takes the news that came, and sends for more.  Returns when that is to be
 * done again, in ms, if nothing comes before.
 */
static uint64_t
hear_all(const struct running *r)
{
	struct feeds *fs = r->feeds;
	uint64_t first = UINT64_MAX;

	fetch_waits_work(r->waits);
	for (size_t i = 0; i < fs->n; i++) {
		struct fail f = { 0 };
		uint64_t next;

		while (!atomic_load(&fs->cancelled) &&
		    feeds_hear(fs, i, now_of(r), &f)) {
			tell(r, i, now_of(r), &f);
			f = (struct fail){ 0 };
		}
		next = feeds_wait(fs, i, now_of(r));
		if (next < first)
			first = next;
	}
	return first;
}

/*
 * While a source or a hook is waited for, the others go on ageing, and hear
 * their news.
 */
static void
meanwhile(void *arg)
{
	struct running *r = arg;

	if (r->nested || clock_ms() < r->again)
		return;
	r->nested = true;
	write_all(r);
	hear_all(r);
	r->nested = false;
	r->again = clock_ms() + MEANWHILE_MS;
}

/* Writes and looks where that is due: none waits for another's look. */
static void
work(struct running *r)
{
	struct feeds *fs = r->feeds;

	write_all(r);
	for (size_t i = 0; i < fs->n && !atomic_load(&fs->cancelled); i++) {
		uint32_t now = now_of(r);
		struct fail f = { 0 };

		if (fs->nexts[i] > now)
			continue;
		feeds_look(fs, i, now, &f);
		tell(r, i, now_of(r), &f);
		write_all(r);
	}
}

/* Seconds until something is due, or a sign of life. */
static uint32_t
idle(const struct running *r)
{
	uint32_t now = now_of(r), most = WAIT_MOST;

	if (r->watchdog > 0 && r->watchdog / 2 < most)
		most = r->watchdog > 1 ? r->watchdog / 2 : 1;
	for (size_t i = 0; i < r->feeds->n; i++) {
		uint32_t next = r->feeds->nexts[i], due = r->feeds->dues[i];
		uint32_t first = next < due ? next : due;

		if (first <= now)
			return 0;
		if (first - now < most)
			most = first - now;
	}
	return most;
}

/* Waits until there is something to do. */
static void
rest(const struct running *r, struct signals *signals)
{
	uint64_t again = hear_all(r), now = clock_ms();
	uint64_t ms = (uint64_t)idle(r) * 1000;

	if (again <= now)
		ms = 0;
	else if (again - now < ms)
		ms = again - now;
	fetch_waits_rest(r->waits, signals_fd(signals), (uint32_t)ms);
}

static void
run(struct running *r, struct signals *signals)
{
	struct feeds *fs = r->feeds;
	unsigned came = 0;

	while (!atomic_load(&fs->cancelled) && (came & SIGNALS_STOP) == 0) {
		feeds_meanwhile(fs, &(struct meanwhile){ meanwhile, r });
		feeds_waits(fs, r->waits);
		if (clock_was_set(&r->date, now_of(r), clock_ms()))
			feeds_restart(fs);
		work(r);
		if (atomic_load(&fs->cancelled))
			break;
		notify("WATCHDOG=1");
		rest(r, signals);
		came = signals_came(signals);
		if ((came & SIGNALS_RELOAD) != 0)
			reload(r);
		if ((came & (SIGNALS_LOOK | SIGNALS_RELOAD)) != 0)
			feeds_hurry(fs);
	}
}

int
service_run(struct feeds *fs, const struct service *service, struct fail *f)
{
	struct running r = { .service = service,
		.feeds = fs,
		.waits = fetch_waits_new(f),
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.watchdog = notify_watchdog() };
	struct signals *signals =
	    r.waits == NULL ? NULL : signals_new(stop, &r, f);

	if (signals != NULL) {
		clock_gettime(CLOCK_MONOTONIC, &r.start);
		notify("READY=1");
		run(&r, signals);
		notify("STOPPING=1");
		signals_free(signals);
	}
	feeds_waits(fs, NULL);
	fetch_waits_free(r.waits);
	return signals == NULL ? -1 : 0;
}
