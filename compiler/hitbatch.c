#include <stdlib.h>
#include <string.h>

#include "compiler/hitbatch.h"
#include "formats/mem.h"
#include "formats/value.h"
#include "formats/wr.h"

void
hitbatch_free(struct hitbatch *b)
{
	for (size_t i = 0; i < b->nsources; i++)
		free(b->sources[i]);
	for (size_t i = 0; i < b->nfiles; i++)
		free(b->files[i].path);
	free(b->sources);
	free(b->files);
	free(b->events);
	values_free(b->values);
	*b = (struct hitbatch){ 0 };
}

void
hitbatch_write(struct wr *w, const struct hitbatch *b)
{
	wr_u32(w, b->now);
	hitbatch_write_rules(w, &b->rules);
	wr_vli(w, b->first_source);
	wr_vli(w, b->nsources);
	for (size_t i = 0; i < b->nsources; i++)
		hitbatch_write_name(w, b->sources[i]);
	wr_vli(w, b->first_value);
	hitbatch_write_values(w, b->values, 0);
	hitbatch_write_events(w, b->events, b->nevents, b->now);
	wr_vli(w, b->nfiles);
	for (size_t i = 0; i < b->nfiles; i++)
		hitbatch_write_file(w, &b->files[i]);
}

static bool
read_sources(struct rd *r, struct hitbatch *b)
{
	uint64_t first = rd_vli(r), n = rd_vli(r);

	if (first + n > ROW_SOURCE || n > rd_left(r))
		return false;
	b->first_source = (uint16_t)first;
	b->sources = mem_new(n, sizeof(*b->sources));
	while (b->nsources < n) {
		char *name = hitbatch_read_name(r, HITBATCH_NAME_MAX);

		if (name == NULL)
			return false;
		b->sources[b->nsources++] = name;
	}
	return true;
}

static bool
read_values(struct rd *r, struct hitbatch *b)
{
	uint64_t first = rd_vli(r);

	if (first > VALUE_MAX)
		return false;
	b->first_value = (uint16_t)first;
	b->values = values_new();
	return hitbatch_read_values(r, b->values) &&
	    first + values_size(b->values) <= VALUE_MAX;
}

/* All ids are those of the batch or of earlier ones. */
static bool
ids_are_known(const struct hitbatch *b)
{
	size_t nsources = b->first_source + b->nsources;
	size_t nvalues = b->first_value + values_size(b->values);

	for (size_t i = 0; i < b->nevents; i++) {
		const struct event *e = &b->events[i];

		if ((e->who & ROW_SOURCE) >= nsources ||
		    ((e->who & ROW_REMOVAL) == 0 && e->value >= nvalues))
			return false;
	}
	for (size_t i = 0; i < b->nfiles; i++) {
		if (b->files[i].source >= nsources)
			return false;
	}
	return true;
}

static bool
read_files(struct rd *r, struct hitbatch *b)
{
	uint64_t n = rd_vli(r);

	if (n > rd_left(r))
		return false;
	while (b->nfiles < n) {
		b->files = mem_grow(b->files, b->nfiles, &b->cap_files,
		    sizeof(*b->files));
		if (!hitbatch_read_file(r, &b->files[b->nfiles]))
			return false;
		b->nfiles++;
	}
	return true;
}

int
hitbatch_read(struct rd r, struct hitbatch *b, struct fail *f)
{
	*b = (struct hitbatch){ .now = rd_u32(&r) };
	if (!hitbatch_read_rules(&r, &b->rules))
		return fail(f, FAIL_FORMAT, "a batch's rules make no sense");
	if (!read_sources(&r, b) || !read_values(&r, b) ||
	    !hitbatch_read_events(&r, &b->events, &b->nevents, b->now) ||
	    !read_files(&r, b) || r.bad || rd_left(&r) > 0 || !ids_are_known(b))
		return fail(f, FAIL_FORMAT, "a batch is not as any is written");
	return 0;
}
