/* The bytes of a journal: see journal.h. */
#ifndef FEEDMILL_JOURNAL_SCAN_H
#define FEEDMILL_JOURNAL_SCAN_H

#include "compiler/journal.h"

/* Bytes before the body of a record. */
#define JOURNAL_RECORD 20

/* What a scan has found. */
struct journal_scan {
	uint64_t number; /* records */
	uint64_t parts; /* where batches begin; 0 before the checkpoint's end */
	uint64_t end;   /* behind the last record that is whole */
};

void journal_write_header(struct wr *, const char *db);

/* Adds the record of a number from 0; fails if it is too long. */
int journal_write_record(struct wr *, uint64_t number, enum journal_kind,
    struct rd body, struct fail *);

/*
 * Gives the records that are whole to the reader, up to the first that is
 * not.
 */
int journal_scan(struct journal_scan *, struct rd, const char *db,
    const struct journal_reader *, struct fail *);

#endif
