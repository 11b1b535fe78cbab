#include <stdio.h>
#include <string.h>

#include "formats/index.h"
#include "subscriber/fetch_rsync.h"

/* A file's own entries: its folders, and its name while it is coming. */
#define FILE_ENTRIES 8

/* So many files that are in a range there may be at most. */
#define RANGE_ENTRIES (INDEX_DELTAS_MAX + FILE_ENTRIES)

static void
expect(struct rsync_wish *w, uint64_t each, uint64_t all, uint64_t entries)
{
	w->most = each > w->most ? each : w->most;
	w->bounds.bytes += all;
	w->bounds.entries += entries;
}

/* Its folders are looked into, too. */
static void
include(struct rsync_wish *w, const char *path)
{
	const char *slash = path;

	while ((slash = strchr(slash, '/')) != NULL) {
		slash++;
		wr_fmt(&w->text, "+ /%.*s\n", (int)(slash - path), path);
	}
	if (path[strlen(path) - 1] != '/')
		wr_fmt(&w->text, "+ /%s\n", path);
}

void
rsync_wish_file(struct rsync_wish *w, const struct fetch_item *item)
{
	expect(w, item->most, item->most, FILE_ENTRIES);
	if (w->patterns)
		include(w, item->path);
	else
		wr_fmt(&w->text, "%s\n", item->path);
}

/* A serial that is not below one is it, or its first greater digit is. */
void
rsync_wish_range(struct rsync_wish *w, const struct fetch_range *range)
{
	char serial[FETCH_DIGITS + 1], folder[FETCH_FOLDER];

	expect(w, range->each, range->all, RANGE_ENTRIES);
	snprintf(folder, sizeof(folder), "%s/%s/", range->db, range->kind);
	snprintf(serial, sizeof(serial), "%0*u", FETCH_DIGITS, range->from);
	include(w, folder);
	for (int i = 0; i < FETCH_DIGITS; i++)
		if (serial[i] < '9')
			wr_fmt(&w->text, "+ /%s%.*s[%c-9]*\n", folder, i,
			    serial, serial[i] + 1);
	wr_fmt(&w->text, "+ /%s%s*\n", folder, serial);
}

void
rsync_wish_end(struct rsync_wish *w)
{
	if (w->patterns)
		wr_fmt(&w->text, "- *\n");
	/* one that is too large has its own message */
	w->bounds.bytes += w->most;
}
