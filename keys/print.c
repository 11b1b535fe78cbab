#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/print.h"

/* A message is cut there. */
#define LINE 2048

/* Whether standard error is what systemd says is the journal. */
static bool
is_journal(void)
{
	const char *is = secure_getenv("JOURNAL_STREAM");
	char want[48];
	struct stat st;

	if (is == NULL || fstat(STDERR_FILENO, &st) == -1)
		return false;
	snprintf(want, sizeof(want), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(is, want) == 0;
}

PRINTF_LIKE(2, 0)

static void
put_event(enum print_level level, const char *format, va_list ap)
{
	char line[LINE];

	vsnprintf(line, sizeof(line), format, ap);
	if (is_journal())
		fprintf(stderr, "<%d>%s\n", (int)level, line);
	else
		fprintf(stderr, "%s: %s\n", program_invocation_short_name,
		    line);
}

void
print_event(enum print_level level, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	put_event(level, format, ap);
	va_end(ap);
}

void
print_warning(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	put_event(PRINT_WARNING, format, ap);
	va_end(ap);
}

static int
to_stdout(void *arg, const void *bytes, size_t n)
{
	(void)arg;
	return fwrite(bytes, 1, n, stdout) == n ? 0 : -1;
}

struct wr
print_begin(void)
{
	return (struct wr){ .drain = to_stdout };
}

int
print_end(struct wr *w, struct fail *f)
{
	int result = wr_flush(w);

	wr_free(w);
	if (result == -1 || fflush(stdout) == EOF)
		return fail_errno(f, "standard output");
	return 0;
}

void
print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

struct print_answer
print_answer_of(uint32_t code, const char *txt, uint32_t until)
{
	struct print_answer a = { .txt = txt };

	addr_text(a.code, IP4, code);
	if (until != 0)
		stamp_text(a.until, until);
	return a;
}

void
print_answer(struct wr *w, const struct print_answer *a)
{
	wr_fmt(w, "%s \"%s\"", a->code, a->txt);
	if (a->until[0] != '\0')
		wr_fmt(w, " until %s", a->until);
}

void
print_answer_json(json_t *j, const struct print_answer *a)
{
	json_object_set_new(j, "code", json_string(a->code));
	json_object_set_new(j, "txt", json_string(a->txt));
	if (a->until[0] != '\0')
		json_object_set_new(j, "until", json_string(a->until));
}

const char *
print_count(char out[static PRINT_CELL], uint64_t n)
{
	size_t len = (size_t)snprintf(out, PRINT_CELL, "%" PRIu64, n);

	for (size_t at = len; at > 3; at -= 3) {
		memmove(out + at - 2, out + at - 3, ++len - (at - 3));
		out[at - 3] = ',';
	}
	return out;
}

const char *
print_bytes(char out[static PRINT_CELL], uint64_t n)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	double v = (double)n / 1000;
	size_t unit = 0;

	for (; v >= 999.95 && unit < 3; unit++)
		v /= 1000;
	if (n == 0)
		snprintf(out, PRINT_CELL, "-");
	else
		snprintf(out, PRINT_CELL, "%.1f %s", v, units[unit]);
	return out;
}

const char *
print_span(char out[static PRINT_CELL], uint32_t seconds)
{
	if (seconds < 120)
		snprintf(out, PRINT_CELL, "%us", seconds);
	else if (seconds < 2 * 3600)
		snprintf(out, PRINT_CELL, "%um", seconds / 60);
	else if (seconds < 2 * 86400)
		snprintf(out, PRINT_CELL, "%uh", seconds / 3600);
	else
		snprintf(out, PRINT_CELL, "%ud", seconds / 86400);
	return out;
}
