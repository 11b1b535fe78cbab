#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "keys/print.h"

void
print_warning(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
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
