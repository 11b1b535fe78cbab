/*
 * A file put in place: whole and on disk when the call returns.  In place of
 * another one it comes by rename, so that there is always the old one or the
 * new one.
 */
#ifndef FEEDMILL_NEWFILE_H
#define FEEDMILL_NEWFILE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "formats/text.h"
#include "formats/wr.h"

struct fail;
struct rd;

/*
 * Writes the bytes of the cursor to a file with this mode (less the umask).
 * Where replace is false, there must be no such file; where it is true, a
 * symbolic link is followed and its target replaced.
 */
int newfile_put(const char *path, struct rd bytes, mode_t mode, bool replace,
    struct fail *);

/*
 * One that is too long to be held, on its way: what is written to wr goes to a
 * file beside its place.
 *
 *	newfile_open(&n, path, 0644, f);
 *	wr_str(&n.wr, "...");
 *	newfile_close(&n, &st, f);
 */
struct newfile {
	struct wr wr;
	int fd;
	int error;    /* errno of what could not be written, 0 for none */
	char *path;   /* with symbolic links followed */
	char *beside; /* NULL: it is not open */
};

/* As newfile_put() with replace; drop it if it is not closed. */
int newfile_open(struct newfile *, const char *path, mode_t mode,
    struct fail *);

/* Puts it in place and tells what it is then, but for its ctime. */
int newfile_close(struct newfile *, struct stat *, struct fail *);

/* Gives it up; harmless after newfile_close(). */
void newfile_drop(struct newfile *);

/*
 * What a writer that was killed has left in a folder has a name by which that
 * of the file can be told: this is it, and empty for any other entry.
 */
struct text newfile_left(const char *entry);

/*
 * Removes what writers of this file that were killed have left beside it; one
 * that is not dead fails for it.
 */
void newfile_sweep(const char *path);

/*
 * Gives a file another name in the same folder, in place of the file that has
 * it; that is on disk when the call returns.
 */
int newfile_rename(const char *path, const char *to, struct fail *);

#endif
