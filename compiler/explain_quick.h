/* The hits of an address of a quick list, explained; under explain.h. */
#ifndef FEEDMILL_EXPLAIN_QUICK_H
#define FEEDMILL_EXPLAIN_QUICK_H

#include "compiler/explain.h"

struct intake;
struct intake_job;
struct wr;

/* Fills what explain_run() fills for a quick database. */
int explain_quick(struct explain *, const struct intake_job *, struct intake *,
    const char *address, struct fail *);

/* Adds a case, taking its texts over. */
void explain_add(struct explain *, const struct explain_case *);

/* It is listed, with this value, until a minute. */
void explain_answer(struct explain *, const struct value *, uint32_t until,
    const char *address);

/* What a writer holds, as text without its last n bytes; the writer is done. */
char *explain_text(struct wr *, size_t n);

#endif
