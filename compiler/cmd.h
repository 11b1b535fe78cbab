/*
 * The commands of feedc: a row of the table in main.c and a file cmd_NAME.c
 * each.  They name the options they take, call the library and print.
 */
#ifndef FEEDMILL_CMD_H
#define FEEDMILL_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/conf.h"
#include "keys/options.h"

struct fail;
struct reach;

/* Return 0, or -1 with the failure. */
int cmd_accept(int argc, char *argv[], struct fail *);
int cmd_catalog(int argc, char *argv[], struct fail *);
int cmd_check(int argc, char *argv[], struct fail *);
int cmd_compile(int argc, char *argv[], struct fail *);
int cmd_diff(int argc, char *argv[], struct fail *);
int cmd_dump(int argc, char *argv[], struct fail *);
int cmd_explain(int argc, char *argv[], struct fail *);
int cmd_import(int argc, char *argv[], struct fail *);
int cmd_lookup(int argc, char *argv[], struct fail *);
int cmd_retire(int argc, char *argv[], struct fail *);
int cmd_run(int argc, char *argv[], struct fail *);
int cmd_status(int argc, char *argv[], struct fail *);

/* All options, in the order of the table in cmd.c. */
enum cmd_option {
	CMD_CONFIG,
	CMD_DB,
	CMD_FORMAT,
	CMD_JOBS,
	CMD_JSON,
	CMD_NOW,
	CMD_ORIGIN,
	CMD_PASSPHRASE_FILE,
	CMD_PLOT,
	CMD_PUBLIC,
	CMD_QUIET,
	CMD_SUMMARY,
	CMD_TEST,
	CMD_OPTIONS, /* how many there are */
};

/* A set of options: the bits of those that are given, such as CMD(DB). */
#define CMD(option) (1u << CMD_##option)

/* The time to work as of. */
struct cmd_now {
	uint32_t time; /* the present, unless said */
	bool said;
};

/* What was said on the command line. */
struct cmd_args {
	const char *conf;
	const char *db;
	const char *format;
	const char *origin;
	const char *passphrase_file;
	const char *plot;
	const char *public;
	struct cmd_now now;
	bool json, quiet, summary, test;
	unsigned jobs;   /* as many as there are processors */
	char **operands; /* ended by NULL */
};

/*
 * Parses a command line with these options.  Ends the program after --help
 * and after wrong usage.
 */
void cmd_parse(struct cmd_args *, unsigned options,
    const struct options_shape *, int argc, char *argv[]);

/* Calls run with the configuration. */
int cmd_with_conf(const struct cmd_args *,
    int (*run)(const struct cmd_args *, const struct conf *, struct fail *),
    struct fail *);

/* The database of a name, NULL with FAIL_USAGE if there is none. */
const struct conf_db *cmd_db(const struct conf *, const char *name,
    struct fail *);

/*
 * The state of the database --db with a serial in the publish tree; NULL is
 * the newest.  For reach_clear().
 */
int cmd_state(const struct cmd_args *, const char *serial, struct reach *,
    struct fail *);

#endif
