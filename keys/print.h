/* What several commands print in the same way, of all programs. */
#ifndef FEEDMILL_PRINT_H
#define FEEDMILL_PRINT_H

#include <jansson.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/stamp.h"
#include "formats/wr.h"

/* How much a message matters, as syslog(3) counts. */
enum print_level {
	PRINT_ERROR = 3, /* the program ends */
	PRINT_WARNING = 4,
	PRINT_NOTICE = 5, /* all is well, and it was not, or is otherwise */
};

/*
 * A line on standard error, behind the program's name; or behind the level
 * where the journal is told (sd-daemon(3)), which knows the name.
 */
PRINTF_LIKE(2, 3)
void print_event(enum print_level, const char *, ...);

/* The same of a warning. */
PRINTF_LIKE(1, 2)
void print_warning(const char *, ...);

/* A writer to standard output; end it with print_end(). */
struct wr print_begin(void);

/* Flushes and frees.  Returns 0, or -1 if something could not be written. */
int print_end(struct wr *, struct fail *);

/* Prints JSON with a newline and drops the reference. */
void print_json(json_t *);

/* Room for a number or a span of time as text. */
#define PRINT_CELL 32

/* 1234567 as 1,234,567 */
const char *print_count(char out[static PRINT_CELL], uint64_t);

/* 12345678 as 12.3 MB; nothing as a dash */
const char *print_bytes(char out[static PRINT_CELL], uint64_t);

/* Seconds as "47s", "12m", "5h" or "3d": what matters of them. */
const char *print_span(char out[static PRINT_CELL], uint32_t seconds);

/* What a listing answers and until when, as text. */
struct print_answer {
	char code[ADDR_TEXT];
	const char *txt;        /* borrowed */
	char until[STAMP_TEXT]; /* empty if it has no end */
};

/* The end is in seconds, 0 for none. */
struct print_answer print_answer_of(uint32_t code, const char *txt,
    uint32_t until);

/* 127.0.0.2 "text" until 2026-11-21T12:04:00Z */
void print_answer(struct wr *, const struct print_answer *);

/* The same as members of an object. */
void print_answer_json(json_t *, const struct print_answer *);

#endif
