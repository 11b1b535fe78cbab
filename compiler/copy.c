#include <fcntl.h>
#include <stdio.h>

#include "compiler/copy.h"
#include "compiler/path.h"
#include "keys/tree_read.h"

/* Where it is written before it takes the place of the last one. */
#define FRESH ".new"

static int
copy_path(char out[static PATH_MAX], const char *state, const char *db,
    const char *end, struct fail *f)
{
	return path_join(out, f, "%s/%s.snap%s", state, db, end);
}

void
copy_read(const char *state, const char *db, struct wr *w)
{
	char path[PATH_MAX];
	struct fail unheard = { 0 };

	if (copy_path(path, state, db, "", &unheard) == 0)
		tree_read(AT_FDCWD, path, SIZE_MAX, w, &unheard);
}

static int
write_file(const char *path, const struct wr *bytes, struct fail *f)
{
	FILE *file = fopen(path, "we");
	bool bad;

	if (file == NULL)
		return fail_errno(f, "%.300s", path);
	bad = fwrite(bytes->buf, 1, bytes->len, file) != bytes->len;
	if ((fclose(file) == EOF) | bad)
		return fail_errno(f, "%.300s", path);
	return 0;
}

/* Not synced: what a crash leaves of it has not the hash. */
int
copy_write(const char *state, const char *db, const struct wr *bytes,
    struct fail *f)
{
	char path[PATH_MAX], fresh[PATH_MAX];

	if (copy_path(path, state, db, "", f) == -1 ||
	    copy_path(fresh, state, db, FRESH, f) == -1 ||
	    write_file(fresh, bytes, f) == -1)
		return -1;
	if (rename(fresh, path) == -1)
		return fail_errno(f, "%.300s", path);
	return 0;
}
