/* Reading files of a publish tree: regular ones, never through a link. */
#ifndef FEEDMILL_TREE_READ_H
#define FEEDMILL_TREE_READ_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct digest;
struct wr;

/* Adds a file of at most max bytes to the writer. */
int tree_read(int treefd, const char *path, size_t max, struct wr *,
    struct fail *);

/*
 * Adds a file to a digest that is begun, and to the writer unless it is NULL.
 * FAIL_TRUST if it has not the size that is signed; UINT64_MAX: any will
 * do.
 */
int tree_read_digest(int treefd, const char *path, uint64_t size,
    struct digest *, struct wr *, struct fail *);

#endif
