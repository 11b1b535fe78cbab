#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "formats/mem.h"
#include "keys/signals.h"

struct signals {
	pthread_t thread;
	int fd; /* of events */
	atomic_uint came;
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
		atomic_fetch_or(&s->came, bit_of(number));
		eventfd_write(s->fd, 1);
		if (bit_of(number) == SIGNALS_STOP && s->stop != NULL)
			s->stop(s->arg);
	}
	return NULL;
}

struct signals *
signals_new(void (*stop)(void *arg), void *arg, struct fail *f)
{
	struct signals *s = mem_new(1, sizeof(*s));

	s->stop = stop;
	s->arg = arg;
	sigemptyset(&s->taken);
	sigaddset(&s->taken, SIGTERM);
	sigaddset(&s->taken, SIGINT);
	sigaddset(&s->taken, SIGHUP);
	sigaddset(&s->taken, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s->taken, &s->before);
	s->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->fd != -1)
		errno = pthread_create(&s->thread, NULL, take, s);
	if (s->fd != -1 && errno == 0)
		return s;
	fail_errno(f, "a thread for signals");
	pthread_sigmask(SIG_SETMASK, &s->before, NULL);
	if (s->fd != -1)
		close(s->fd);
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
	close(s->fd);
	free(s);
}

int
signals_fd(const struct signals *s)
{
	return s->fd;
}

unsigned
signals_came(struct signals *s)
{
	eventfd_t n;

	eventfd_read(s->fd, &n);
	return atomic_exchange(&s->came, 0);
}

unsigned
signals_wait(struct signals *s, uint32_t seconds)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };

	poll(&p, 1, seconds > INT32_MAX / 1000 ? -1 : (int)seconds * 1000);
	return signals_came(s);
}
