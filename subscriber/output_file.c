#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/mem.h"
#include "formats/set.h"
#include "formats/value.h"
#include "keys/newfile.h"
#include "subscriber/output_file.h"

/* A set with the test entries of another, and nothing else. */
static struct set *
only_tests(const struct set *s)
{
	struct set *out = set_new();

	for (enum family family = IP4; family <= IP6; family++) {
		u128 test = family_test(family);
		struct listing l;
		struct value v;

		if (!set_find(s, family, test, &l))
			continue;
		v = values_at(set_values(s), l.value);
		l.value = values_add(set_values(out), v.code, v.text, v.len);
		l.range = (struct range){ test, test, family };
		l.until = 0;
		set_add(out, &l);
	}
	return out;
}

int
output_file_render(struct wr *w, const struct output_source *src,
    const struct sub_output *o, const struct output_note *note, struct fail *f)
{
	struct zone_info info = o->zone;
	struct set *tests = note->emptied ? only_tests(src->set) : NULL;
	int rc;

	info.serial = note->soa;
	info.now = note->written / 60;
	if (o->restamp)
		zone_stamp(&info, note->written, note->expires);
	rc = o->format->write(w, tests != NULL ? tests : src->set, &info, f);
	set_free(tests);
	return rc;
}

/*
 * A link is followed only if those made it who could have made the file, and
 * one that leads nowhere is not replaced.
 */
static int
check_link(const char *path, struct fail *f)
{
	struct stat st;

	if (lstat(path, &st) == -1 || !S_ISLNK(st.st_mode))
		return 0;
	if (stat(path, &st) == -1 && errno == ENOENT)
		return fail(f, FAIL_USAGE,
		    "%s: a symbolic link to what is not there; remove it, or "
		    "make an empty file there",
		    path);
	if (lstat(path, &st) == 0 && st.st_uid != 0 && st.st_uid != geteuid())
		return fail(f, FAIL_USAGE,
		    "%s: a symbolic link that somebody else made", path);
	return 0;
}

/* Sees to it that it can be read by those who are to, as far as we may. */
static int
set_access(const struct newfile *n, struct fail *f)
{
	mode_t mode = 0644;
	struct stat old;

	if (stat(n->path, &old) == 0) {
		if (!S_ISREG(old.st_mode))
			return fail(f, FAIL_USAGE, "%s: not a regular file",
			    n->path);
		if (old.st_uid != geteuid() || old.st_gid != getegid())
			(void)!fchown(n->fd, old.st_uid, old.st_gid);
		mode = old.st_mode & 0777;
	}
	if (fchmod(n->fd, mode) == -1)
		return fail_errno(f, "%s", n->path);
	return 0;
}

static int
fill(struct newfile *n, const struct output_source *src,
    const struct sub_output *o, struct output_note *note, struct fail *f)
{
	struct fail why = { 0 };
	struct stat st;

	if (set_access(n, f) == -1)
		return -1;
	/* what cannot be written is told better when it is closed */
	if (output_file_render(&n->wr, src, o, note, &why) == -1 && !n->wr.bad)
		return fail(f, why.kind, "%s: %.400s", o->file, why.msg);
	if (newfile_close(n, &st, f) == -1)
		return -1;
	output_note_file(note, &st);
	return 0;
}

int
output_file_put(const struct output_source *src, const struct sub_output *o,
    struct output_note *note, struct fail *f)
{
	struct newfile n;
	int rc;

	if (check_link(o->file, f) == -1)
		return -1;
	newfile_sweep(o->file);
	if (newfile_open(&n, o->file, 0644, f) == -1)
		return -1;
	rc = fill(&n, src, o, note, f);
	newfile_drop(&n);
	return rc;
}

/* A file that is read beside what it has to be. */
struct compare {
	FILE *file;
	bool same;
};

static int
compare_drain(void *arg, const void *bytes, size_t n)
{
	struct compare *c = arg;
	char *have = mem_new(n + 1, 1);

	c->same =
	    fread(have, 1, n, c->file) == n && memcmp(have, bytes, n) == 0;
	free(have);
	return c->same ? 0 : -1;
}

int
output_file_check(const struct output_source *src, const struct sub_output *o,
    const struct output_note *note, struct fail *f)
{
	struct compare c = { .file = fopen(o->file, "re"), .same = true };
	struct wr w = { .drain = compare_drain, .arg = &c };
	struct fail why = { 0 };

	if (c.file == NULL && errno == ENOENT)
		return fail(f, FAIL_MISSING, "%s: is not there", o->file);
	if (c.file == NULL)
		return fail_errno(f, "%s", o->file);
	output_file_render(&w, src, o, note, &why);
	wr_flush(&w);
	c.same = c.same && getc(c.file) == EOF;
	wr_free(&w);
	fclose(c.file);
	if (!c.same)
		return fail(f, FAIL_HASH,
		    "%s: was changed by others since it was written", o->file);
	return 0;
}
