#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/spool.h"
#include "formats/mem.h"

int64_t
spool_mtime(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void
check_source_name(const char *name, struct fail *f)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789._-";

	if (name[strspn(name, good)] != '\0')
		fail(f, FAIL_SYNTAX,
		    "a source's name has only letters, digits, \".\", \"_\" "
		    "and \"-\"");
}

static int
check_file_name(const char *name, struct fail *f)
{
	for (const char *c = name; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return fail(f, FAIL_SYNTAX,
			    "a file's name has a control character");
	}
	return 0;
}

/* Adds a source, also one that fails, under a name that can be printed. */
static int
add_source(struct spool *s, const char *name, struct fail *f)
{
	struct spool_source *added;

	if (s->n == SPOOL_SOURCES_MAX)
		return fail(f, FAIL_SYNTAX, "more than %d sources",
		    SPOOL_SOURCES_MAX);
	s->sources = mem_grow(s->sources, s->n, &s->cap, sizeof(*s->sources));
	added = &s->sources[s->n++];
	*added = (struct spool_source){ .name = mem_text(name, strlen(name)) };
	check_source_name(name, &added->fail);
	for (char *c = added->name; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	}
	return 0;
}

static int
add_file(struct spool *s, const FTSENT *e, const char *path, struct fail *f)
{
	struct spool_source *src = &s->sources[s->n - 1];
	const struct stat *st = e->fts_statp;

	if (check_file_name(path, f) == -1)
		return -1;
	if (src->nfiles == SPOOL_FILES_MAX)
		return fail(f, FAIL_SYNTAX, "more than %d files",
		    SPOOL_FILES_MAX);
	src->files =
	    mem_grow(src->files, src->nfiles, &src->cap, sizeof(*src->files));
	src->files[src->nfiles++] = (struct spool_file){
		mem_text(path, strlen(path)),
		st->st_ino,
		(uint64_t)st->st_size,
		spool_mtime(st),
	};
	return 0;
}

/* The path below the source's folder: past the root and the source. */
static const char *
below_source(const FTSENT *e, size_t root)
{
	const char *path = strchr(e->fts_path + root + 1, '/');

	return path != NULL ? path + 1 : "";
}

static int
take_folder(struct spool *s, const FTSENT *e, struct fail *f)
{
	if (e->fts_level > SPOOL_DEPTH_MAX)
		return fail(f, FAIL_SYNTAX, "%.200s: more than %d folders deep",
		    e->fts_path, SPOOL_DEPTH_MAX);
	return e->fts_level == 1 ? add_source(s, e->fts_name, f) : 0;
}

/* What lies beside the folders of sources: a source that fails. */
static int
take_stray(struct spool *s, const FTSENT *e, struct fail *f)
{
	if (add_source(s, e->fts_name, f) == -1)
		return -1;
	fail(&s->sources[s->n - 1].fail, FAIL_SYNTAX,
	    "it is not a folder: files must be in the folder of a source");
	return 0;
}

static int
take_entry(struct spool *s, const FTSENT *e, size_t root, struct fail *f)
{
	switch (e->fts_info) {
	case FTS_D:
		return take_folder(s, e, f);
	case FTS_DP:
		return 0;
	case FTS_NS:
	case FTS_DNR:
	case FTS_ERR:
		if (e->fts_errno == ENOENT)
			return 0; /* replaced while we looked, or no spool */
		errno = e->fts_errno;
		return fail_errno(f, "%.200s", e->fts_path);
	default:
		if (e->fts_level == 1)
			return take_stray(s, e, f);
		if (e->fts_info == FTS_F)
			return add_file(s, e, below_source(e, root), f);
		return fail(f, FAIL_SYNTAX,
		    "%.100s: neither a file nor a folder", e->fts_name);
	}
}

static int
by_path(const void *a, const void *b)
{
	const struct spool_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static int
walk(struct spool *s, FTS *fts, size_t root, struct fail *f)
{
	FTSENT *e;

	while (errno = 0, (e = fts_read(fts)) != NULL) {
		bool inside = e->fts_level > 1 ||
		    (e->fts_level == 1 && e->fts_info == FTS_DNR);
		struct fail *of = inside ? &s->sources[s->n - 1].fail : f;

		if (e->fts_level > 0 && e->fts_name[0] == '.')
			fts_set(fts, e, FTS_SKIP);
		else if (take_entry(s, e, root, of) == -1 && of == f)
			return -1;
	}
	if (errno != 0)
		return fail_errno(f, "the spool");
	for (size_t i = 0; i < s->n; i++) {
		if (s->sources[i].nfiles > 1)
			qsort(s->sources[i].files, s->sources[i].nfiles,
			    sizeof(*s->sources[i].files), by_path);
	}
	return 0;
}

int
spool_scan(struct spool *s, const char *folder, struct fail *f)
{
	char *path = mem_text(folder, strlen(folder));
	char *paths[] = { path, NULL };
	FTS *fts;
	int result;

	*s = (struct spool){ 0 };
	fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (fts == NULL) {
		free(path);
		return fail_errno(f, "%.200s", folder);
	}
	result = walk(s, fts, strlen(folder), f);
	fts_close(fts);
	free(path);
	return result;
}

void
spool_free(struct spool *s)
{
	for (size_t i = 0; i < s->n; i++) {
		for (size_t j = 0; j < s->sources[i].nfiles; j++)
			free(s->sources[i].files[j].path);
		free(s->sources[i].files);
		free(s->sources[i].name);
	}
	free(s->sources);
	*s = (struct spool){ 0 };
}

const struct spool_source *
spool_find(const struct spool *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->sources[i].name, name) == 0)
			return &s->sources[i];
	}
	return NULL;
}

bool
spool_same(const struct spool_source *a, const struct spool_source *b)
{
	if (a->nfiles != b->nfiles)
		return false;
	for (size_t i = 0; i < a->nfiles; i++) {
		const struct spool_file *x = &a->files[i], *y = &b->files[i];

		if (strcmp(x->path, y->path) != 0 || x->size != y->size ||
		    x->mtime != y->mtime)
			return false;
	}
	return true;
}
