/*
 * A batch: what one build took in of a quick list.  It is all that the state
 * depends on, and one record of the journal (see journal.h): the same batches
 * in the same order give the same state, byte for byte.
 *
 * Ids of sources and values are those of the journal: they go up in the order
 * in which batches brought them, and hold until the journal is begun anew.
 */
#ifndef FEEDMILL_HITBATCH_H
#define FEEDMILL_HITBATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/content.h"
#include "compiler/quick.h"
#include "compiler/rows.h"
#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/rd.h"

struct values;
struct wr;

/*
 * A hit or a removal.  Those of a batch are in ascending order of family and
 * address, and those of one address in the order that quick.h gives them,
 * sources by their names.  One whose minute has not begun waits for it.
 */
struct event {
	u128 addr;
	enum family family;
	uint32_t time;  /* seconds */
	uint16_t value; /* not in a removal */
	uint16_t who;   /* the source's id, ROW_REMOVAL, ROW_ALL */
};

/* What has been read of a file now. */
struct hitbatch_file {
	uint16_t source;
	char *path;     /* below the source's folder */
	uint64_t inode; /* inode, size and mtime 0: the file is gone */
	uint64_t size;
	int64_t mtime; /* nanoseconds */
	uint32_t lines;
	struct content content; /* of the text that was read, unpacked */
};

/* { 0 } is an empty one. */
struct hitbatch {
	uint32_t now; /* the build's time in seconds */
	/* What counts from this batch on. */
	struct quick_rules rules;
	/* The names that are new, of the ids from first_source on. */
	uint16_t first_source;
	char **sources;
	size_t nsources;
	/* The values that are new, of the ids from first_value on. */
	uint16_t first_value;
	struct values *values; /* NULL: none; ids from 0 */
	struct event *events;
	size_t nevents, cap_events;
	struct hitbatch_file *files;
	size_t nfiles, cap_files;
};

void hitbatch_free(struct hitbatch *);

/* The parts that checkpoints have as well; false for what is never written. */
void hitbatch_write_name(struct wr *, const char *);
char *hitbatch_read_name(struct rd *, size_t max);
void hitbatch_write_rules(struct wr *, const struct quick_rules *);
bool hitbatch_read_rules(struct rd *, struct quick_rules *);
void hitbatch_write_values(struct wr *, const struct values *, size_t from);
bool hitbatch_read_values(struct rd *, struct values *);
void hitbatch_write_events(struct wr *, const struct event *, size_t n,
    uint32_t now);
bool hitbatch_read_events(struct rd *, struct event **, size_t *n,
    uint32_t now);
void hitbatch_write_content(struct wr *, const struct content *);
bool hitbatch_read_content(struct rd *, struct content *);
void hitbatch_write_file(struct wr *, const struct hitbatch_file *);
bool hitbatch_read_file(struct rd *, struct hitbatch_file *);

/* The longest name of a source, and path of a file. */
#define HITBATCH_NAME_MAX 255
#define HITBATCH_PATH_MAX 4095

/* Adds the bytes of a batch. */
void hitbatch_write(struct wr *, const struct hitbatch *);

/*
 * Reads a batch that fills the cursor, in the one encoding that it has.
 * Returns 0, or -1 with FAIL_FORMAT; hitbatch_free() in any case.
 */
int hitbatch_read(struct rd, struct hitbatch *, struct fail *);

#endif
