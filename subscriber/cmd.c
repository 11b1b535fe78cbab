#include <stddef.h>
#include <stdlib.h>

#include "formats/fail.h"
#include "subscriber/cmd.h"

#define FIELD(name) offsetof(struct cmd_args, name)

/* clang-format off */
static const struct options_row all_options[] = {
	[CMD_CHECK] = { "check", 0, NULL,
	    "Print one line, as monitoring plugins do",
	    options_flag, FIELD(check) },
	[CMD_CONFIG] = { "config", 'c', "FILE",
	    "Configuration (" SUB_CONF_PATH ")", options_text, FIELD(conf) },
	[CMD_FEED] = { "feed", 0, "NAME",
	    "Of this feed alone", options_text, FIELD(feed) },
	[CMD_FOLLOW] = { "follow", 'f', NULL,
	    "Go on looking until stopped", options_flag, FIELD(follow) },
	[CMD_FORCE] = { "force", 0, NULL,
	    "Ask sources that are left alone, too",
	    options_flag, FIELD(force) },
	[CMD_HOOK] = { "hook", 0, "COMMAND",
	    "Run after an output changed", options_text, FIELD(sub.hook) },
	[CMD_JSON] = { "json", 0, NULL,
	    "Print JSON", options_flag, FIELD(json) },
	[CMD_NOW] = { "now", 0, "TIME",
	    "As of this time (the present)", options_time, FIELD(now) },
	[CMD_ORIGIN] = { "origin", 0, "NAME",
	    "The zones' name; {db} stands for the database",
	    options_text, FIELD(sub.origin) },
	[CMD_OUTPUT] = { "output", 'o', "FORMAT:FILE",
	    "Write this; {db} stands for the database",
	    options_more, FIELD(sub.outputs) },
	[CMD_QUIET] = { "quiet", 'q', NULL,
	    "Print no summary", options_flag, FIELD(quiet) },
	[CMD_ROOT] = { "root", 'r', "KEY",
	    "A root key or the file of one, in place of a configuration",
	    options_more, FIELD(sub.roots) },
	[CMD_SOURCE] = { "source", 's', "URL",
	    "Where the feed is, in place of a configuration",
	    options_more, FIELD(sub.sources) },
	[CMD_STATE] = { "state", 'S', "FOLDER",
	    "What is held is here (" SUB_STATE_PATH ")",
	    options_text, FIELD(sub.state) },
	[CMD_TEST] = { "test", 't', NULL,
	    "Only check the configuration", options_flag, FIELD(test) },
};

/* clang-format on */

void
cmd_parse(struct cmd_args *a, unsigned options,
    const struct options_shape *shape, int argc, char *argv[])
{
	struct options_row picked[CMD_OPTIONS + 1];

	*a = (struct cmd_args){ 0 };
	options_pick(picked, all_options, CMD_OPTIONS, options);
	a->operands = options_parse(picked, shape, a, argc, argv);
}

struct sub_conf *
cmd_conf_file(const struct cmd_args *a, struct fail *f)
{
	return sub_conf_read(a->conf != NULL ? a->conf : SUB_CONF_PATH, f);
}

struct sub_conf *
cmd_conf(const struct cmd_args *a, struct fail *f)
{
	if (a->sub.sources.n > 0 && a->conf == NULL)
		return sub_conf_of_args(&a->sub, a->operands, f);
	if (a->sub.sources.n + a->sub.roots.n + a->sub.outputs.n > 0 ||
	    a->sub.hook != NULL || a->sub.origin != NULL ||
	    a->sub.state != NULL) {
		fail(f, FAIL_USAGE,
		    "--root, --source, --output, --origin, --hook and --state "
		    "stand for a configuration file: give sources, and no "
		    "--config");
		return NULL;
	}
	if (a->operands[0] != NULL) {
		fail(f, FAIL_USAGE,
		    "%s: databases are named beside --source; those of the "
		    "configuration are followed together",
		    a->operands[0]);
		return NULL;
	}
	return cmd_conf_file(a, f);
}
