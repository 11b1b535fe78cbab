#include <stdio.h>

#include "compiler/print.h"

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
