/*
 * What is held of a database: in memory, decoded, and in the state folder,
 * where it is put before it counts here.
 */
#ifndef FEEDMILL_HELD_H
#define FEEDMILL_HELD_H

#include <stdbool.h>

#include "formats/delta.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "subscriber/state.h"
#include "subscriber/trust.h"

struct apply;
struct catalog;

struct held {
	struct state_db place;
	bool known; /* a head was accepted, and is below */
	struct head head;
	struct wr head_file;
	struct delta_end at; /* the set at its serial; NULL if it is damaged */
};

/* Reads it from its place; free with held_free() also after a failure. */
int held_read(struct held *, const struct state_db *, struct fail *);
void held_free(struct held *);

/* As decisions need it; by the catalog that is believed now. */
struct trust_held held_trust(const struct held *, const struct catalog *);

/*
 * Until when what is held is good by the catalog that is believed now, or NULL
 * for none: see trust_until().
 */
uint32_t held_until(const struct held *, const struct catalog *);

/* A head as it came. */
struct held_head {
	const struct head *head;
	struct rd file;
};

/* Another set takes its place; what was applied hands it over. */
int held_install(struct held *, const struct held_head *, struct apply *,
    struct fail *);

/* The same set, later times. */
int held_beat(struct held *, const struct held_head *, struct fail *);

#endif
