/* The lines of an input, numbered and limited in length. */
#ifndef FEEDMILL_LINES_H
#define FEEDMILL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct input;

/* A line has at most this many bytes, its end not counted. */
#define LINE_BYTES_MAX 32768

struct lines {
	struct input *input;
	char *buf;
	size_t from, to; /* what was read and is not yet given away */
	bool over;       /* the input has no more */
	bool in_line;    /* the last line given goes on; see line.too_long */
	uint32_t number; /* of the last line given, from 1 */
};

/* A line in the buffer, which its reader may change. */
struct line {
	char *p;
	char *end;     /* where the line feed is or would be */
	bool too_long; /* only the first LINE_BYTES_MAX bytes are here */
	bool unended;  /* the input ended without a line feed */
};

/* Starts at the input's current member.  Free with lines_free(). */
struct lines lines_of(struct input *);
void lines_free(struct lines *);

/*
 * The next line, which lives until the call after.  Returns 1, 0 behind the
 * last, or -1.
 */
int lines_next(struct lines *, struct line *, struct fail *);

#endif
