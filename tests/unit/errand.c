#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "subscriber/errand.h"
#include "tests/unit/tap.h"

/* What is waited for, and what came of it. */
struct scene {
	pthread_mutex_t gate; /* held: the work goes on */
	atomic_int worked, ended;
};

static void
work(void *arg)
{
	struct scene *s = arg;

	pthread_mutex_lock(&s->gate);
	pthread_mutex_unlock(&s->gate);
	atomic_fetch_add(&s->worked, 1);
}

static void
end(void *arg)
{
	struct scene *s = arg;

	atomic_fetch_add(&s->ended, 1);
}

static void
until(atomic_int *n)
{
	while (atomic_load(n) == 0)
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}

int
main(void)
{
	struct scene s = { .gate = PTHREAD_MUTEX_INITIALIZER };
	struct errand *e = errand_begin(work, end, &s);

	ok(errand_is_over(e, 600000), "one that is over");
	is_int(atomic_load(&s.worked), 1, "has done its work");
	is_int(atomic_load(&s.ended), 0, "and what it has is there");
	errand_leave(e);
	is_int(atomic_load(&s.ended), 1, "until it is left");

	s = (struct scene){ .gate = PTHREAD_MUTEX_INITIALIZER };
	pthread_mutex_lock(&s.gate);
	e = errand_begin(work, end, &s);
	ok(!errand_is_over(e, 0) && !errand_is_over(e, 20), "one that hangs");
	errand_leave(e);
	is_int(atomic_load(&s.ended), 0, "is left with what it has");
	pthread_mutex_unlock(&s.gate);
	until(&s.ended);
	is_int(atomic_load(&s.worked), 1, "which it ends once it is over");
	errand_leave(NULL);
	return tap_end();
}
