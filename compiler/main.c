#include "compiler/cmd.h"
#include "keys/program.h"

/* The manual is compiler/feedc.1; this table is its synopsis. */
static const struct program_cmd cmds[] = {
	{ "accept", cmd_accept, "let one build break a guard's rule" },
	{ "catalog", cmd_catalog, "publish a catalog that roots have signed" },
	{ "check", cmd_check, "check records, configuration and tree" },
	{ "compile", cmd_compile, "make feeds from the spool" },
	{ "diff", cmd_diff, "tell two snapshots apart" },
	{ "dump", cmd_dump, "write a snapshot as a zone or records" },
	{ "explain", cmd_explain, "say why an address is listed or not" },
	{ "import", cmd_import, "turn other lists into records" },
	{ "lookup", cmd_lookup, "look addresses up in a snapshot" },
	{ "retire", cmd_retire, "say goodbye to a source" },
	{ "run", cmd_run, "keep all feeds made, each at its interval" },
	{ "status", cmd_status, "say how everything stands" },
	{ 0 },
};

int
main(int argc, char *argv[])
{
	return program_run("feedc", cmds, argc, argv);
}
