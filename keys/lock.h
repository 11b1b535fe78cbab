/*
 * The lock of a folder: one process at a time changes what is in it.  The lock
 * ends with the process, however that ends; its file stays.
 */
#ifndef FEEDMILL_LOCK_H
#define FEEDMILL_LOCK_H

#include <stdbool.h>

struct fail;

/* The lock's file in the folder. */
#define LOCK_NAME ".lock"

/* Room for what a holder says that it does, with NUL. */
#define LOCK_DOING 40

/*
 * Takes the lock of an open folder and says there what for ("publishing").
 * Returns a file descriptor that is the lock until it is closed, or -1:
 * FAIL_BUSY for another process, with its number and what it does there.  The
 * path is for messages.
 */
int lock_take(int dirfd, const char *path, const char *doing, struct fail *);

/* Says something else of what the lock is held for. */
int lock_say(int lock, const char *doing);

struct lock_holder {
	long pid;               /* 0 if it is not known */
	char doing[LOCK_DOING]; /* empty if it is not known */
};

/*
 * Looks whether a process holds the lock, without being in the way of one
 * that wants it.  Nobody does where that cannot be seen.
 */
bool lock_look(int dirfd, struct lock_holder *);

#endif
