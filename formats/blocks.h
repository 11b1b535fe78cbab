/*
 * The blocks of a snapshot's part, which has the entries of one family.  Few
 * entries are one block, else each has as many but the last and there is a
 * directory before them, which tells the first entries' addresses.
 */
#ifndef FEEDMILL_BLOCKS_H
#define FEEDMILL_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/rd.h"

/* A part of at most so many entries is one block without a directory. */
#define BLOCKS_WHOLE_MAX 32768

/* The entries of all other blocks but the last of a part. */
#define BLOCKS_EACH 4096

struct wr;

struct block {
	struct rd bytes;
	bool whole;     /* it is the only one */
	u128 first;     /* the address of its first entry; 0 for a whole one */
	unsigned depth; /* of the node that it is below */
	size_t count;   /* entries */
	/* The least address of the block behind it, if there is one. */
	u128 next;
	bool last;
};

struct blocks {
	enum family family;
	uint64_t left; /* entries */
	bool whole;
	struct rd rows;  /* of the directory, those behind the next */
	u128 next_first; /* of the next row */
	size_t next_size;
};

/* How many blocks a part of so many entries has. */
size_t blocks_count(uint64_t entries);

/* The depth of the node above a block, NULL standing for no next one. */
unsigned blocks_depth(enum family, u128 first, const u128 *next);

/* Writes a row of the directory. */
void blocks_row_out(struct wr *, enum family, bool whole, u128 first,
    size_t size);

/*
 * Starts with a part of so many entries at the cursor, which then is behind
 * the directory.
 */
struct blocks blocks_of(struct rd *, enum family, uint64_t entries);

/* Takes the next block's bytes off the cursor; false if there is none. */
bool blocks_next(struct blocks *, struct rd *, struct block *);

#endif
