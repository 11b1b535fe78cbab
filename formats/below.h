/*
 * Files below a folder that somebody else fills: symbolic links, which may
 * lead anywhere, are not followed.
 */
#ifndef FEEDMILL_BELOW_H
#define FEEDMILL_BELOW_H

/*
 * Opens what a relative path leads to, for reading; it need not be a regular
 * file, and does not make the caller wait if it is a pipe.  Returns -1 with
 * errno.
 */
int below_open(int dirfd, const char *path);

#endif
