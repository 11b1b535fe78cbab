#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/history.h"
#include "compiler/history_row.h"
#include "compiler/path.h"
#include "compiler/statefile.h"
#include "compiler/tally.h"
#include "formats/mem.h"
#include "formats/stamp.h"

#define DAY 86400

/* The date of a time, with which names of files end. */
#define DATE_LEN 10

/* No line is longer. */
#define ROW_MAX 1024

static int
day_path(char out[static PATH_MAX], const char *folder, const char *db,
    uint32_t time, struct fail *f)
{
	char stamp[STAMP_TEXT];

	stamp_text(stamp, time);
	return path_join(out, f, "%s/%s.%.*s", folder, db, DATE_LEN, stamp);
}

/* Removes the files of a database from days before a path's. */
static void
sweep(const char *folder, const char *oldest)
{
	DIR *dir = opendir(folder);
	const char *first = strrchr(oldest, '/') + 1;
	size_t prefix = strlen(first) - DATE_LEN;
	const struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (strlen(e->d_name) == strlen(first) &&
		    strncmp(e->d_name, first, prefix) == 0 &&
		    strcmp(e->d_name, first) < 0)
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

int
history_add(const char *state, const struct build *b, uint32_t as_of,
    double late, struct fail *f)
{
	const char *db = b->db->policy.name;
	char folder[PATH_MAX], path[PATH_MAX], line[ROW_MAX];
	struct history_row row = history_row_of(b, as_of, late);
	json_t *j = history_row_json(&row);
	size_t n = json_dumpb(j, line, sizeof(line) - 2, JSON_COMPACT);

	json_decref(j);
	memcpy(line + n, "\n", 2);
	if (statefile_path(folder, state, "builds", f) == -1 ||
	    (mkdir(folder, 0755) == -1 && errno != EEXIST))
		return fail_errno(f, "%.300s", folder);
	if (day_path(path, folder, db, as_of - (HISTORY_DAYS - 1) * DAY, f) ==
	    -1)
		return -1;
	sweep(folder, path);
	if (day_path(path, folder, db, as_of, f) == -1 ||
	    statefile_append(path, line, f) == -1)
		return -1;
	return tally_add(state, b, &row, f);
}

static void
add_row(struct history *h, const struct history_row *row)
{
	h->rows = mem_grow(h->rows, h->n, &h->cap, sizeof(*h->rows));
	h->rows[h->n++] = *row;
}

static void
read_day(struct history *h, const char *path, uint32_t since)
{
	FILE *file = fopen(path, "re");
	char line[ROW_MAX];

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		json_t *j = json_loads(line, 0, NULL);
		struct history_row row;

		if (history_row_read(&row, j) && row.as_of >= since)
			add_row(h, &row);
		json_decref(j);
	}
	if (file != NULL)
		fclose(file);
}

int
history_read(struct history *h, const char *state, const char *db,
    uint32_t since, struct fail *f)
{
	char folder[PATH_MAX], path[PATH_MAX];

	*h = (struct history){ 0 };
	if (path_join(folder, f, "%s/builds", state) == -1)
		return -1;
	for (uint32_t day = 0; day < HISTORY_DAYS; day++) {
		if (day_path(path, folder, db, since + day * DAY, f) == -1)
			return -1;
		read_day(h, path, since);
	}
	return 0;
}

void
history_clear(struct history *h)
{
	free(h->rows);
	*h = (struct history){ 0 };
}
