/*
 * What is remembered of the files that a database was written to: enough to
 * tell whether one has to be written again, and to write the same bytes.
 */
#ifndef FEEDMILL_OUTPUT_NOTE_H
#define FEEDMILL_OUTPUT_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct state;
struct stat;
struct sub_output;

/* The text of a fingerprint and its NUL. */
#define OUTPUT_FINGERPRINT 33

struct output_note {
	char *file;
	char fingerprint[OUTPUT_FINGERPRINT]; /* of how it is configured */
	uint32_t epoch, serial;               /* of the set */
	uint32_t soa;     /* the zone's own serial: rises with each writing */
	uint32_t written; /* when */
	uint32_t ends;    /* the next end of an entry; UINT32_MAX for none */
	uint32_t expires; /* when its stamp ends; 0 for never */
	bool emptied;     /* but for test entries */
	bool hook;        /* is yet to run */
	/* What the file was then. */
	uint64_t size, inode;
	int64_t seconds;
	int32_t nanoseconds;
};

struct output_notes {
	struct output_note *notes;
	size_t n;
};

/* The fingerprint of an output as it is configured. */
void output_note_fingerprint(char out[static OUTPUT_FINGERPRINT],
    const struct sub_output *, bool keep);

/* Notes what a file is; whether it still is that. */
void output_note_file(struct output_note *, const struct stat *);
bool output_note_is(const struct output_note *, const struct stat *);

/* Reads those of a database.  What is odd is as none: all is written again. */
int output_notes_read(struct output_notes *, const struct state *,
    const char *feed, const char *db, struct fail *);
int output_notes_write(const struct output_notes *, const struct state *,
    const char *feed, const char *db, struct fail *);
void output_notes_free(struct output_notes *);

/* The note of a file; NULL if there is none. */
struct output_note *output_notes_of(const struct output_notes *,
    const char *file);

#endif
