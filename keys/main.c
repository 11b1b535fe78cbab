#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/version.h"
#include "keys/cmd.h"

/* The manual is keys/feedkey.1; this table is its synopsis. */
static const struct cmd {
	const char *name;
	int (*run)(int argc, char *argv[], struct fail *);
	const char *what;
} cmds[] = {
	{ "generate", cmd_generate, "make a key pair" },
	{ "passphrase", cmd_passphrase,
	    "change or remove the passphrase of a secret key" },
	{ "show", cmd_show, "say what key files hold" },
	{ "sign", cmd_sign, "sign files" },
	{ "verify", cmd_verify, "check the signatures of files" },
};

static const struct cmd *
cmd_find(const char *name)
{
	for (size_t i = 0; i < sizeof(cmds) / sizeof(cmds[0]); i++) {
		if (strcmp(cmds[i].name, name) == 0)
			return &cmds[i];
	}
	return NULL;
}

static int
help(FILE *out, int code)
{
	fprintf(out, "Usage: feedkey COMMAND [OPTION...]\n\n");
	for (size_t i = 0; i < sizeof(cmds) / sizeof(cmds[0]); i++)
		fprintf(out, "  %-12s%s\n", cmds[i].name, cmds[i].what);
	fprintf(out,
	    "\n\"feedkey COMMAND --help\" explains a command, "
	    "feedkey(1) all of them.\n");
	return code;
}

static int
run(const struct cmd *cmd, int argc, char *argv[])
{
	struct fail f = { 0 };
	char shown[40]; /* what argp calls the program */

	snprintf(shown, sizeof(shown), "feedkey %s", cmd->name);
	argv[0] = shown;
	if (cmd->run(argc, argv, &f) == 0 && fflush(stdout) == EOF)
		fail_errno(&f, "standard output");
	if (f.kind != FAIL_NONE)
		fprintf(stderr, "feedkey: %s\n", f.msg);
	return f.kind;
}

int
main(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct cmd *cmd = cmd_find(name);

	argp_program_version = "feedkey " FEEDMILL_VERSION;
	argp_err_exit_status = FAIL_USAGE;
	if (cmd != NULL)
		return run(cmd, argc - 1, argv + 1);
	if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0)
		return help(stdout, 0);
	if (strcmp(name, "--version") == 0)
		return printf("feedkey %s\n", FEEDMILL_VERSION) < 0;
	if (*name != '\0')
		fprintf(stderr, "feedkey: no command \"%s\"\n", name);
	return help(stderr, FAIL_USAGE);
}
