/*
 * The commands of feedsub: a row of the table in main.c and a file cmd_NAME.c
 * each.  They name the options they take, call the library and print.
 */
#ifndef FEEDMILL_SUBSCRIBER_CMD_H
#define FEEDMILL_SUBSCRIBER_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "keys/options.h"
#include "subscriber/conf.h"

struct fail;

/* Return 0, or -1 with the failure. */
int cmd_lookup(int argc, char *argv[], struct fail *);
int cmd_status(int argc, char *argv[], struct fail *);
int cmd_update(int argc, char *argv[], struct fail *);
int cmd_verify(int argc, char *argv[], struct fail *);

/* All options, in the order of the table in cmd.c. */
enum cmd_option {
	CMD_CHECK,
	CMD_CONFIG,
	CMD_FEED,
	CMD_FOLLOW,
	CMD_FORCE,
	CMD_HOOK,
	CMD_JSON,
	CMD_NOW,
	CMD_ORIGIN,
	CMD_OUTPUT,
	CMD_QUIET,
	CMD_ROOT,
	CMD_SOURCE,
	CMD_STATE,
	CMD_TEST,
	CMD_OPTIONS, /* how many there are */
};

/* A set of options: the bits of those that are given, such as CMD(FEED). */
#define CMD(option) (1u << CMD_##option)

/* What a command line can say in place of a configuration file. */
#define CMD_PLACE                                                              \
	(CMD(CONFIG) | CMD(FEED) | CMD(HOOK) | CMD(ORIGIN) | CMD(OUTPUT) |     \
	    CMD(ROOT) | CMD(SOURCE) | CMD(STATE))

/* What was said on the command line. */
struct cmd_args {
	const char *conf; /* NULL: SUB_CONF_PATH */
	const char *feed; /* NULL: all */
	struct sub_args sub;
	uint32_t now; /* 0: the present */
	bool check, follow, force, json, quiet, test;
	char **operands; /* ended by NULL */
};

/*
 * Parses a command line with these options.  Ends the program after --help
 * and after wrong usage.
 */
void cmd_parse(struct cmd_args *, unsigned options,
    const struct options_shape *, int argc, char *argv[]);

/*
 * The configuration: the file's, or where sources are named the command
 * line's, whose operands are databases then.
 */
struct sub_conf *cmd_conf(const struct cmd_args *, struct fail *);

/* The file's, whatever else is said. */
struct sub_conf *cmd_conf_file(const struct cmd_args *, struct fail *);

#endif
