#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "keys/program.h"
#include "subscriber/cmd.h"

/* The manual is subscriber/feedsub.1; this table is its synopsis. */
static const struct program_cmd cmds[] = {
	{ "lookup", cmd_lookup, "look addresses up in what is held" },
	{ "status", cmd_status, "say how everything stands" },
	{ "update", cmd_update, "look for news; what is done by default" },
	{ "verify", cmd_verify, "judge what is held from scratch" },
	{ 0 },
};

/* Is it options of the command that nobody has to name? */
static int
is_default(int argc, char *argv[])
{
	return argc < 2 ||
	    (argv[1][0] == '-' && strcmp(argv[1], "--help") != 0 &&
		strcmp(argv[1], "--version") != 0);
}

int
main(int argc, char *argv[])
{
	char **with = mem_new((size_t)argc + 2, sizeof(*with));
	char update[] = "update";
	int named = !is_default(argc, argv), code;

	mem_return_large();
	with[0] = argv[0];
	with[1] = update;
	for (int i = 1; i < argc; i++)
		with[i + 1 - named] = argv[i];
	code = program_run("feedsub", cmds, argc + 1 - named, with);
	free(with);
	return code;
}
