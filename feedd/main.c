#include <stdbool.h>

#include "feedd/check.h"
#include "feedd/conf.h"
#include "feedd/run.h"
#include "formats/mem.h"
#include "formats/version.h"
#include "keys/options.h"
#include "keys/print.h"

/* The manual is feedd/feedd.8. */
struct args {
	const char *conf;
	bool test;
};

static const struct options_row rows[] = {
	{ "config", 'c', "FILE", "Configuration (" FEEDD_CONF_PATH ")",
	    options_text, offsetof(struct args, conf) },
	{ "test", 't', NULL, "Only check the configuration and the tree",
	    options_flag, offsetof(struct args, test) },
	{ 0 },
};

static const struct options_shape shape = { NULL,
	"Serves a published tree over HTTP and tells subscribers at once what "
	"is new.",
	0, 0, NULL };

int
main(int argc, char *argv[])
{
	struct args a = { .conf = FEEDD_CONF_PATH };
	struct fail f = { 0 };

	argp_program_version = "feedd " FEEDMILL_VERSION;
	argp_err_exit_status = FAIL_USAGE;
	mem_return_large();
	options_parse(rows, &shape, &a, argc, argv);
	if (a.test)
		check_server(a.conf, &f);
	else
		run_server(a.conf, &f);
	if (f.kind != FAIL_NONE)
		print_event(PRINT_ERROR, "%s", f.msg);
	return f.kind;
}
