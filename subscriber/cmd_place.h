/*
 * Where what is looked at is: the folder of the configuration, or one that is
 * named on the command line, of which status.json tells what is in it.
 */
#ifndef FEEDMILL_CMD_PLACE_H
#define FEEDMILL_CMD_PLACE_H

#include "subscriber/status.h"

struct cmd_args;
struct fail;
struct state;
struct sub_conf;

struct cmd_place {
	struct sub_conf *conf; /* NULL: --state was given */
	struct state *state;
	const char *path; /* of the state folder */
};

/* Opens it to look at. */
int cmd_place_open(struct cmd_place *, const struct cmd_args *, struct fail *);
void cmd_place_close(struct cmd_place *);

/*
 * Every database that is configured, or was looked at; those of which nothing
 * is known yet have a row of zeroes.  Free with status_free().
 */
int cmd_place_status(const struct cmd_place *, struct status *, struct fail *);

#endif
