/* What somebody who waits for others does in the meantime. */
#ifndef FEEDMILL_MEANWHILE_H
#define FEEDMILL_MEANWHILE_H

#include <stddef.h>

/* Called at least once a second, by the thread that waits, and soon back. */
struct meanwhile {
	void (*work)(void *arg); /* NULL: nothing */
	void *arg;
};

static inline void
meanwhile_work(const struct meanwhile *m)
{
	if (m->work != NULL)
		m->work(m->arg);
}

#endif
