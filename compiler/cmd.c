#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compiler/cmd.h"
#include "compiler/reach.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "keys/published.h"

#define JOBS_MAX 64

static void
take_now(void *field, const char *text, const struct argp_state *state)
{
	struct cmd_now *now = field;

	options_time(&now->time, text, state);
	now->said = true;
}

static void
take_jobs(void *field, const char *text, const struct argp_state *state)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || n < 1 || n > JOBS_MAX)
		argp_error(state, "--jobs takes a number from 1 to %d",
		    JOBS_MAX);
	*(unsigned *)field = (unsigned)n;
}

#define FIELD(name) offsetof(struct cmd_args, name)

/* clang-format off */
static const struct options_row all_options[] = {
	[CMD_CONFIG] = { "config", 'c', "FILE",
	    "Configuration (" CONF_PATH ")", options_text, FIELD(conf) },
	[CMD_DB] = { "db", 0, "NAME",
	    "Of this database", options_text, FIELD(db) },
	[CMD_FORMAT] = { "format", 'f', "NAME",
	    "What to read or write; feedc(1) lists the formats",
	    options_text, FIELD(format) },
	[CMD_JOBS] = { "jobs", 'j', "N",
	    "Databases at once (one a processor)", take_jobs, FIELD(jobs) },
	[CMD_JSON] = { "json", 0, NULL,
	    "Print JSON", options_flag, FIELD(json) },
	[CMD_NOW] = { "now", 0, "TIME",
	    "As of this time (the present)", take_now, FIELD(now) },
	[CMD_ORIGIN] = { "origin", 0, "NAME",
	    "The zone's name", options_text, FIELD(origin) },
	[CMD_PASSPHRASE_FILE] = { "passphrase-file", 0, "FILE",
	    "Take the keys' passphrase from this file (mode 0600)",
	    options_text, FIELD(passphrase_file) },
	[CMD_PLOT] = { "plot", 0, "FILE",
	    "Draw the last day as SVG into this file, or - for standard output",
	    options_text, FIELD(plot) },
	[CMD_PUBLIC] = { "public", 'p', "FILE",
	    "The public key of what is published (that of the configured key)",
	    options_text, FIELD(public) },
	[CMD_QUIET] = { "quiet", 'q', NULL,
	    "Print no summary", options_flag, FIELD(quiet) },
	[CMD_SUMMARY] = { "summary", 's', NULL,
	    "Only count", options_flag, FIELD(summary) },
	[CMD_TEST] = { "test", 't', NULL,
	    "Only check the configuration", options_flag, FIELD(test) },
};

/* clang-format on */

void
cmd_parse(struct cmd_args *a, unsigned options,
    const struct options_shape *shape, int argc, char *argv[])
{
	struct options_row picked[CMD_OPTIONS + 1];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	*a = (struct cmd_args){
		.conf = CONF_PATH,
		.now = { .time = (uint32_t)time(NULL) },
		.jobs = processors > 0 ? (unsigned)processors : 1,
	};
	options_pick(picked, all_options, CMD_OPTIONS, options);
	a->operands = options_parse(picked, shape, a, argc, argv);
}

int
cmd_with_conf(const struct cmd_args *a,
    int (*run)(const struct cmd_args *, const struct conf *, struct fail *),
    struct fail *f)
{
	struct conf *conf = conf_read(a->conf, f);
	int result;

	if (conf == NULL)
		return -1;
	result = run(a, conf, f);
	conf_free(conf);
	return result;
}

const struct conf_db *
cmd_db(const struct conf *conf, const char *name, struct fail *f)
{
	const struct conf_db *db = conf_db(conf, name);

	if (db == NULL)
		fail(f, FAIL_USAGE, "no database \"%s\" is configured", name);
	return db;
}

static int
parse_serial(const char *text, uint32_t *serial, struct fail *f)
{
	unsigned long long v;
	char *end;

	v = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || v > UINT32_MAX)
		return fail(f, FAIL_USAGE, "\"%s\" is not a serial", text);
	*serial = (uint32_t)v;
	return 0;
}

static int
newest(int treefd, const char *db, uint32_t *serial, struct fail *f)
{
	struct head h;
	int rc = published_last(treefd, db, &h, f);

	if (rc == 0)
		return fail(f, FAIL_USAGE, "%s is not published yet", db);
	*serial = h.serial;
	return rc == 1 ? 0 : -1;
}

static int
read_state(const struct conf *conf, const struct cmd_args *a,
    const char *serial, struct reach *state, struct fail *f)
{
	int treefd = open(conf->publish, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint32_t number;
	int rc;

	if (treefd == -1)
		return fail_errno(f, "%.300s", conf->publish);
	if (serial != NULL)
		rc = parse_serial(serial, &number, f);
	else
		rc = newest(treefd, a->db, &number, f);
	if (rc == 0)
		rc = reach_serial(treefd, a->db, number, state, f);
	close(treefd);
	return rc;
}

int
cmd_state(const struct cmd_args *a, const char *serial, struct reach *state,
    struct fail *f)
{
	struct conf *conf = conf_read(a->conf, f);
	int rc = -1;

	if (conf == NULL)
		return -1;
	if (cmd_db(conf, a->db, f) != NULL)
		rc = read_state(conf, a, serial, state, f);
	conf_free(conf);
	return rc;
}
