/*
 * Series of lists: an archive of the successive versions of a plain list, each
 * named by its time as in 20260821T040000Z.txt, in the order of their times.
 */
#ifndef FEEDMILL_BENCH_SERIES_H
#define FEEDMILL_BENCH_SERIES_H

#include <time.h>

#include "tests/bench/list.h"

struct series {
	struct input *in;
	int fd;
};

static inline struct series
series_open(const char *path)
{
	struct fail f = { 0 };
	struct series s = { .fd = open(path, O_RDONLY) };

	if (s.fd == -1)
		err(1, "%s", path);
	s.in = input_open(s.fd, path, path, &f);
	if (s.in == NULL)
		errx(1, "%s", f.msg);
	return s;
}

static inline void
series_close(struct series *s)
{
	input_free(s->in);
	close(s->fd);
}

/* The time that a name tells, in seconds; 0 for any other name. */
static inline uint32_t
series_time(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct tm tm = { 0 };

	if (strptime(slash != NULL ? slash + 1 : path, "%Y%m%dT%H%M%SZ.txt",
		&tm) == NULL)
		return 0;
	return (uint32_t)timegm(&tm);
}

/* Leaves out what is listed twice. */
static inline void
series_drop_doubles(struct list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (n == 0 || list_order(&l->all[n - 1], &l->all[i]) != 0)
			l->all[n++] = l->all[i];
	}
	l->n = n;
}

/* The next version, each entry once, and its time; 0 behind the last. */
static inline uint32_t
series_next(struct series *s, struct list *list)
{
	struct fail f = { 0 };
	uint32_t time = 0;
	struct wr w;
	int more;

	while (time == 0 && (more = input_next(s->in, &f)) == 1)
		time = series_time(input_member(s->in));
	if (more == -1)
		errx(1, "%s", f.msg);
	if (time == 0)
		return 0;
	w = list_bytes(s->in);
	*list = list_parse((const char *)w.buf, FAMILIES);
	series_drop_doubles(list);
	wr_free(&w);
	return time;
}

#endif
