#include <pthread.h>
#include <stdatomic.h>

#include "keys/notify.h"
#include "keys/print.h"
#include "keys/signals.h"
#include "subscriber/conf.h"
#include "subscriber/feeds.h"
#include "subscriber/lane.h"
#include "subscriber/service.h"

/* Longer than this nothing is waited for: a clock may be set. */
#define WAIT_MOST 60

struct running {
	struct lane_site site;
	struct lanes *lanes;
	pthread_mutex_t mutex; /* of feeds' being there, and being cancelled */
	bool stopped;          /* for good; by the mutex */
	uint32_t watchdog;     /* seconds between two signs of life at most */
};

/* By the signals' thread. */
static void
stop(void *arg)
{
	struct running *r = arg;

	pthread_mutex_lock(&r->mutex);
	r->stopped = true;
	feeds_cancel(r->site.feeds);
	pthread_mutex_unlock(&r->mutex);
}

/* Ends what is under way. */
static void
pause_all(struct running *r)
{
	pthread_mutex_lock(&r->mutex);
	feeds_cancel(r->site.feeds);
	pthread_mutex_unlock(&r->mutex);
	lanes_end(r->lanes);
	r->lanes = NULL;
}

/* What was cut off is begun anew, unless all is to end. */
static int
resume_all(struct running *r, struct fail *f)
{
	struct feeds *fs = r->site.feeds;

	pthread_mutex_lock(&r->mutex);
	if (!r->stopped)
		feeds_resume(fs);
	pthread_mutex_unlock(&r->mutex);
	for (size_t i = 0; i < fs->n; i++)
		feeds_hurry(fs, i);
	r->lanes = lanes_start(&r->site, f);
	return r->lanes == NULL ? -1 : 0;
}

static void
change(struct running *r, struct sub_conf *conf, struct fail *f)
{
	pthread_mutex_lock(&r->mutex);
	feeds_change(r->site.feeds, conf, r->site.service->only, f);
	pthread_mutex_unlock(&r->mutex);
}

/* -1 if nothing is followed any more. */
static int
reload(struct running *r, struct fail *f)
{
	const struct service *s = r->site.service;
	struct fail why = { 0 };
	struct sub_conf *conf;
	int rc = 0;

	notify("RELOADING=1");
	conf = s->read(s->arg, &why);
	if (conf == NULL) {
		lanes_hurry(r->lanes);
	} else {
		pause_all(r);
		change(r, conf, &why);
		rc = resume_all(r, f);
	}
	if (why.kind != FAIL_NONE)
		print_warning("%s; the configuration stays as it was", why.msg);
	notify("READY=1");
	return rc;
}

/* So often there is to be a sign of life. */
static uint32_t
often(const struct running *r)
{
	if (r->watchdog == 0 || r->watchdog / 2 > WAIT_MOST)
		return WAIT_MOST;
	return r->watchdog > 1 ? r->watchdog / 2 : 1;
}

static int
run(struct running *r, struct signals *signals, struct fail *f)
{
	int rc = 0;

	for (;;) {
		unsigned came = signals_wait(signals, often(r));

		if ((came & SIGNALS_STOP) != 0)
			return 0;
		if ((came & SIGNALS_RELOAD) != 0)
			rc = reload(r, f);
		else if ((came & SIGNALS_LOOK) != 0)
			lanes_hurry(r->lanes);
		if (rc == -1)
			return -1;
		if (lanes_live(r->lanes, (uint64_t)r->watchdog * 1000))
			notify("WATCHDOG=1");
	}
}

int
service_run(struct feeds *fs, const struct service *service, struct fail *f)
{
	struct running r = { .site = { .feeds = fs, .service = service },
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.watchdog = notify_watchdog() };
	struct signals *signals = signals_new(stop, &r, f);
	int rc = -1;

	if (signals == NULL)
		return -1;
	r.site.rest = often(&r);
	clock_gettime(CLOCK_MONOTONIC, &r.site.start);
	r.lanes = lanes_start(&r.site, f);
	if (r.lanes != NULL) {
		notify("READY=1");
		rc = run(&r, signals, f);
		notify("STOPPING=1");
		pause_all(&r);
	}
	signals_free(signals);
	return rc;
}
