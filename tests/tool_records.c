/*
 * What stories read sources with: prints a file's records in their canonical
 * form.  Bad lines and failures go to standard error; the exit code is 3 if
 * there were any, else that of the failure.
 *
 *	tool_records FILE [FORMAT]	"-" is standard input
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/source.h"
#include "formats/wr.h"

struct state {
	struct wr out;
	bool bad;
};

static int
print_all(void *arg, const void *bytes, size_t n)
{
	(void)arg;
	return fwrite(bytes, 1, n, stdout) == n ? 0 : -1;
}

static int
take_record(void *arg, const struct record *r, const struct place *p,
    struct fail *f)
{
	struct state *s = arg;

	(void)p;
	(void)f;
	record_write(&s->out, r);
	return 0;
}

static int
take_bad(void *arg, const struct place *p, const struct fail *f)
{
	struct state *s = arg;

	(void)p;
	fprintf(stderr, "%s\n", f->msg);
	s->bad = true;
	return 0;
}

static int
read_all(const char *file, const struct source_format *format,
    const struct source_sink *sink, struct fail *f)
{
	if (strcmp(file, "-") == 0)
		return source_read_fd(STDIN_FILENO, file, format, sink, f);
	return source_read_file(AT_FDCWD, file, file, format, sink, f);
}

int
main(int argc, char *argv[])
{
	struct state s = { .out = { .drain = print_all } };
	struct source_sink sink = { take_record, take_bad, &s };
	const struct source_format *format = NULL;
	struct fail f = { 0 };

	if (argc < 2 || (argc > 2 && (format = source_format(argv[2])) == NULL))
		return 2;
	if (read_all(argv[1], format, &sink, &f) == -1)
		fprintf(stderr, "%s\n", f.msg);
	wr_flush(&s.out);
	wr_free(&s.out);
	return f.kind != FAIL_NONE ? (int)f.kind : s.bad ? FAIL_SYNTAX : 0;
}
