#include <stdbool.h>
#include <stdio.h>

#include "formats/fail.h"
#include "keys/catalog_show.h"
#include "keys/cmd.h"
#include "keys/print.h"

struct args {
	bool json;
};

/* clang-format off */
static const struct options_row options[] = {
	{ "json", 0, NULL, "Print JSON",
	    options_flag, offsetof(struct args, json) },
	{ 0 },
};

/* clang-format on */

static int
show(const char *path, const struct args *a, struct fail *f)
{
	struct cmd_catalog *c = cmd_catalog_read(path, f);
	struct wr out;
	int rc = 0;

	if (c == NULL)
		return -1;
	if (a->json) {
		print_json(catalog_show_json(&c->catalog, &c->file));
	} else {
		out = print_begin();
		catalog_show(&out, &c->catalog, &c->file);
		rc = print_end(&out, f);
	}
	cmd_catalog_free(c);
	return rc;
}

int
cmd_catalog_show(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE",
		"Says what a catalog says, and which of its roots have signed "
		"it.",
		1, 1, NULL };
	struct args a = { 0 };
	char **file = options_parse(options, &shape, &a, argc, argv);

	return show(file[0], &a, f);
}
