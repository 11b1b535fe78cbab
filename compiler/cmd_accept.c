#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/accept.h"
#include "compiler/cmd.h"
#include "compiler/log.h"
#include "formats/head.h"
#include "keys/published.h"

static int
no_rule(const char *name, struct fail *f)
{
	char names[200] = "";
	size_t n = 0;

	for (int i = 0; guard_name(i) != NULL; i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, " %s",
		    guard_name(i));
	return fail(f, FAIL_USAGE, "no rule \"%s\"; there are%s", name, names);
}

/* What is published now; what that is, if it cannot be read, is open. */
static uint32_t
serial_of(const struct conf *conf, const char *db)
{
	int treefd = open(conf->publish, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct fail unheard = { 0 };
	struct head h = { 0 };
	int rc = 0;

	if (treefd != -1) {
		rc = published_last(treefd, db, &h, &unheard);
		close(treefd);
	}
	return rc == 1 ? h.serial : rc == 0 ? 0 : ACCEPT_ANY;
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	const char *db = a->operands[0], *name = a->operands[1];
	enum guard_rule rule;
	char text[100];

	if (cmd_db(conf, db, f) == NULL)
		return -1;
	if (!guard_named(name, &rule))
		return no_rule(name, f);
	snprintf(text, sizeof(text), "accept %s", name);
	if (accept_add(conf->state, db, serial_of(conf, db), rule, f) == -1 ||
	    log_add(conf->state, a->now.time, db, text, f) == -1)
		return -1;
	printf("the next build of %s may break \"%s\"\n", db, name);
	return 0;
}

int
cmd_accept(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "DATABASE RULE",
		"Lets the next build of a database break one rule of its "
		"guards, once.",
		2, 2, NULL };
	struct cmd_args a;

	cmd_parse(&a, CMD(CONFIG), &shape, argc, argv);
	return cmd_with_conf(&a, run, f);
}
