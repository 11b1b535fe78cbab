#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compiler/cmd.h"
#include "formats/fail.h"
#include "formats/stamp.h"

#define JOBS_MAX 64

/* Every option that some command takes, in the order of --help. */
static const struct argp_option all_options[] = {
	{ "config", CMD_CONFIG, "FILE", 0, "Configuration (" CONF_PATH ")", 0 },
	{ "db", CMD_DB, "NAME", 0, "Of this database", 0 },
	{ "format", CMD_FORMAT, "NAME", 0,
	    "What to read or write; feedc(1) lists the formats", 0 },
	{ "jobs", CMD_JOBS, "N", 0, "Databases at once (one a processor)", 0 },
	{ "json", CMD_JSON, NULL, 0, "Print JSON", 0 },
	{ "now", CMD_NOW, "TIME", 0, "As of this time (the present)", 0 },
	{ "origin", CMD_ORIGIN, "NAME", 0, "The zone's name", 0 },
	{ "passphrase-file", CMD_PASSPHRASE_FILE, "FILE", 0,
	    "Take the keys' passphrase from this file (mode 0600)", 0 },
	{ "public", CMD_PUBLIC, "FILE", 0,
	    "The public key of what is published (that of the configured key)",
	    0 },
	{ "quiet", CMD_QUIET, NULL, 0, "Print no summary", 0 },
	{ "summary", CMD_SUMMARY, NULL, 0, "Only count", 0 },
	{ "test", CMD_TEST, NULL, 0, "Only check the configuration", 0 },
};

#define OPTIONS (sizeof(all_options) / sizeof(all_options[0]))

/* RFC 3339, or "@" and seconds since 1970. */
static uint32_t
take_time(const char *text, const struct argp_state *state)
{
	unsigned long long v;
	uint32_t seconds;
	char *end;

	if (stamp_parse(text, text + strlen(text), &seconds))
		return seconds;
	v = strtoull(text + (*text != '\0'), &end, 10);
	if (text[0] != '@' || text[1] < '0' || text[1] > '9' || *end != '\0' ||
	    v > UINT32_MAX)
		argp_error(state,
		    "\"%s\" is not a time such as 2026-11-21T22:25:00Z or "
		    "@1795213500",
		    text);
	return (uint32_t)v;
}

static unsigned
take_jobs(const char *text, const struct argp_state *state)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || n < 1 || n > JOBS_MAX)
		argp_error(state, "--jobs takes a number from 1 to %d",
		    JOBS_MAX);
	return (unsigned)n;
}

static void
take_operands(struct cmd_args *a, const struct argp_state *state)
{
	int n = state->argc - state->next;

	if (n < a->shape->least || (a->shape->most >= 0 && n > a->shape->most))
		argp_usage(state);
	a->operands = state->argv + state->next;
}

static error_t
take(int key, char *arg, struct argp_state *state)
{
	struct cmd_args *a = state->input;

	switch (key) {
	case CMD_CONFIG:
		a->conf = arg;
		break;
	case CMD_DB:
		a->db = arg;
		break;
	case CMD_FORMAT:
		a->format = arg;
		break;
	case CMD_JOBS:
		a->jobs = take_jobs(arg, state);
		break;
	case CMD_JSON:
		a->json = true;
		break;
	case CMD_NOW:
		a->now = take_time(arg, state);
		a->now_said = true;
		break;
	case CMD_ORIGIN:
		a->origin = arg;
		break;
	case CMD_PASSPHRASE_FILE:
		a->passphrase_file = arg;
		break;
	case CMD_PUBLIC:
		a->public = arg;
		break;
	case CMD_QUIET:
		a->quiet = true;
		break;
	case CMD_SUMMARY:
		a->summary = true;
		break;
	case CMD_TEST:
		a->test = true;
		break;
	case ARGP_KEY_ARGS:
		take_operands(a, state);
		break;
	case ARGP_KEY_NO_ARGS:
		take_operands(a, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* The rows of the options that the command takes, and one that ends them. */
static void
pick(struct argp_option picked[OPTIONS + 1], const int *keys)
{
	size_t n = 0;

	for (size_t i = 0; i < OPTIONS; i++) {
		for (const int *key = keys; *key != 0; key++) {
			if (*key == all_options[i].key)
				picked[n++] = all_options[i];
		}
	}
	picked[n] = (struct argp_option){ 0 };
}

void
cmd_parse(struct cmd_args *a, const struct cmd_shape *shape, int argc,
    char *argv[])
{
	struct argp_option options[OPTIONS + 1];
	struct argp argp = { options, take, shape->operands, shape->what, NULL,
		NULL, NULL };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	*a = (struct cmd_args){
		.shape = shape,
		.conf = CONF_PATH,
		.now = (uint32_t)time(NULL),
		.jobs = processors > 0 ? (unsigned)processors : 1,
	};
	pick(options, shape->options);
	argp_parse(&argp, argc, argv, 0, NULL, a);
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
