/* Why an address is listed, or not: every record of a database over it. */
#ifndef FEEDMILL_EXPLAIN_H
#define FEEDMILL_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/hitbatch.h"
#include "compiler/rows.h"
#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/value.h"

struct conf;
struct conf_db;

/* Room for what became of a record. */
#define EXPLAIN_FATE 120

/* One record over the address. */
struct explain_case {
	char *place;        /* "source/file:line"; of a hit the source alone */
	char *record;       /* as a line; of a hit without its keys */
	struct claim claim; /* of a record */
	struct event event; /* of a hit or removal, where it is one */
	bool waits;         /* it does */
	char fate[EXPLAIN_FATE];
	size_t by; /* the case that decided against it, or itself */
};

/* What a quick list remembers of an address; k 0: nothing. */
struct explain_host {
	unsigned k;
	uint32_t lasts; /* minutes that level k lists for */
	/* In seconds: */
	uint32_t last;      /* the last hit, to the minute */
	uint32_t forgotten; /* when k begins anew, without a hit until then */
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
	struct explain_host host;
	struct explain_case *cases;
	size_t n, cap;
	char **held; /* "source NAME: why" of sources that do not read */
	size_t nheld;
};

/*
 * Reads the sources of a standing database as a build would and keeps what is
 * over the address, whose text is for the answer.  Of a quick one it keeps the
 * hits and removals that the journal has, and what a build would add to it;
 * as of a time before the journal's end only what it had by then.  Free with
 * explain_free() in any case.
 */
int explain_run(struct explain *, const struct conf *, const struct conf_db *,
    const char *address, uint32_t now, struct fail *);

void explain_free(struct explain *);

#endif
