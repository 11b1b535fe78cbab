/*
 * The commands of feedc: a row of the table in main.c and a file cmd_NAME.c
 * each.  They name the options they take, call the library and print.
 */
#ifndef FEEDMILL_CMD_H
#define FEEDMILL_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/conf.h"

struct fail;

/* Return 0, or -1 with the failure. */
int cmd_accept(int argc, char *argv[], struct fail *);
int cmd_check(int argc, char *argv[], struct fail *);
int cmd_compile(int argc, char *argv[], struct fail *);
int cmd_diff(int argc, char *argv[], struct fail *);
int cmd_dump(int argc, char *argv[], struct fail *);
int cmd_explain(int argc, char *argv[], struct fail *);
int cmd_import(int argc, char *argv[], struct fail *);
int cmd_lookup(int argc, char *argv[], struct fail *);
int cmd_retire(int argc, char *argv[], struct fail *);

/* All options; those from 256 on have no letter. */
enum cmd_option {
	CMD_CONFIG = 'c',
	CMD_FORMAT = 'f',
	CMD_JOBS = 'j',
	CMD_PUBLIC = 'p',
	CMD_QUIET = 'q',
	CMD_SUMMARY = 's',
	CMD_TEST = 't',
	CMD_DB = 256,
	CMD_JSON,
	CMD_NOW,
	CMD_ORIGIN,
	CMD_PASSPHRASE_FILE,
};

/* What a command takes. */
struct cmd_shape {
	const int *options;   /* of enum cmd_option, ended by 0 */
	const char *operands; /* "DATABASE RULE" */
	const char *what;     /* the command does, a sentence or two */
	int least, most;      /* operands */
};

/* What was said on the command line. */
struct cmd_args {
	const struct cmd_shape *shape;
	const char *conf;
	const char *db;
	const char *format;
	const char *origin;
	const char *passphrase_file;
	const char *public;
	uint32_t now; /* the present, unless said */
	bool now_said;
	bool json, quiet, summary, test;
	unsigned jobs;   /* as many as there are processors */
	char **operands; /* ended by NULL */
};

/* Ends the program after --help and after wrong usage. */
void cmd_parse(struct cmd_args *, const struct cmd_shape *, int argc,
    char *argv[]);

/* Calls run with the configuration. */
int cmd_with_conf(const struct cmd_args *,
    int (*run)(const struct cmd_args *, const struct conf *, struct fail *),
    struct fail *);

/* The database of a name, NULL with FAIL_USAGE if there is none. */
const struct conf_db *cmd_db(const struct conf *, const char *name,
    struct fail *);

#endif
