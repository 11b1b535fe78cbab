/*
 * A small file put in place: whole and on disk when the call returns.  In
 * place of another one it comes by rename, so that there is always the old
 * one or the new one.
 */
#ifndef FEEDMILL_NEWFILE_H
#define FEEDMILL_NEWFILE_H

#include <stdbool.h>
#include <sys/types.h>

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
 * Gives a file another name in the same folder, in place of the file that has
 * it; that is on disk when the call returns.
 */
int newfile_rename(const char *path, const char *to, struct fail *);

#endif
