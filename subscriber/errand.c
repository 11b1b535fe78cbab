#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "formats/mem.h"
#include "subscriber/errand.h"

struct errand {
	void (*work)(void *arg);
	void (*end)(void *arg);
	void *arg;
	pthread_mutex_t mutex; /* of: */
	pthread_cond_t over;
	bool is_over, is_left;
};

static void
finish(struct errand *e)
{
	e->end(e->arg);
	pthread_cond_destroy(&e->over);
	pthread_mutex_destroy(&e->mutex);
	free(e);
}

static void *
run(void *arg)
{
	struct errand *e = arg;
	bool is_left;

	e->work(e->arg);
	pthread_mutex_lock(&e->mutex);
	e->is_over = true;
	is_left = e->is_left;
	pthread_cond_signal(&e->over);
	pthread_mutex_unlock(&e->mutex);
	if (is_left)
		finish(e);
	return NULL;
}

struct errand *
errand_begin(void (*work)(void *arg), void (*end)(void *arg), void *arg)
{
	struct errand *e = mem_new(1, sizeof(*e));
	pthread_attr_t detached;
	pthread_t thread;

	*e = (struct errand){ .work = work, .end = end, .arg = arg };
	pthread_mutex_init(&e->mutex, NULL);
	pthread_cond_init(&e->over, NULL);
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	errno = pthread_create(&thread, &detached, run, e);
	pthread_attr_destroy(&detached);
	if (errno == 0)
		return e;
	free(e);
	return NULL;
}

bool
errand_is_over(struct errand *e, uint64_t ms)
{
	struct timespec until;
	bool is_over;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&e->mutex);
	while (!e->is_over &&
	    pthread_cond_clockwait(&e->over, &e->mutex, CLOCK_MONOTONIC,
		&until) == 0)
		;
	is_over = e->is_over;
	pthread_mutex_unlock(&e->mutex);
	return is_over;
}

void
errand_leave(struct errand *e)
{
	bool is_over;

	if (e == NULL)
		return;
	pthread_mutex_lock(&e->mutex);
	e->is_left = true;
	is_over = e->is_over;
	pthread_mutex_unlock(&e->mutex);
	if (is_over)
		finish(e);
}
