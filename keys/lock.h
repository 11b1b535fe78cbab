/*
 * The lock of a folder: one process at a time changes what is in it.  The lock
 * ends with the process, however that ends; its file stays.
 */
#ifndef FEEDMILL_LOCK_H
#define FEEDMILL_LOCK_H

struct fail;

/* The lock's file in the folder. */
#define LOCK_NAME ".lock"

/*
 * Takes the lock of an open folder.  Returns a file descriptor that is the
 * lock until it is closed, or -1: FAIL_BUSY for another process, with its
 * number and what it does there ("publishing").  The path is for messages.
 */
int lock_take(int dirfd, const char *path, const char *doing, struct fail *);

#endif
