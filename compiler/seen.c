/*
 * Parts of a checkpoint, each of one source, with at most FILES_A_PART files
 * and contents together:
 *
 *	3, source, how many files, how many contents, then the files as in a
 *	batch, and for each content itself (as in a file), lines and time (4
 *	bytes each)
 */
#include <stdlib.h>
#include <string.h>

#include "compiler/seen.h"
#include "formats/mem.h"
#include "formats/wr.h"

#define FILES_A_PART 4096

#define PART_SEEN    3

static void
free_file(struct hitbatch_file *file)
{
	free(file->path);
	free(file);
}

void
seen_free(struct seen *s)
{
	for (size_t i = 0; i < s->n; i++) {
		for (size_t k = 0; k < s->sources[i].nfiles; k++)
			free_file(s->sources[i].files[k]);
		free(s->sources[i].files);
		free(s->sources[i].past);
	}
	free(s->sources);
	*s = (struct seen){ 0 };
}

struct seen_source
seen_source(const struct seen *s, size_t id)
{
	return id < s->n ? s->sources[id] : (struct seen_source){ 0 };
}

static struct seen_source *
source_of(struct seen *s, size_t id)
{
	if (id >= s->n) {
		s->sources =
		    mem_resize(s->sources, id + 1, sizeof(*s->sources));
		memset(s->sources + s->n, 0,
		    (id + 1 - s->n) * sizeof(*s->sources));
		s->n = id + 1;
	}
	return &s->sources[id];
}

/* The first file whose path is not before it. */
static size_t
seek(const struct seen_source *s, const char *path)
{
	size_t low = 0, high = s->nfiles;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(s->files[middle]->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_at(const struct seen_source *s, size_t i, const char *path)
{
	return i < s->nfiles && strcmp(s->files[i]->path, path) == 0;
}

const struct hitbatch_file *
seen_file(const struct seen_source *s, const char *path)
{
	size_t i = seek(s, path);

	return is_at(s, i, path) ? s->files[i] : NULL;
}

static bool
same_content(const struct content *a, const struct content *b)
{
	return a->bytes == b->bytes &&
	    memcmp(a->hash, b->hash, CONTENT_HASH) == 0;
}

bool
seen_find(const struct seen_source *s, const struct content *c,
    struct seen_past *out)
{
	for (size_t i = 0; i < s->nfiles; i++) {
		const struct hitbatch_file *file = s->files[i];

		*out = (struct seen_past){ file->content, file->lines, 0 };
		if (same_content(c, &file->content))
			return true;
	}
	for (size_t i = 0; i < s->npast; i++) {
		*out = s->past[i];
		if (same_content(c, &s->past[i].content))
			return true;
	}
	return false;
}

size_t
seen_known(const struct seen_source *s, uint64_t head, struct seen_past *out,
    size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nfiles && n < max; i++) {
		const struct hitbatch_file *file = s->files[i];

		if (file->content.head == head && file->content.bytes > 0)
			out[n++] =
			    (struct seen_past){ file->content, file->lines, 0 };
	}
	for (size_t i = s->npast; i-- > 0 && n < max;) {
		if (s->past[i].content.head == head)
			out[n++] = s->past[i];
	}
	return n;
}

static void
add_past(struct seen_source *s, const struct seen_past *past)
{
	if (past->content.bytes == 0)
		return;
	if (s->npast == SEEN_PAST_MAX) {
		s->npast /= 2;
		memmove(s->past, s->past + SEEN_PAST_MAX - s->npast,
		    s->npast * sizeof(*s->past));
	}
	s->past = mem_grow(s->past, s->npast, &s->cap_past, sizeof(*s->past));
	s->past[s->npast++] = *past;
}

static void
insert(struct seen_source *s, size_t i, const struct hitbatch_file *file)
{
	struct hitbatch_file *copy = mem_new(1, sizeof(*copy));

	*copy = *file;
	copy->path = mem_text(file->path, strlen(file->path));
	s->files = mem_grow(s->files, s->nfiles, &s->cap_files,
	    sizeof(struct hitbatch_file *));
	memmove(&s->files[i + 1], &s->files[i],
	    (s->nfiles - i) * sizeof(struct hitbatch_file *));
	s->files[i] = copy;
	s->nfiles++;
}

static bool
is_gone(const struct hitbatch_file *file)
{
	return file->inode == 0 && file->size == 0 && file->mtime == 0;
}

/* What a path held before, unless what it holds goes on from that. */
static void
replace(struct seen_source *s, size_t i, const struct hitbatch_file *file,
    uint32_t now)
{
	struct hitbatch_file *old = s->files[i];
	char *path = old->path;

	if (is_gone(file) || file->content.head != old->content.head ||
	    file->content.bytes < old->content.bytes)
		add_past(s,
		    &(struct seen_past){ old->content, old->lines, now });
	if (is_gone(file)) {
		free_file(old);
		s->nfiles--;
		memmove(&s->files[i], &s->files[i + 1],
		    (s->nfiles - i) * sizeof(struct hitbatch_file *));
		return;
	}
	*old = *file;
	old->path = path;
}

void
seen_apply(struct seen *s, const struct hitbatch *b)
{
	for (size_t k = 0; k < b->nfiles; k++) {
		const struct hitbatch_file *file = &b->files[k];
		struct seen_source *of = source_of(s, file->source);
		size_t i = seek(of, file->path);

		if (is_at(of, i, file->path))
			replace(of, i, file, b->now);
		else if (!is_gone(file))
			insert(of, i, file);
	}
}

static void
write_part(struct wr *w, const struct seen_source *s, size_t id,
    const size_t from[static 2])
{
	size_t nfiles = s->nfiles - from[0], npast = s->npast - from[1];

	if (nfiles > FILES_A_PART)
		nfiles = FILES_A_PART;
	if (npast > FILES_A_PART - nfiles)
		npast = FILES_A_PART - nfiles;
	w->len = 0;
	wr_u8(w, PART_SEEN);
	wr_vli(w, id);
	wr_vli(w, nfiles);
	wr_vli(w, npast);
	for (size_t i = 0; i < nfiles; i++)
		hitbatch_write_file(w, s->files[from[0] + i]);
	for (size_t i = 0; i < npast; i++) {
		const struct seen_past *p = &s->past[from[1] + i];

		hitbatch_write_content(w, &p->content);
		wr_u32(w, p->lines);
		wr_u32(w, p->time);
	}
}

void
seen_prune(struct seen *s, uint32_t before)
{
	for (size_t id = 0; id < s->n; id++) {
		struct seen_source *of = &s->sources[id];
		size_t n = 0;

		while (n < of->npast && of->past[n].time < before)
			n++;
		of->npast -= n;
		if (n > 0)
			memmove(of->past, of->past + n,
			    of->npast * sizeof(*of->past));
	}
}

int
seen_write(const struct seen *s,
    int (*put)(void *arg, struct rd, struct fail *), void *arg, struct fail *f)
{
	struct wr w = { 0 };
	int result = 0;

	for (size_t id = 0; id < s->n && result == 0; id++) {
		const struct seen_source *of = &s->sources[id];
		size_t from[2] = { 0, 0 };

		while (result == 0 &&
		    (from[0] < of->nfiles || from[1] < of->npast)) {
			size_t part = FILES_A_PART;

			write_part(&w, of, id, from);
			result = put(arg, rd_over(w.buf, w.len), f);
			if (part > of->nfiles - from[0])
				part = of->nfiles - from[0];
			from[0] += part;
			part = FILES_A_PART - part;
			if (part > of->npast - from[1])
				part = of->npast - from[1];
			from[1] += part;
		}
	}
	wr_free(&w);
	return result;
}

static bool
read_file(struct rd *r, struct seen_source *s, uint64_t id)
{
	struct hitbatch_file file;
	size_t i;
	bool good;

	if (!hitbatch_read_file(r, &file))
		return false;
	i = seek(s, file.path);
	good = file.source == id && i == s->nfiles;
	if (good)
		insert(s, i, &file);
	free(file.path);
	return good;
}

static bool
read_past(struct rd *r, struct seen_source *s)
{
	struct seen_past p;

	if (!hitbatch_read_content(r, &p.content) || p.content.bytes == 0)
		return false;
	p.lines = rd_u32(r);
	p.time = rd_u32(r);
	add_past(s, &p);
	return !r->bad;
}

int
seen_read(struct seen *s, struct rd r, struct fail *f)
{
	uint8_t kind = rd_u8(&r);
	uint64_t id = rd_vli(&r), nfiles = rd_vli(&r), npast = rd_vli(&r);
	bool good = kind == PART_SEEN && id < ROW_SOURCE &&
	    nfiles <= FILES_A_PART && npast <= FILES_A_PART && !r.bad;

	for (uint64_t i = 0; good && i < nfiles; i++)
		good = read_file(&r, source_of(s, id), id);
	for (uint64_t i = 0; good && i < npast; i++)
		good = read_past(&r, source_of(s, id));
	if (!good || r.bad || rd_left(&r) > 0)
		return fail(f, FAIL_FORMAT,
		    "a part of the checkpoint is not as any is written");
	return 0;
}
