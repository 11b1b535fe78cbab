#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "feedd/worker.h"
#include "formats/mem.h"

/* So much more than the thread that serves does it give way to others. */
#define NICENESS 10

struct worker {
	worker_do *work;
	int fd;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	void *job, *done;
	bool over;
};

/* The next job; NULL when it is over. */
static void *
next_job(struct worker *w)
{
	void *job;

	pthread_mutex_lock(&w->lock);
	while (w->job == NULL && !w->over)
		pthread_cond_wait(&w->changed, &w->lock);
	job = w->job;
	pthread_mutex_unlock(&w->lock);
	return job;
}

static void
hand_back(struct worker *w, void *job)
{
	const uint64_t one = 1;
	ssize_t n;

	pthread_mutex_lock(&w->lock);
	w->job = NULL;
	w->done = job;
	pthread_mutex_unlock(&w->lock);
	do
		n = write(w->fd, &one, sizeof(one));
	while (n == -1 && errno == EINTR);
}

static void *
run(void *arg)
{
	struct worker *w = arg;
	void *job;

	/* of this thread alone; nothing is lost if it may not */
	errno = nice(NICENESS);
	while ((job = next_job(w)) != NULL) {
		w->work(job);
		hand_back(w, job);
	}
	return NULL;
}

static void
clear(struct worker *w)
{
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	close(w->fd);
	free(w);
}

struct worker *
worker_start(worker_do *work, struct fail *f)
{
	struct worker *w;
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd == -1) {
		fail_errno(f, "a worker");
		return NULL;
	}
	w = mem_new(1, sizeof(*w));
	w->work = work;
	w->fd = fd;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	errno = pthread_create(&w->thread, NULL, run, w);
	if (errno == 0)
		return w;
	fail_errno(f, "a worker");
	clear(w);
	return NULL;
}

int
worker_fd(const struct worker *w)
{
	return w->fd;
}

void
worker_give(struct worker *w, void *job)
{
	pthread_mutex_lock(&w->lock);
	w->job = job;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

void *
worker_take(struct worker *w)
{
	uint64_t n;
	void *job;

	if (read(w->fd, &n, sizeof(n)) != sizeof(n))
		return NULL;
	pthread_mutex_lock(&w->lock);
	job = w->done;
	w->done = NULL;
	pthread_mutex_unlock(&w->lock);
	return job;
}

void *
worker_stop(struct worker *w)
{
	void *job;

	pthread_mutex_lock(&w->lock);
	w->over = true;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	job = w->done;
	clear(w);
	return job;
}
