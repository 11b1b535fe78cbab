/*
 * The publish tree: one folder of files that are only ever replaced whole.
 * A file is written under a temporary name that starts with a dot, synced,
 * renamed, and its folder synced, so that a reader, a mirror or a crash meets
 * the old file or the new one.  One process at a time writes a tree; threads
 * of that process may write different files of it at the same time.
 *
 *	catalog, catalog.<n>	signed by roots; replaced, and kept
 *	<db>/head		signed; replaced last
 *	<db>/snapshot/		<serial>.<hash8>.snap and its .minisig
 *	<db>/delta/		<from>-<to>.<hash8>.delta
 *	<db>/index/		<serial>.<hash8>
 *	text/			<db>.<format>[.gz] and its .minisig
 *	.lock			who writes
 */
#ifndef FEEDMILL_TREE_H
#define FEEDMILL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/wr.h"
#include "keys/digest.h"

struct tree;

/* The longest name of a file in a tree. */
#define TREE_NAME_MAX 63

/*
 * Opens a tree to write it; the folder is made if it is missing.  Takes the
 * lock (FAIL_BUSY names the process that has it) and removes the temporary
 * files of an interrupted run.  Close with tree_close().
 */
struct tree *tree_open(const char *path, struct fail *);

/* Says in the lock what the tree is open for, if not for "publishing". */
void tree_say(struct tree *, const char *doing);
void tree_close(struct tree *);

/* The folder. */
int tree_fd(const struct tree *);

/*
 * A file on its way into a folder of the tree, such as "rbl/snapshot".  Write
 * with the wr; its digest is whole once tree_file_done().
 */
struct tree_file {
	struct wr wr;
	struct digest digest; /* of what the wr has passed on */
	const struct tree *tree;
	int dirfd, fd;
	int error; /* errno of the first write that failed */
	char temp[32];
	char dir[TREE_NAME_MAX + 1];
};

/* Opens it; folders that are missing are made. */
int tree_file_open(struct tree_file *, struct tree *, const char *dir,
    struct fail *);

/* Nothing more will be written. */
int tree_file_done(struct tree_file *, struct fail *);

/*
 * Puts a file that is done under its name, with the time given, and ends it.
 * After a failure the old file is there still, or the new one is there but
 * might not outlive a crash of the machine.
 */
int tree_file_commit(struct tree_file *, const char *name, uint32_t mtime,
    struct fail *);

/* Gives a file up; harmless after a commit. */
void tree_file_drop(struct tree_file *);

/* All of it at once for a small file. */
int tree_put(struct tree *, const char *dir, const char *name,
    const struct wr *bytes, uint32_t mtime, struct fail *);

/* Removes a file, if it is there. */
int tree_remove(struct tree *, const char *dir, const char *name,
    struct fail *);

/* The names in a folder in ascending order, none if it is missing. */
struct tree_names {
	char **name;
	size_t n;
};

int tree_list(int fd, const char *dir, struct tree_names *, struct fail *);
void tree_names_free(struct tree_names *);

#endif
