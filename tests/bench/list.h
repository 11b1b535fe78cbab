/*
 * Plain lists as benches read them: of any packing, as given.
 */
#ifndef FEEDMILL_BENCH_LIST_H
#define FEEDMILL_BENCH_LIST_H

#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/input.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"

struct list {
	struct range *all; /* sorted */
	size_t n;
	size_t cap;
};

/* In the order of sets; of two that begin together the shorter first. */
static inline int
list_order(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->last < y->last ? -1 : x->last > y->last;
}

/* What is left of an input's member. */
static inline struct wr
list_bytes(struct input *in)
{
	struct fail f = { 0 };
	struct wr w = { 0 };
	ssize_t n;

	while ((n = input_read(in, wr_room(&w, 65536), 65536, &f)) > 0)
		w.len += (size_t)n;
	if (n == -1)
		errx(1, "%s", f.msg);
	wr_u8(&w, 0);
	return w;
}

/*
 * The entries of one family, or with FAMILIES of both: of each line what
 * stands before the first blank.
 */
static inline struct list
list_parse(const char *line, int family)
{
	struct list l = { 0 };
	const char *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		const char *blank = memchr(line, ' ', (size_t)(end - line));

		l.all = mem_grow(l.all, l.n, &l.cap, sizeof(*l.all));
		if (range_parse(line, blank != NULL ? blank : end, &l.all[l.n],
			NULL) == NULL &&
		    (family == FAMILIES || (int)l.all[l.n].family == family))
			l.n++;
	}
	qsort(l.all, l.n, sizeof(*l.all), list_order);
	return l;
}

static inline struct list
list_read(const char *path, int family)
{
	struct fail f = { 0 };
	int fd = open(path, O_RDONLY);
	struct input *in;
	struct list l;
	struct wr w;

	if (fd == -1)
		err(1, "%s", path);
	in = input_open(fd, path, path, &f);
	if (in == NULL || input_next(in, &f) != 1)
		errx(1, "%s", f.msg);
	w = list_bytes(in);
	l = list_parse((const char *)w.buf, family);
	wr_free(&w);
	input_free(in);
	close(fd);
	return l;
}

/* The set of all that is listed, with one value. */
static inline struct set *
list_join(const struct list *list, const char *text)
{
	struct set *s = set_new();
	struct listing l;

	values_add(set_values(s), 0x7f000002, text, strlen(text));
	for (size_t i = 0, k; i < list->n; i = k) {
		l = (struct listing){ list->all[i], 0, 0 };
		for (k = i + 1;
		     k < list->n && list->all[k].family == l.range.family &&
		     list->all[k].first <= l.range.last;
		     k++) {
			if (list->all[k].last > l.range.last)
				l.range.last = list->all[k].last;
		}
		set_add(s, &l);
	}
	return s;
}

#endif
