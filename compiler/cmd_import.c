#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/cmd.h"
#include "formats/fail.h"
#include "formats/record.h"
#include "formats/source.h"
#include "keys/print.h"

/* Where records go, and how many lines were bad. */
struct import {
	struct wr wr;
	uint32_t time; /* of records without one */
	unsigned long bad;
};

static int
on_record(void *arg, const struct record *r, const struct place *at,
    struct fail *f)
{
	struct import *import = arg;
	struct record timed = *r;

	(void)at, (void)f;
	if (timed.time == 0)
		timed.time = import->time;
	record_write(&import->wr, &timed);
	return 0;
}

static int
on_bad(void *arg, const struct place *at, const struct fail *why)
{
	struct import *import = arg;

	(void)at;
	import->bad++;
	print_warning("%s", why->msg);
	return 0;
}

static int
import_file(struct import *import, const char *path,
    const struct source_format *format, struct fail *f)
{
	struct source_sink sink = { on_record, on_bad, import };

	if (strcmp(path, "-") == 0)
		return source_read_fd(STDIN_FILENO, "standard input", format,
		    &sink, f);
	return source_read_file(AT_FDCWD, path, path, format, &sink, f);
}

static int
import_all(struct import *import, const struct cmd_args *a, struct fail *f)
{
	const struct source_format *format = NULL;

	if (a->format != NULL && (format = source_format(a->format)) == NULL)
		return fail(f, FAIL_USAGE, "no format \"%s\"", a->format);
	for (char **file = a->operands; *file != NULL; file++) {
		if (import_file(import, *file, format, f) == -1)
			return -1;
	}
	if (import->bad > 0)
		return fail(f, FAIL_SYNTAX, "%lu bad lines were left out",
		    import->bad);
	return 0;
}

int
cmd_import(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE...",
		"Turns rbldnsd zones and plain lists, packed or not, into "
		"records, with --now of that time if they have none.  \"-\" is "
		"standard input.",
		1, -1, NULL };
	struct import import = { .wr = print_begin() };
	struct cmd_args a;
	int result;

	cmd_parse(&a, CMD(FORMAT) | CMD(NOW), &shape, argc, argv);
	import.time = a.now.said ? a.now.time : 0;
	result = import_all(&import, &a, f);
	return print_end(&import.wr, f) == -1 ? -1 : result;
}
