#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "formats/mem.h"
#include "subscriber/clock.h"
#include "subscriber/feeds.h"
#include "subscriber/fetch_wait.h"
#include "subscriber/lane.h"
#include "subscriber/meanwhile.h"
#include "subscriber/service.h"

/* So often it is seen what is due while something is waited for. */
#define MEANWHILE_MS 1000

/* A feed and its thread. */
struct lane {
	const struct lane_site *site;
	pthread_mutex_t *printing;
	size_t feed;
	struct fetch_waits *waits;
	int wake; /* an event for it */
	pthread_t thread;
	bool runs;
	atomic_bool hurry;
	_Atomic uint64_t seen; /* its last sign of life, in ms */
	struct clock_date date;
	uint64_t again; /* when meanwhile() has to look what is due, in ms */
	bool nested;    /* it is at it */
};

struct lanes {
	pthread_mutex_t printing;
	struct lane *all;
	size_t n;
};

/* The present, or as long after the start as it was said to be. */
static uint32_t
now_of(const struct lane *l)
{
	const struct lane_site *site = l->site;
	struct timespec at;

	if (site->service->now == 0)
		return (uint32_t)time(NULL);
	clock_gettime(CLOCK_MONOTONIC, &at);
	return site->service->now + (uint32_t)(at.tv_sec - site->start.tv_sec);
}

static bool
is_over(const struct lane *l)
{
	return atomic_load(&l->site->feeds->cancelled);
}

static void
show_life(struct lane *l)
{
	atomic_store(&l->seen, clock_ms());
}

static void
tell(const struct lane *l, uint32_t now, const struct fail *f)
{
	const struct service *s = l->site->service;

	if (is_over(l))
		return;
	pthread_mutex_lock(l->printing);
	s->print(s->arg, l->site->feeds, l->feed, now, f);
	pthread_mutex_unlock(l->printing);
}

/* Writes where that is due; what a look will tell is not told before. */
static void
write_due(const struct lane *l)
{
	struct feeds *fs = l->site->feeds;
	uint32_t now = now_of(l);
	struct fail f = { 0 };

	if (is_over(l) || fs->dues[l->feed] > now)
		return;
	if (fs->nexts[l->feed] <= now) {
		feeds_age(fs, l->feed, now);
	} else {
		feeds_write(fs, l->feed, now, &f);
		tell(l, now, &f);
	}
}

/* While a source or a hook is waited for the feed goes on ageing. */
static void
meanwhile(void *arg)
{
	struct lane *l = arg;

	show_life(l);
	if (l->nested || clock_ms() < l->again)
		return;
	l->nested = true;
	write_due(l);
	l->nested = false;
	l->again = clock_ms() + MEANWHILE_MS;
}

/*
 * Takes the news that came, and sends for more.  Returns when that is to be
 * done again, in ms, if nothing comes before.
 */
static uint64_t
hear(const struct lane *l)
{
	struct feeds *fs = l->site->feeds;
	struct fail f = { 0 };

	fetch_waits_work(l->waits);
	while (!is_over(l) && feeds_hear(fs, l->feed, now_of(l), &f)) {
		tell(l, now_of(l), &f);
		f = (struct fail){ 0 };
	}
	return feeds_wait(fs, l->feed, now_of(l));
}

/* Writes and looks where that is due. */
static void
work(const struct lane *l)
{
	struct feeds *fs = l->site->feeds;
	uint32_t now;
	struct fail f = { 0 };

	write_due(l);
	now = now_of(l);
	if (is_over(l) || fs->nexts[l->feed] > now)
		return;
	feeds_look(fs, l->feed, now, &f);
	tell(l, now_of(l), &f);
	write_due(l);
}

/* Seconds until something is due, or a sign of life. */
static uint32_t
idle(const struct lane *l)
{
	const struct feeds *fs = l->site->feeds;
	uint32_t now = now_of(l), most = l->site->rest;
	uint32_t next = fs->nexts[l->feed], due = fs->dues[l->feed];
	uint32_t first = next < due ? next : due;

	if (first <= now)
		return 0;
	return first - now < most ? first - now : most;
}

/* Waits until there is something to do. */
static void
rest(const struct lane *l)
{
	uint64_t again = hear(l), now = clock_ms();
	uint64_t ms = (uint64_t)idle(l) * 1000;
	eventfd_t n;

	if (again <= now)
		ms = 0;
	else if (again - now < ms)
		ms = again - now;
	fetch_waits_rest(l->waits, l->wake, (uint32_t)ms);
	eventfd_read(l->wake, &n);
}

static void *
run(void *arg)
{
	struct lane *l = arg;
	struct feeds *fs = l->site->feeds;

	while (!is_over(l)) {
		show_life(l);
		if (clock_was_set(&l->date, now_of(l), clock_ms()))
			feeds_restart(fs, l->feed);
		if (atomic_exchange(&l->hurry, false))
			feeds_hurry(fs, l->feed);
		work(l);
		if (!is_over(l))
			rest(l);
	}
	return NULL;
}

static int
start(struct lane *l, struct fail *f)
{
	struct feeds *fs = l->site->feeds;

	l->waits = fetch_waits_new(f);
	if (l->waits == NULL)
		return -1;
	l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->wake == -1)
		return fail_errno(f, "an event");
	feeds_meanwhile(fs, l->feed, &(struct meanwhile){ meanwhile, l });
	feeds_waits(fs, l->feed, l->waits);
	show_life(l);
	errno = pthread_create(&l->thread, NULL, run, l);
	l->runs = errno == 0;
	return l->runs ? 0 : fail_errno(f, "a thread for a feed");
}

static void
end(struct lane *l)
{
	if (l->runs)
		pthread_join(l->thread, NULL);
	feeds_waits(l->site->feeds, l->feed, NULL);
	feeds_meanwhile(l->site->feeds, l->feed, &(struct meanwhile){ 0 });
	fetch_waits_free(l->waits);
	if (l->wake != -1)
		close(l->wake);
}

void
lanes_end(struct lanes *ls)
{
	if (ls == NULL)
		return;
	lanes_wake(ls);
	for (size_t i = 0; i < ls->n; i++)
		end(&ls->all[i]);
	pthread_mutex_destroy(&ls->printing);
	free(ls->all);
	free(ls);
}

struct lanes *
lanes_start(const struct lane_site *site, struct fail *f)
{
	struct lanes *ls = mem_new(1, sizeof(*ls));

	pthread_mutex_init(&ls->printing, NULL);
	ls->n = site->feeds->n;
	ls->all = mem_new(ls->n, sizeof(ls->all[0]));
	for (size_t i = 0; i < ls->n; i++) {
		struct lane *l = &ls->all[i];

		l->site = site;
		l->printing = &ls->printing;
		l->feed = i;
		l->wake = -1;
	}
	for (size_t i = 0; i < ls->n; i++)
		if (start(&ls->all[i], f) == -1) {
			feeds_cancel(site->feeds);
			lanes_end(ls);
			return NULL;
		}
	return ls;
}

void
lanes_wake(struct lanes *ls)
{
	for (size_t i = 0; i < ls->n; i++)
		if (ls->all[i].wake != -1)
			eventfd_write(ls->all[i].wake, 1);
}

void
lanes_hurry(struct lanes *ls)
{
	for (size_t i = 0; i < ls->n; i++)
		atomic_store(&ls->all[i].hurry, true);
	lanes_wake(ls);
}

bool
lanes_live(const struct lanes *ls, uint64_t ms)
{
	uint64_t now = clock_ms();

	for (size_t i = 0; i < ls->n; i++) {
		uint64_t seen = atomic_load(&ls->all[i].seen);

		if (seen < now && now - seen > ms)
			return false;
	}
	return true;
}
