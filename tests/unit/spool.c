#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/keep.h"
#include "compiler/spool.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

static void
folder(const char *path)
{
	if (mkdir(path, 0755) == -1)
		err(1, "%s", path);
}

/* Moves into a new folder with a small spool in it. */
static void
make_spool(void)
{
	char dir[] = "/tmp/feedmill-spool.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		err(1, "%s", dir);
	folder("rbl");
	folder("rbl/traps");
	folder("rbl/traps/more");
	folder("rbl/traps/.~tmp~");
	folder("rbl/desk");
	put("rbl/traps/b.rec", "b");
	put("rbl/traps/a.rec", "a");
	put("rbl/traps/.a.rec.Xy12", "half");
	put("rbl/traps/.~tmp~/c.rec", "half");
	put("rbl/traps/more/c.rec", "c");
}

static void
test_scan(void)
{
	struct fail f = { 0 };
	struct spool s;
	const struct spool_source *traps;

	ok(spool_scan(&s, "nothing", &f) == 0 && s.n == 0,
	    "a spool that is not there has no sources");
	spool_free(&s);
	ok(spool_scan(&s, "rbl", &f) == 0, "a spool is scanned");
	is_int((long long)s.n, 2, "its sources are counted");
	is_str(s.sources[0].name, "desk", "they are in order of names");
	traps = spool_find(&s, "traps");
	is_int((long long)traps->nfiles, 3,
	    "files are found, unfinished ones are not");
	is_str(traps->files[0].path, "a.rec", "files are in order");
	is_str(traps->files[2].path, "more/c.rec", "folders are followed");
	is_int((long long)traps->files[0].size, 1, "with their sizes");
	ok(spool_find(&s, "none") == NULL, "a source that is not there");
	spool_free(&s);
}

/* Only the source of the name fails. */
static void
refused(const char *what, const char *name, const char *want)
{
	struct fail f = { 0 };
	struct spool s;
	int scanned = spool_scan(&s, "rbl", &f);
	const struct spool_source *bad = spool_find(&s, name);
	size_t failed = 0;

	for (size_t i = 0; i < s.n; i++)
		failed += s.sources[i].fail.kind != FAIL_NONE;
	ok(scanned == 0 && bad != NULL && strstr(bad->fail.msg, want) != NULL &&
		failed == 1,
	    "%s fails its source", what);
	spool_free(&s);
}

static void
test_refusals(void)
{
	put("rbl/stray.rec", "x");
	refused("a file beside the sources", "stray.rec",
	    "in the folder of a source");
	unlink("rbl/stray.rec");
	if (symlink("/etc/passwd", "rbl/desk/x.rec") == -1)
		err(1, "symlink");
	refused("a symbolic link", "desk", "neither a file nor a folder");
	unlink("rbl/desk/x.rec");
	folder("rbl/a b");
	refused("a blank in a source's name", "a b", "only letters");
	rmdir("rbl/a b");
	put("rbl/desk/x\033[2J.rec", "x");
	refused("an escape in a file's name", "desk", "control character");
	unlink("rbl/desk/x\033[2J.rec");
}

static bool
keep(const char *name)
{
	struct fail f = { 0 };
	struct spool s;
	bool good = spool_scan(&s, "rbl", &f) == 0 &&
	    keep_store("state/kept/rbl", "rbl", spool_find(&s, name), 7, &f) ==
		0;

	spool_free(&s);
	if (!good)
		printf("# %s\n", f.msg);
	return good;
}

static bool
kept_is_spool(const char *name)
{
	struct fail f = { 0 };
	struct spool a, b;
	const struct spool_source *kept;
	bool same;

	spool_scan(&a, "rbl", &f);
	spool_scan(&b, "state/kept/rbl", &f);
	kept = spool_find(&b, name);
	same = kept != NULL && spool_same(spool_find(&a, name), kept);
	spool_free(&a);
	spool_free(&b);
	return same;
}

static void
test_keep(void)
{
	struct fail f = { 0 };

	folder("state");
	ok(keep("traps") && kept_is_spool("traps"), "a source is kept");
	is_int((long long)keep_records("state/kept/rbl", "traps"), 7,
	    "with the number of its records");
	is_int((long long)keep_records("state/kept/rbl", "desk"), 0,
	    "of which one that is not kept has none");
	put("rbl/traps/new", "changed");
	if (rename("rbl/traps/new", "rbl/traps/a.rec") == -1)
		err(1, "rename");
	put("rbl/traps/b.rec", "in place");
	ok(!kept_is_spool("traps"), "what replaces a file is not kept yet");
	ok(access("state/kept/rbl/traps/a.rec", F_OK) == 0,
	    "and the kept one is still there");
	ok(keep("traps") && kept_is_spool("traps"), "until it is kept anew");
	ok(keep("desk") && kept_is_spool("desk"), "an empty source is kept");
	ok(keep_forget("state/kept/rbl", "traps", &f) == 0 &&
		!kept_is_spool("traps"),
	    "a source is forgotten");
	ok(keep_forget("state/kept/rbl", "traps", &f) == 0,
	    "forgetting again is no failure");
}

/* In folders of any name. */
static void
test_keep_clean(void)
{
	struct fail f = { 0 };

	folder("state/[a]");
	folder("state/[a]/.new-traps");
	folder("state/[a]/.new-traps/below");
	folder("state/[a]/traps");
	ok(keep_clean("state/[a]", &f) == 0 &&
		access("state/[a]/.new-traps", F_OK) == -1 &&
		access("state/[a]/traps", F_OK) == 0,
	    "what was left half made is removed, and only that");
	ok(keep_clean("state/none", &f) == 0, "no folder is clean");
}

static void
test_replaced_meanwhile(void)
{
	struct fail f = { 0 };
	struct spool s;

	spool_scan(&s, "rbl", &f);
	put("rbl/traps/new", "later");
	if (rename("rbl/traps/new", "rbl/traps/b.rec") == -1)
		err(1, "rename");
	ok(keep_store("state/kept/rbl", "rbl", spool_find(&s, "traps"), 0,
	       &f) == 0 &&
		access("state/kept/rbl/traps", F_OK) == -1,
	    "a file replaced since the scan is not kept");
	spool_free(&s);
}

static void
clean_up(void)
{
	struct fail f = { 0 };
	char *here = realpath(".", NULL);

	if (here == NULL ||
	    keep_forget("/tmp", here + strlen("/tmp/"), &f) == -1)
		warnx("%s", f.msg);
	free(here);
}

int
main(void)
{
	make_spool();
	test_scan();
	test_refusals();
	test_keep();
	test_keep_clean();
	test_replaced_meanwhile();
	clean_up();
	return tap_end();
}
