/*
 * Opening what lies beneath a folder that others may write: one name after
 * another, so that no symbolic link on the way leads anywhere else.
 */
#ifndef FEEDMILL_BENEATH_H
#define FEEDMILL_BENEATH_H

/*
 * The folder, beneath the one given, that a path's last name is in; *name is
 * that name.  The path has no "..".  Returns a descriptor for close(), or -1
 * with errno.
 */
int beneath_parent(int folder, const char *path, const char **name);

#endif
