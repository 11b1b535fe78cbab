/* Files of hits that change under the reader. */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/hitfile.h"
#include "compiler/seen.h"
#include "formats/place.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define NAME  "day.rec"
#define LINES 20000 /* more than are read at once */

/* What is done to the file while its first lines are taken. */
enum mishap {
	NOTHING,
	GROWS,
	CUT,
	GONE,
	REPLACED,
};

struct reader {
	struct seen seen;
	unsigned taken[2 * LINES]; /* how often each line was */
	unsigned lines, bad;
	unsigned most; /* lines are wanted */
	enum mishap mishap;
	struct fail fail;
};

/* A file of the numbered lines [from, to). */
static void
write_lines(const char *path, unsigned from, unsigned to, const char *mode)
{
	FILE *file = fopen(path, mode);

	for (unsigned i = from; file != NULL && i < to; i++)
		fprintf(file, "%05u of many\n", i);
	if (file == NULL || fclose(file) == EOF)
		err(1, "%s", path);
}

static void
happen(enum mishap mishap)
{
	if (mishap == GROWS)
		write_lines(NAME, LINES, LINES + 100, "a");
	if (mishap == CUT && truncate(NAME, 14 * 10 - 5) == -1)
		err(1, "truncate");
	if (mishap == GONE)
		unlink(NAME);
	if (mishap == REPLACED) {
		write_lines("other", LINES, LINES + 50, "w");
		rename("other", NAME);
	}
}

static bool
on_more(void *arg)
{
	struct reader *r = arg;

	return r->lines < r->most;
}

static void
on_line(void *arg, char *line, char *end, struct place *at)
{
	struct reader *r = arg;
	unsigned long i = strtoul(line, NULL, 10);

	(void)at;
	if (end - line != 13 || i >= 2 * LINES)
		r->bad++;
	else
		r->taken[i]++;
	if (r->lines++ == 10) {
		happen(r->mishap);
		r->mishap = NOTHING;
	}
}

static void
on_bad(void *arg, const struct place *at, const char *rule)
{
	struct reader *r = arg;

	(void)at;
	(void)rule;
	r->bad++;
}

/* Reads on as a batch would; what hitfile_read() returned. */
static int
read_on(struct reader *r, unsigned most, enum mishap mishap)
{
	struct hitfile_sink sink = { on_more, on_line, on_bad, r };
	struct seen_source seen = seen_source(&r->seen, 0);
	struct hitbatch_file file;
	struct hitbatch b = { .now = 1800000000, .files = &file, .nfiles = 1 };
	struct hitfile h = { .folder = open(".", O_PATH | O_DIRECTORY),
		.path = NAME,
		.shown = "traps/" NAME,
		.seen = &seen,
		.sink = &sink };
	uint64_t again = 0;
	int got;

	r->lines = 0;
	r->most = most;
	r->mishap = mishap;
	r->fail = (struct fail){ 0 };
	got = hitfile_read(&h, &file, &again, &r->fail);
	close(h.folder);
	if (got == 1)
		seen_apply(&r->seen, &b);
	return got;
}

static void
start_over(struct reader *r)
{
	seen_free(&r->seen);
	memset(r, 0, sizeof(*r));
	unlink(NAME);
	write_lines(NAME, 0, LINES, "w");
}

/* Whether each of the lines [from, to) was taken so often. */
static bool
all_taken(const struct reader *r, unsigned from, unsigned to, unsigned times)
{
	for (unsigned i = from; i < to; i++) {
		if (r->taken[i] != times) {
			printf("# line %u was taken %u times\n", i,
			    r->taken[i]);
			return false;
		}
	}
	return r->bad == 0;
}

static void
test_calm(struct reader *r)
{
	start_over(r);
	ok(read_on(r, 100, NOTHING) == 1 && all_taken(r, 0, 100, 1) &&
		all_taken(r, 100, LINES, 0),
	    "lines are taken as long as they are wanted");
	ok(read_on(r, UINT32_MAX, NOTHING) == 1 && all_taken(r, 0, LINES, 1),
	    "and the others the next time");
	is_int(read_on(r, UINT32_MAX, NOTHING), 0, "then there are none");
	write_lines(NAME, LINES, LINES + 5, "a");
	ok(read_on(r, UINT32_MAX, NOTHING) == 1 && r->lines == 5 &&
		all_taken(r, 0, LINES + 5, 1),
	    "until it grows");
}

static void
test_under_reader(struct reader *r)
{
	start_over(r);
	read_on(r, UINT32_MAX, GROWS);
	read_on(r, UINT32_MAX, NOTHING);
	ok(all_taken(r, 0, LINES + 100, 1),
	    "what it grows by while it is read is taken once");
	start_over(r);
	ok(read_on(r, UINT32_MAX, GONE) == 1 && all_taken(r, 0, LINES, 1),
	    "one that is deleted is read to its end");
	ok(read_on(r, UINT32_MAX, NOTHING) == 0 && r->fail.kind == FAIL_NONE,
	    "  and is no failure after");
	start_over(r);
	read_on(r, UINT32_MAX, REPLACED);
	ok(all_taken(r, 0, LINES, 1) && all_taken(r, LINES, LINES + 1, 0),
	    "one that is replaced is read to its end");
	read_on(r, UINT32_MAX, NOTHING);
	ok(all_taken(r, 0, LINES + 50, 1), "  and the new one after it");
}

static void
test_cut(struct reader *r)
{
	start_over(r);
	read_on(r, UINT32_MAX, CUT);
	ok(all_taken(r, 0, 10, 1) && r->bad == 0,
	    "of one that is cut what was there is taken");
	write_lines(NAME, 0, LINES, "w");
	read_on(r, UINT32_MAX, NOTHING);
	ok(all_taken(r, 0, LINES, 1), "  and once, when it is whole again");
	start_over(r);
	read_on(r, UINT32_MAX, NOTHING);
	write_lines(NAME, LINES, 2 * LINES, "r+");
	read_on(r, UINT32_MAX, NOTHING);
	ok(all_taken(r, 0, 2 * LINES, 1),
	    "one that is written over is read from its start");
}

int
main(void)
{
	static struct reader r;
	char dir[] = "/tmp/feedmill-hitfile.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		err(1, "%s", dir);
	test_calm(&r);
	test_under_reader(&r);
	test_cut(&r);
	seen_free(&r.seen);
	unlink(NAME);
	if (chdir("/") == -1 || rmdir(dir) == -1)
		err(1, "%s", dir);
	return tap_end();
}
