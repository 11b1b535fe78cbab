/*
 * Assets: files of the tree as they are served.  The bytes were checked once
 * and never change; whoever uses them holds a reference, so that a download
 * goes on with the bytes that it began with whatever is published meanwhile.
 * Large ones stay on disk, behind a descriptor that outlives their name.
 */
#ifndef FEEDMILL_ASSET_H
#define FEEDMILL_ASSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/object.h"
#include "keys/published.h"

struct asset {
	char path[PUBLISHED_PATH]; /* in the tree */
	struct object object;
	bool immutable; /* its name is never used for other bytes */
	/* In memory, behind its line of a bundle; NULL: on disk. */
	uint8_t *bundled;
	size_t line_len;
	int fd; /* -1: in memory */
	unsigned refs;
};

/* One in memory, with one reference. */
struct asset *asset_of_bytes(const char *path, const void *, size_t n,
    bool immutable);

/* Takes the descriptor over, of a file that is that object. */
struct asset *asset_of_file(const char *path, int fd, const struct object *);

/* The bytes of one in memory; there are object.bytes. */
const uint8_t *asset_bytes(const struct asset *);

/*
 * Whether one on disk was cut since it was checked, so that it cannot be sent.
 */
bool asset_is_cut(const struct asset *);

/* One more reference. */
struct asset *asset_ref(struct asset *);

/* One less; the last frees it.  NULL is allowed. */
void asset_unref(struct asset *);

#endif
