#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/tool_source.h"
#include "tests/unit/tap.h"

#define LINE "192.0.2.1 2026-11-21T22:25:00Z\n"

/* The format by a file's name. */
static const struct {
	const char *name;
	const char *format; /* NULL for none, "-" for an archive */
} names[] = {
	{ "a.rec", "record" },
	{ "a.rec.gz", "record" },
	{ "a.b.rec.zst", "record" },
	{ "a.txt", "plain" },
	{ "a.list.xz", "plain" },
	{ "a.netset", "plain" },
	{ "a.ipset", "plain" },
	{ "a.cidr.bz2", "plain" },
	{ "a.ip4set", "ip4set" },
	{ "a.ip4tset", "ip4tset" },
	{ "a.ip4trie.gz", "ip4trie" },
	{ "a.ip6tset", "ip6tset" },
	{ "a.ip6trie", "ip6trie" },
	{ "a.combined", "combined" },
	{ "a.rbldnsd", "combined" },
	{ "a.tar", "-" },
	{ "a.tar.gz", "-" },
	{ "a.tgz", "-" },
	{ "a.rec.zip", "-" },
	{ "a.cpio.xz", "-" },
	{ "a", NULL },
	{ "rec", NULL },
	{ "a.gz", NULL },
	{ "a.rec.gz.gz", NULL },
	{ "a.tar.gz.gz", NULL },
	{ "a.tgz.gz", NULL },
	{ "a.REC", NULL },
	{ "a.rec~", NULL },
	{ "a.rec.", NULL },
	{ "a.dnset", NULL },
};

static void
test_names(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct source_format *format =
		    source_format_of_file(names[i].name);
		const char *want = names[i].format;
		bool archive = want != NULL && strcmp(want, "-") == 0;

		is_str(format == NULL ? "-" : format->name,
		    want == NULL ? "-" : want, names[i].name);
		ok(source_is_known(names[i].name) == (want != NULL), "  %s",
		    archive ? "an archive" : "known or not");
	}
	for (size_t i = 0; source_format_at(i) != NULL; i++)
		ok(source_format(source_format_at(i)->name) ==
			source_format_at(i),
		    "%s has a name", source_format_at(i)->name);
	ok(source_format("unknown") == NULL, "an unknown name");
}

static void
write_file(int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (fd == -1 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err(1, "%s", name);
	close(fd);
}

/* What happens to the file a.rec while it is read. */
static void
grow(int dir)
{
	write_file(dir, "a.rec", LINE);
}

static void
replace(int dir)
{
	write_file(dir, "new", LINE);
	renameat(dir, "new", dir, "a.rec");
}

static void
remove_it(int dir)
{
	unlinkat(dir, "a.rec", 0);
}

static void
touch(int dir)
{
	utimensat(dir, "a.rec", NULL, 0);
}

static void
link_it(int dir)
{
	renameat(dir, "a.rec", dir, "b.rec");
	if (symlinkat("b.rec", dir, "a.rec") == -1)
		err(1, "symlink");
}

static void
leave(int dir)
{
	(void)dir;
}

struct change {
	void (*make)(int dir);
	int dir;
};

static int
change_once(void *arg, const struct record *r, const struct place *p,
    struct fail *f)
{
	struct change *c = arg;

	(void)r;
	(void)p;
	(void)f;
	c->make(c->dir);
	c->make = leave;
	return 0;
}

static int
no_bad(void *arg, const struct place *p, const struct fail *f)
{
	(void)arg;
	(void)p;
	ok(false, "%s", f->msg);
	return 0;
}

static void
test_changes(int dir)
{
	static const struct {
		const char *what;
		void (*make)(int dir);
		enum fail_kind want;
	} changes[] = {
		{ "left alone", leave, FAIL_NONE },
		{ "grown", grow, FAIL_BUSY },
		{ "replaced", replace, FAIL_BUSY },
		{ "removed", remove_it, FAIL_BUSY },
		{ "touched", touch, FAIL_BUSY },
		{ "made a link", link_it, FAIL_BUSY },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct change c = { changes[i].make, dir };
		struct source_sink sink = { change_once, no_bad, &c };
		struct fail f = { 0 };

		unlinkat(dir, "a.rec", 0);
		write_file(dir, "a.rec", LINE);
		source_read_file(dir, "a.rec", "shown", NULL, &sink, &f);
		is_int(f.kind, changes[i].want, changes[i].what);
		if (f.kind != FAIL_NONE)
			is_str(f.msg, "shown: changed while it was read",
			    "  its message");
	}
}

static void
refuses(int dir, const char *path, const char *want)
{
	struct change c = { leave, dir };
	struct source_sink sink = { change_once, no_bad, &c };
	struct fail f = { 0 };

	source_read_file(dir, path, "shown", NULL, &sink, &f);
	is_str(f.msg, want, path);
}

static void
test_files(int dir)
{
	mkdirat(dir, "d", 0755);
	mkdirat(dir, "d/dir.rec", 0755);
	write_file(dir, "d/a.rec", LINE);
	write_file(dir, "d/a.doc", LINE);
	mkfifoat(dir, "d/fifo.rec", 0644);
	if (symlinkat("a.rec", dir, "d/link.rec") == -1 ||
	    symlinkat("d", dir, "e") == -1)
		err(1, "symlink");
	refuses(dir, "d/a.rec", "");
	refuses(dir, "d/none.rec", "shown: No such file or directory");
	refuses(dir, "d/fifo.rec", "shown: not a regular file");
	refuses(dir, "d/dir.rec", "shown: not a regular file");
	refuses(dir, "d/link.rec", "shown: Too many levels of symbolic links");
	refuses(dir, "e/a.rec", "shown: Not a directory");
	refuses(dir, "d/a.doc", "shown: the name says no known format");
}

/* A sink gives up, or refuses a record. */
static int
refuse_record(void *arg, const struct record *r, const struct place *p,
    struct fail *f)
{
	(void)arg;
	(void)r;
	(void)p;
	return fail(f, FAIL_GUARD, "too wide");
}

static int
count_bad(void *arg, const struct place *p, const struct fail *f)
{
	int *left = arg;

	(void)f;
	is_int(p->line, 3 - *left, "its line");
	return --*left > 0 ? 0 : -1;
}

static void
test_sink(void)
{
	int left = 2, fd = file_of(LINE LINE LINE, 3 * strlen(LINE));
	struct source_sink sink = { refuse_record, count_bad, &left };
	struct fail f = { 0 };

	is_int(source_read_fd(fd, "a.rec", NULL, &sink, &f), -1,
	    "a sink gives the file up");
	is_str(f.msg, "a.rec:2: too wide", "its failure, with the place");
	is_int(f.kind, FAIL_GUARD, "and of its kind");
	close(fd);
}

int
main(void)
{
	char name[] = "/tmp/feedmill-source.XXXXXX", command[100];
	int dir;

	if (mkdtemp(name) == NULL ||
	    (dir = open(name, O_RDONLY | O_DIRECTORY)) == -1)
		err(1, "%s", name);
	test_names();
	test_changes(dir);
	test_files(dir);
	test_sink();
	snprintf(command, sizeof(command), "rm -r %s", name);
	ok(system(command) == 0, "cleaned up");
	return tap_end();
}
