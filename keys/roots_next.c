#include <assert.h>
#include <stdio.h>

#include "formats/fail.h"
#include "keys/roots.h"

/* Reads the text, which enough roots of its own must have signed. */
static int
parse_own(struct catalog *c, const struct roots_file *file, struct fail *f)
{
	struct roots own;

	if (roots_read(c, file, f) == -1)
		return -1;
	roots_of(&own, c);
	return roots_enough(&own, "roots that it names itself", file, f);
}

int
roots_first(const struct roots *pinned, struct rd bytes, struct catalog *c,
    struct fail *f)
{
	struct roots_file file;

	if (roots_split(&file, bytes, f) == -1 ||
	    roots_enough(pinned, "pinned roots", &file, f) == -1)
		return -1;
	return parse_own(c, &file, f);
}

int
roots_own(struct rd bytes, struct catalog *c, struct fail *f)
{
	struct roots_file file;

	if (roots_split(&file, bytes, f) == -1)
		return -1;
	return parse_own(c, &file, f);
}

static int
judge_epochs(const struct catalog *old, const struct catalog *new,
    struct fail *f)
{
	for (size_t i = 0; i < old->ndbs; i++) {
		const struct catalog_db *was = &old->dbs[i];
		const struct catalog_db *is = catalog_db(new, was->name);

		if (is != NULL && is->epoch < was->epoch)
			return fail(f, FAIL_ROLLBACK,
			    "%s goes back to epoch %u from %u", is->name,
			    is->epoch, was->epoch);
	}
	return 0;
}

int
roots_follows(const struct catalog *old, const struct catalog *new,
    struct fail *f)
{
	if (new->version < old->version)
		return fail(f, FAIL_ROLLBACK,
		    "version %u is older than %u, which is held", new->version,
		    old->version);
	if (new->version == old->version && !catalog_same(old, new))
		return fail(f, FAIL_SPLIT,
		    "this version %u is another than the one held",
		    new->version);
	if (new->version - old->version > 1)
		return fail(f, FAIL_WRONG, "version %u does not follow %u",
		    new->version, old->version);
	if (new->time < old->time)
		return fail(f, FAIL_ROLLBACK, "its time is before that of %u",
		    old->version);
	return judge_epochs(old, new, f);
}

int
roots_next(const struct catalog *trusted, struct rd bytes, struct catalog *next,
    struct fail *f)
{
	struct roots_file file;
	struct roots old;
	char whose[40];

	assert(next != trusted);
	roots_of(&old, trusted);
	snprintf(whose, sizeof(whose), "roots of version %u", trusted->version);
	if (roots_split(&file, bytes, f) == -1 ||
	    roots_enough(&old, whose, &file, f) == -1 ||
	    parse_own(next, &file, f) == -1)
		return -1;
	return roots_follows(trusted, next, f);
}
