#include "keys/cmd.h"
#include "keys/program.h"

/* The manual is keys/feedkey.1; this table is its synopsis. */
static const struct program_cmd cmds[] = {
	{ "catalog", cmd_catalog, "make, sign, show and check catalogs" },
	{ "generate", cmd_generate, "make a key pair" },
	{ "passphrase", cmd_passphrase,
	    "change or remove the passphrase of a secret key" },
	{ "show", cmd_show, "say what key files hold" },
	{ "sign", cmd_sign, "sign files" },
	{ "token", cmd_token, "make a token that a feedd grants access for" },
	{ "verify", cmd_verify, "check the signatures of files" },
	{ 0 },
};

int
main(int argc, char *argv[])
{
	return program_run("feedkey", cmds, argc, argv);
}
