/* What became of builds, for people and for programs. */
#ifndef FEEDMILL_REPORT_H
#define FEEDMILL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct build;

/* "published", "unchanged", "failed" or "refused". */
const char *report_state(const struct build *);

/* The table on standard output: a line a database. */
void report_table(const struct build *, size_t n);

/* What one published on a line of standard output, nothing of a heartbeat. */
void report_line(const struct build *);

/* The same and more as JSON on standard output. */
void report_json(const struct build *, size_t n, uint32_t now);

/*
 * Warnings on standard error: sources held back, bad lines, protected space.
 * Returns how many sources were held back or had bad lines.
 */
size_t report_warnings(const struct build *, size_t n);

#endif
