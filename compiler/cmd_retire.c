#include <stdio.h>

#include "compiler/cmd.h"
#include "compiler/intake.h"
#include "compiler/keep.h"
#include "compiler/log.h"
#include "compiler/spool.h"

/* A source with files in the spool would be back with the next build. */
static int
check_gone(const char *folder, const char *name, struct fail *f)
{
	const struct spool_source *s;
	struct spool spool;
	int result = spool_scan(&spool, folder, f);

	s = spool_find(&spool, name);
	if (result == 0 && s != NULL && s->nfiles > 0)
		result = fail(f, FAIL_USAGE,
		    "%.200s/%s still has files: remove them first", folder,
		    name);
	spool_free(&spool);
	return result;
}

static int
check_kept(const char *folder, const char *name, struct fail *f)
{
	struct spool kept;
	int result = spool_scan(&kept, folder, f);

	if (result == 0 && spool_find(&kept, name) == NULL)
		result = fail(f, FAIL_USAGE, "no source \"%s\" is known", name);
	spool_free(&kept);
	return result;
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	const char *source = a->operands[1];
	const struct conf_db *db = cmd_db(conf, a->operands[0], f);
	char spool[PATH_MAX], kept[PATH_MAX], text[300];

	if (db == NULL || intake_spool(spool, conf, db, f) == -1 ||
	    intake_kept(kept, conf, db, f) == -1 ||
	    check_gone(spool, source, f) == -1 ||
	    check_kept(kept, source, f) == -1 ||
	    keep_forget(kept, source, f) == -1)
		return -1;
	snprintf(text, sizeof(text), "retire %s", source);
	if (log_add(conf->state, a->now.time, db->policy.name, text, f) == -1)
		return -1;
	printf("%s has no source %s any more\n", db->policy.name, source);
	return 0;
}

int
cmd_retire(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "DATABASE SOURCE",
		"Says goodbye to a source that has gone empty: the next build "
		"goes without it.",
		2, 2, NULL };
	struct cmd_args a;

	cmd_parse(&a, CMD(CONFIG), &shape, argc, argv);
	return cmd_with_conf(&a, run, f);
}
