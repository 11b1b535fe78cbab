#include <fts.h>
#include <ftw.h>
#include <stdio.h>

#include "subscriber/scratch.h"

bool
scratch_is_over(const struct scratch_use *a, const struct scratch_use *most)
{
	return a->bytes > most->bytes || a->entries > most->entries;
}

/* What is going while it is looked at does not count. */
static void
count(struct scratch_use *use, const FTSENT *e)
{
	if (e->fts_level <= 0 || e->fts_info == FTS_DP || e->fts_info == FTS_NS)
		return;
	use->entries++;
	if (e->fts_info == FTS_F)
		use->bytes += (uint64_t)e->fts_statp->st_size;
}

struct scratch_use
scratch_use(const char *folder, const struct scratch_use *most)
{
	char *const roots[] = { (char *)folder, NULL };
	struct scratch_use use = { 0 };
	FTS *walk =
	    fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	const FTSENT *e;

	if (walk == NULL)
		return use;
	while (!scratch_is_over(&use, most) && (e = fts_read(walk)) != NULL)
		count(&use, e);
	fts_close(walk);
	return use;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	return at->level > 0 ? remove(path) : 0;
}

int
scratch_empty(const char *folder, struct fail *f)
{
	if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		return fail_errno(f, "%s: cannot be emptied", folder);
	return 0;
}
