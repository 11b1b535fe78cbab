/* Why an address is listed, or not: every record of a database over it. */
#ifndef FEEDMILL_EXPLAIN_H
#define FEEDMILL_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/rows.h"
#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/value.h"

struct conf;
struct conf_db;

/* Room for what became of a record. */
#define EXPLAIN_FATE 80

/* One record over the address. */
struct explain_case {
	char *place;  /* "source/file:line" */
	char *record; /* as a line */
	struct claim claim;
	char fate[EXPLAIN_FATE];
	size_t by; /* the case that decided against it, or itself */
};

struct explain {
	const struct conf_db *db;
	enum family family;
	u128 addr;
	bool listed;
	uint32_t code;
	uint32_t until; /* seconds, 0 for none */
	char txt[VALUE_TEXT_MAX * ADDR_TEXT];
	const char *protected; /* why it never is listed, or NULL */
	struct explain_case *cases;
	size_t n, cap;
	char **held; /* "source NAME: why" of sources that do not read */
	size_t nheld;
};

/*
 * Reads the sources of a standing or quick database as a build would and
 * keeps what is over the address, whose text is for the answer.  Free with
 * explain_free() in any case.
 */
int explain_run(struct explain *, const struct conf *, const struct conf_db *,
    const char *address, uint32_t now, struct fail *);

void explain_free(struct explain *);

#endif
