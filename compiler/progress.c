#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "compiler/progress.h"
#include "formats/mem.h"

/* The line is drawn at most once in this many nanoseconds. */
#define DRAW_EVERY 100000000

#define SLOT_TEXT  60

struct progress {
	pthread_mutex_t lock;
	int64_t drawn;
	size_t slots;
	char (*texts)[SLOT_TEXT];
};

struct progress *
progress_new(size_t slots)
{
	struct progress *p;

	if (!isatty(STDERR_FILENO))
		return NULL;
	p = mem_new(1, sizeof(*p));
	pthread_mutex_init(&p->lock, NULL);
	p->slots = slots;
	p->texts = mem_new(slots, sizeof(*p->texts));
	return p;
}

static int64_t
clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void
draw(struct progress *p)
{
	int64_t now = clock_ns();

	if (now - p->drawn < DRAW_EVERY)
		return;
	p->drawn = now;
	fputs("\r\033[K", stderr);
	for (size_t i = 0; i < p->slots; i++) {
		if (p->texts[i][0] != '\0')
			fprintf(stderr, "%s  ", p->texts[i]);
	}
	fflush(stderr);
}

void
progress_set(const struct progress_slot *s, const char *doing, uint64_t count)
{
	struct progress *p = s->progress;

	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	if (count > 0)
		snprintf(p->texts[s->slot], SLOT_TEXT, "%s: %s %.1f M", s->name,
		    doing, (double)count / 1e6);
	else
		snprintf(p->texts[s->slot], SLOT_TEXT, "%s: %s", s->name,
		    doing);
	draw(p);
	pthread_mutex_unlock(&p->lock);
}

void
progress_clear(const struct progress_slot *s)
{
	if (s->progress == NULL)
		return;
	pthread_mutex_lock(&s->progress->lock);
	s->progress->texts[s->slot][0] = '\0';
	pthread_mutex_unlock(&s->progress->lock);
}

void
progress_free(struct progress *p)
{
	if (p == NULL)
		return;
	fputs("\r\033[K", stderr);
	pthread_mutex_destroy(&p->lock);
	free(p->texts);
	free(p);
}
