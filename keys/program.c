#include <argp.h>
#include <stdio.h>
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

static int
help(const char *program, const struct program_cmd *cmds, FILE *out)
{
	fprintf(out, "Usage: %s COMMAND [OPTION...]\n\n", program);
	for (; cmds->name != NULL; cmds++)
		fprintf(out, "  %-12s%s\n", cmds->name, cmds->what);
	fprintf(out,
	    "\n\"%s COMMAND --help\" explains a command, %s(1) all of them.\n",
	    program, program);
	return out == stdout ? 0 : FAIL_USAGE;
}

static int
run(const char *program, const struct program_cmd *cmd, int argc, char *argv[])
{
	struct fail f = { 0 };
	char shown[80]; /* what argp calls the program */

	snprintf(shown, sizeof(shown), "%s %s", program, cmd->name);
	argv[0] = shown;
	if (cmd->run(argc, argv, &f) == 0 && fflush(stdout) == EOF)
		fail_errno(&f, "standard output");
	if (f.kind != FAIL_NONE)
		fprintf(stderr, "%s: %s\n", program, f.msg);
	return f.kind;
}

int
program_run(const char *program, const struct program_cmd *cmds, int argc,
    char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct program_cmd *cmd = find(cmds, name);
	char version[80];

	snprintf(version, sizeof(version), "%s %s", program, FEEDMILL_VERSION);
	argp_program_version = version;
	argp_err_exit_status = FAIL_USAGE;
	if (cmd != NULL)
		return run(program, cmd, argc - 1, argv + 1);
	if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0)
		return help(program, cmds, stdout);
	if (strcmp(name, "--version") == 0)
		return printf("%s\n", version) < 0;
	if (*name != '\0')
		fprintf(stderr, "%s: no command \"%s\"\n", program, name);
	return help(program, cmds, stderr);
}
