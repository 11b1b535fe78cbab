/*
 * All feeds of a configuration, each followed by itself, in one state folder.
 */
#ifndef FEEDMILL_FEEDS_H
#define FEEDMILL_FEEDS_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct follow;
struct state;
struct sub_conf;

struct feeds {
	struct sub_conf *conf;
	struct state *state;
	struct follow **follows;
	size_t n;
};

/*
 * Opens the state and reads what is held of all feeds, or of the one of a name
 * that is not NULL.  The configuration is its own from then on, also after a
 * failure.  Close with feeds_close().
 */
int feeds_open(struct feeds *, struct sub_conf *, const char *only,
    struct fail *);
void feeds_close(struct feeds *);

/*
 * Another configuration in place of the one there, all or nothing: 0, or -1
 * and everything is as before.
 */
int feeds_change(struct feeds *, struct sub_conf *, const char *only,
    struct fail *);

/*
 * Looks at the i-th feed, writes its outputs and notes how it stands: -1 with
 * the gravest failure.
 */
int feeds_look(struct feeds *, size_t i, uint32_t now, struct fail *);

#endif
