#include <stdlib.h>

#include "formats/fail.h"
#include "formats/mem.h"
#include "keys/cmd.h"
#include "keys/program.h"

static const struct program_cmd cmds[] = {
	{ "check", cmd_catalog_check, "say whether a catalog is good" },
	{ "make", cmd_catalog_make, "make the next catalog, to be signed" },
	{ "show", cmd_catalog_show, "say what a catalog says" },
	{ "sign", cmd_catalog_sign, "add a root's signature to a catalog" },
	{ 0 },
};

int
cmd_catalog(int argc, char *argv[], struct fail *f)
{
	return program_sub(cmds, argc, argv, f);
}

struct cmd_catalog *
cmd_catalog_read(const char *path, struct fail *f)
{
	struct cmd_catalog *c = mem_new(1, sizeof(*c));

	if (cmd_read(&c->bytes, path, CATALOG_MAX, f) == -1) {
		cmd_catalog_free(c);
		return NULL;
	}
	if (roots_split(&c->file, rd_over(c->bytes.buf, c->bytes.len), f) ==
		-1 ||
	    roots_read(&c->catalog, &c->file, f) == -1) {
		fail_at(f, "%s", path);
		cmd_catalog_free(c);
		return NULL;
	}
	return c;
}

struct rd
cmd_catalog_bytes(const struct cmd_catalog *c)
{
	return rd_over(c->bytes.buf, c->bytes.len);
}

void
cmd_catalog_free(struct cmd_catalog *c)
{
	if (c == NULL)
		return;
	wr_free(&c->bytes);
	free(c);
}
