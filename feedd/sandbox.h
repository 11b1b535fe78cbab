/*
 * The sandbox: what the process can do without is given up, before it looks at
 * a byte from outside.  In order, and each failing loudly:
 *
 *	sandbox_user()	the rights that it began with: another user if root
 *			started it, and no capability whoever did
 *	sandbox_enter()	no_new_privs; landlock(7): the paths that were added
 *			and nothing else of the file system; no core, no
 *			tracing by others; seccomp(2): the system calls of a
 *			server, and no new process, no program, no connection
 *			to anywhere
 */
#ifndef FEEDMILL_SANDBOX_H
#define FEEDMILL_SANDBOX_H

#include <stddef.h>

#include "formats/fail.h"

enum sandbox_right {
	SANDBOX_READ,
	SANDBOX_WRITE, /* and to make and replace files, as logs are */
};

struct sandbox_path {
	char *path;
	enum sandbox_right right;
};

/* { 0 } lets at nothing. */
struct sandbox {
	struct sandbox_path *paths;
	size_t n, cap;
};

/*
 * Lets at a file or a folder and all below it, by the inode that it is when
 * the sandbox is entered.
 */
void sandbox_path(struct sandbox *, const char *path, enum sandbox_right);

/* The same for the folder that a file, which may be replaced, is really in. */
void sandbox_folder_of(struct sandbox *, const char *file, enum sandbox_right);

void sandbox_free(struct sandbox *);

/*
 * Becomes the user, by name, with its groups, and gives all capabilities up.
 * NULL: stays who it is.
 */
int sandbox_user(const char *user, struct fail *);

/*
 * For the whole process, which must not have other threads yet, and for good.
 * A kernel without landlock is warned of.
 */
int sandbox_enter(const struct sandbox *, struct fail *);

#endif
