#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "formats/mem.h"
#include "subscriber/signals.h"

struct signals {
	pthread_t thread;
	pthread_mutex_t mutex; /* of came */
	pthread_cond_t some;
	unsigned came;
	void (*stop)(void *arg);
	void *arg;
	sigset_t taken, before;
};

static unsigned
bit_of(int number)
{
	return number == SIGHUP ? SIGNALS_RELOAD
	    : number == SIGUSR1 ? SIGNALS_LOOK
				: SIGNALS_STOP;
}

static void *
take(void *arg)
{
	struct signals *s = arg;

	for (;;) {
		int number = sigwaitinfo(&s->taken, NULL);

		if (number == -1)
			continue;
		pthread_mutex_lock(&s->mutex);
		s->came |= bit_of(number);
		pthread_cond_signal(&s->some);
		pthread_mutex_unlock(&s->mutex);
		if (bit_of(number) == SIGNALS_STOP)
			s->stop(s->arg);
	}
	return NULL;
}

struct signals *
signals_new(void (*stop)(void *arg), void *arg, struct fail *f)
{
	struct signals *s = mem_new(1, sizeof(*s));
	pthread_condattr_t attr;

	s->stop = stop;
	s->arg = arg;
	sigemptyset(&s->taken);
	sigaddset(&s->taken, SIGTERM);
	sigaddset(&s->taken, SIGINT);
	sigaddset(&s->taken, SIGHUP);
	sigaddset(&s->taken, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s->taken, &s->before);
	pthread_mutex_init(&s->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->some, &attr);
	pthread_condattr_destroy(&attr);
	errno = pthread_create(&s->thread, NULL, take, s);
	if (errno == 0)
		return s;
	fail_errno(f, "a thread for signals");
	pthread_sigmask(SIG_SETMASK, &s->before, NULL);
	free(s);
	return NULL;
}

void
signals_free(struct signals *s)
{
	if (s == NULL)
		return;
	pthread_cancel(s->thread);
	pthread_join(s->thread, NULL);
	pthread_sigmask(SIG_SETMASK, &s->before, NULL);
	pthread_cond_destroy(&s->some);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

unsigned
signals_wait(struct signals *s, uint32_t seconds)
{
	struct timespec until;
	unsigned came;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&s->mutex);
	while (s->came == 0 &&
	    pthread_cond_timedwait(&s->some, &s->mutex, &until) != ETIMEDOUT)
		;
	came = s->came;
	s->came = 0;
	pthread_mutex_unlock(&s->mutex);
	return came;
}
