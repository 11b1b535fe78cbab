#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/version.h"
#include "keys/program.h"

static const struct program_cmd *
find(const struct program_cmd *cmds, const char *name)
{
	for (; cmds->name != NULL; cmds++) {
		if (strcmp(cmds->name, name) == 0)
			return cmds;
	}
	return NULL;
}

/* shown is what comes before a command: "feedkey", "feedkey catalog". */
static int
help(const char *shown, const struct program_cmd *cmds, FILE *out)
{
	fprintf(out, "Usage: %s COMMAND [OPTION...]\n\n", shown);
	for (; cmds->name != NULL; cmds++)
		fprintf(out, "  %-12s%s\n", cmds->name, cmds->what);
	fprintf(out,
	    "\n\"%s COMMAND --help\" explains a command, "
	    "%.*s(1) all of them.\n",
	    shown, (int)strcspn(shown, " "), shown);
	return out == stdout ? 0 : FAIL_USAGE;
}

/* Runs the command that the first argument names, or ends the program. */
static int
choose(const char *shown, const struct program_cmd *cmds, int argc,
    char *argv[], struct fail *f)
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct program_cmd *cmd = find(cmds, name);
	char all[80]; /* what argp calls the program */

	if (cmd != NULL) {
		snprintf(all, sizeof(all), "%s %s", shown, name);
		argv[1] = all;
		return cmd->run(argc - 1, argv + 1, f);
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0)
		exit(help(shown, cmds, stdout));
	if (strcmp(name, "--version") == 0)
		exit(printf("%s\n", argp_program_version) < 0);
	if (*name != '\0')
		fprintf(stderr, "%s: no command \"%s\"\n", shown, name);
	exit(help(shown, cmds, stderr));
}

int
program_sub(const struct program_cmd *cmds, int argc, char *argv[],
    struct fail *f)
{
	return choose(argv[0], cmds, argc, argv, f);
}

int
program_run(const char *program, const struct program_cmd *cmds, int argc,
    char *argv[])
{
	struct fail f = { 0 };
	char version[80];

	snprintf(version, sizeof(version), "%s %s", program, FEEDMILL_VERSION);
	argp_program_version = version;
	argp_err_exit_status = FAIL_USAGE;
	if (choose(program, cmds, argc, argv, &f) == 0 && fflush(stdout) == EOF)
		fail_errno(&f, "standard output");
	if (f.kind != FAIL_NONE)
		fprintf(stderr, "%s: %s\n", program, f.msg);
	return f.kind;
}
