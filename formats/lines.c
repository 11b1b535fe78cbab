#include <stdlib.h>
#include <string.h>

#include "formats/input.h"
#include "formats/lines.h"
#include "formats/mem.h"

#define LINES_BUF (128 * 1024)

struct lines
lines_of(struct input *in)
{
	return (
	    struct lines){ .input = in, .buf = mem_resize(NULL, LINES_BUF, 1) };
}

void
lines_free(struct lines *l)
{
	free(l->buf);
	l->buf = NULL;
}

/* Reads more behind what is held, which moves to the front of the buffer. */
static int
more(struct lines *l, struct fail *f)
{
	ssize_t n;

	memmove(l->buf, l->buf + l->from, l->to - l->from);
	l->to -= l->from;
	l->from = 0;
	n = input_read(l->input, l->buf + l->to, LINES_BUF - l->to, f);
	if (n == -1)
		return -1;
	l->over = n == 0;
	l->to += (size_t)n;
	return 0;
}

/* Reads until a line feed is held, or too much for a line, or the end. */
static int
find_end(struct lines *l, char **feed, struct fail *f)
{
	for (;;) {
		size_t held = l->to - l->from;

		*feed = memchr(l->buf + l->from, '\n', held);
		if (*feed != NULL || held > LINE_BYTES_MAX || l->over)
			return 0;
		if (more(l, f) == -1)
			return -1;
	}
}

/* Throws away the rest of a line that was too long. */
static int
skip_rest(struct lines *l, struct fail *f)
{
	char *feed;

	for (;;) {
		if (find_end(l, &feed, f) == -1)
			return -1;
		l->from = feed != NULL ? (size_t)(feed + 1 - l->buf) : l->to;
		if (feed != NULL || l->over) {
			l->in_line = false;
			return 0;
		}
	}
}

int
lines_next(struct lines *l, struct line *line, struct fail *f)
{
	char *feed;

	if (l->in_line && skip_rest(l, f) == -1)
		return -1;
	feed = memchr(l->buf + l->from, '\n', l->to - l->from);
	if (feed == NULL && find_end(l, &feed, f) == -1)
		return -1;
	if (feed == NULL && l->from == l->to)
		return 0;
	line->p = l->buf + l->from;
	line->end = feed != NULL ? feed : l->buf + l->to;
	line->too_long = line->end - line->p > LINE_BYTES_MAX;
	line->unended = feed == NULL && !line->too_long;
	if (line->too_long)
		line->end = line->p + LINE_BYTES_MAX;
	l->in_line = line->too_long;
	l->from = (size_t)(line->end - l->buf) + (feed != NULL && !l->in_line);
	l->number++;
	return 1;
}
