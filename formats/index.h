/*
 * The index of a database: which steps and which whole sets are to be had, so
 * that whoever is more than one step behind can choose by bytes.  Text, one
 * encoding only, known by the hash that its head signed; feed.5 lists its
 * lines.
 *
 *	format: feedmill index 1
 *	db: <name>
 *	epoch: <n>
 *	serial: <n>
 *	snapshot: <serial> <bytes> <hash>
 *	delta: <from> <bytes> <hash> <state>
 *
 * Deltas are a chain in ascending order: each leads to where the next is
 * from, the last one to the serial.  The snapshot is of a serial on that
 * chain.  The state of a delta is how the hash of the snapshot that it is
 * from begins: a subscriber whose own serial has another has seen a split
 * view.  Not all that a database has fits into INDEX_MAX with long lines: the
 * oldest deltas are left out.
 */
#ifndef FEEDMILL_INDEX_H
#define FEEDMILL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"
#include "formats/object.h"

struct wr;

/* The longest index, and the most deltas in one. */
#define INDEX_MAX        102400
#define INDEX_DELTAS_MAX 1000

/* No line of a delta is longer, its end included. */
#define INDEX_LINE_MAX 110

struct index_delta {
	uint32_t from;
	struct object object;
	uint8_t state[OBJECT_STATE_LEN]; /* of the snapshot at from */
};

struct index {
	char db[NAME_DB_MAX + 1];
	uint32_t epoch;
	uint32_t serial;
	uint32_t snapshot_serial;
	struct object snapshot;
	struct index_delta *deltas; /* the index's own */
	size_t n;
};

/* Adds the text; the index is one that index_parse() reads again. */
void index_write(struct wr *, const struct index *);

/*
 * Reads the text that index_write() gives for some index and nothing else.
 * Returns 0, or -1 with a FAIL_FORMAT that names the line.
 */
int index_parse(struct index *, const char *text, size_t n, struct fail *);

/* Frees what an index holds. */
void index_clear(struct index *);

/* Where the i-th delta leads. */
uint32_t index_to(const struct index *, size_t i);

/*
 * The deltas to take from a serial on: the first of them, or n if that is the
 * index's own serial or no chain starts there (index_reaches() tells).
 */
size_t index_from(const struct index *, uint32_t serial);
bool index_reaches(const struct index *, uint32_t serial);

/* The bytes of the deltas from the i-th on. */
uint64_t index_bytes(const struct index *, size_t i);

#endif
