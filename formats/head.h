/*
 * The head of a database: the small signed text that says what its feed is at
 * this moment.  One "name: value" a line in a fixed order, one encoding only;
 * feed.5 lists the lines.  In the tree it stands behind its minisign
 * signature in the same file (see sign_text_wrap()).
 */
#ifndef FEEDMILL_HEAD_H
#define FEEDMILL_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/minisig.h"
#include "formats/name.h"
#include "formats/object.h"

struct wr;

/* The longest head file, its signature included. */
#define HEAD_MAX 2048

struct head {
	char db[NAME_DB_MAX + 1];
	uint32_t epoch;
	uint32_t serial;      /* of the set: when it last changed */
	uint32_t time;        /* of this head; a heartbeat raises it */
	uint32_t fresh_until; /* after time; then subscribers alarm */
	uint32_t valid_until; /* not before fresh_until; then it is void */
	uint64_t entries;
	struct object snapshot;   /* of the set at serial */
	struct minisig signature; /* of those bytes */
	struct object index;      /* of what is to be had */
	bool has_delta;
	uint32_t delta_from; /* below serial */
	struct object delta; /* from delta_from to serial */
};

/* Adds the text of a head. */
void head_write(struct wr *, const struct head *);

/*
 * Reads the text that head_write() gives for some head and nothing else.
 * Returns 0, or -1 with a FAIL_FORMAT that names the line, or FAIL_SIZE for a
 * delta that is longer than any.
 */
int head_parse(struct head *, const char *text, size_t n, struct fail *);

#endif
