#include <pthread.h>
#include <time.h>

#include "keys/notify.h"
#include "keys/print.h"
#include "subscriber/conf.h"
#include "subscriber/feeds.h"
#include "subscriber/follow.h"
#include "subscriber/service.h"
#include "subscriber/signals.h"

/* Longer than this nothing is waited for: a clock may be set. */
#define WAIT_MOST 60

struct running {
	const struct service *service;
	struct feeds *feeds;
	pthread_mutex_t mutex; /* of feeds' being there */
	struct timespec start;
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

/* Looks or writes where that is due. */
static void
work(struct running *r)
{
	struct feeds *fs = r->feeds;

	for (size_t i = 0; i < fs->n; i++) {
		uint32_t now = now_of(r);
		struct fail f = { 0 };

		notify("WATCHDOG=1");
		if (fs->nexts[i] <= now)
			feeds_look(fs, i, now, &f);
		else if (fs->dues[i] <= now)
			feeds_write(fs, i, now, &f);
		else
			continue;
		if (!fs->cancelled)
			r->service->print(r->service->arg, fs, i, now, &f);
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

int
service_run(struct feeds *fs, const struct service *service, struct fail *f)
{
	struct running r = { .service = service,
		.feeds = fs,
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.watchdog = notify_watchdog() };
	struct signals *signals = signals_new(stop, &r, f);
	unsigned came = 0;

	if (signals == NULL)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &r.start);
	notify("READY=1");
	while ((came & SIGNALS_STOP) == 0) {
		work(&r);
		notify("WATCHDOG=1");
		came = signals_wait(signals, idle(&r));
		if ((came & SIGNALS_RELOAD) != 0)
			reload(&r);
		if ((came & (SIGNALS_LOOK | SIGNALS_RELOAD)) != 0)
			feeds_hurry(fs);
	}
	notify("STOPPING=1");
	signals_free(signals);
	return 0;
}
