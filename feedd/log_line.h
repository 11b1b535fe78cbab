/*
 * A line of the access log, in the combined format of web servers:
 *
 *	ADDRESS - ACCESS [TIME] "METHOD PATH VERSION" STATUS BYTES "REFERER"
 *	    "AGENT"
 *
 * Nothing that may be a secret is in it: no query, of the path or of where the
 * peer comes from, and no other header.
 */
#ifndef FEEDMILL_LOG_LINE_H
#define FEEDMILL_LOG_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

/* Room for any line, its LF included. */
#define LOG_LINE_MAX 6144

/* A request and what came of it; texts are NULL where there is none. */
struct log_line {
	enum family family;
	u128 addr; /* that it comes from */
	const char *access;
	uint32_t time;
	const char *method, *path, *version, *referer, *agent;
	unsigned status;
	uint64_t bytes; /* of the body */
};

/*
 * Writes the line.  Quotes, backslashes and what is not printable ASCII become
 * \xNN; long texts are cut.  Returns its length.
 */
size_t log_line(char out[static LOG_LINE_MAX], const struct log_line *);

#endif
