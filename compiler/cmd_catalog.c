#include <stdio.h>

#include "compiler/cmd.h"
#include "compiler/delegation.h"
#include "compiler/tree.h"
#include "compiler/tree_catalog.h"
#include "formats/catalog.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "keys/conf_text.h"
#include "keys/print.h"
#include "keys/roots.h"
#include "keys/watch.h"

/* What the configuration and what is published say that it does not. */
static void
compare(const struct conf *conf, int treefd, const struct catalog *c)
{
	for (size_t i = 0; i < conf->ndbs; i++) {
		const char *name = conf->dbs[i].policy.name;
		const struct catalog_db *db = catalog_db(c, name);
		struct fail why = { 0 };

		if (db == NULL)
			print_warning("%s: is not in the catalog: nobody can "
				      "follow it",
			    name);
		else if (db->epoch != conf->dbs[i].epoch)
			print_warning("%s: is of epoch %u in the catalog, and "
				      "of %u in the configuration",
			    name, db->epoch, conf->dbs[i].epoch);
		else if (delegation_head(c, treefd, name, &why) == -1)
			print_warning("no subscriber takes what is published "
				      "of %s: %s",
			    name, why.msg);
	}
}

/* Keeps what makes a catalog useless; warns of the rest. */
static void
on_watch(void *arg, const struct fail *why)
{
	struct fail *f = arg;

	if (why->kind == FAIL_STALE || why->kind == FAIL_FUTURE)
		fail(f, why->kind, "%s", why->msg);
	else
		print_warning("%s", why->msg);
}

static int
put(const struct conf *conf, struct rd file, struct catalog *c,
    struct tree_catalog_news *news, struct fail *f)
{
	struct tree *t = tree_open(conf->publish, f);
	int rc = -1;

	if (t != NULL) {
		rc = tree_catalog_put(t, file, c, news, f);
		if (rc == 0)
			compare(conf, tree_fd(t), c);
		if (news->restored > 0)
			print_warning("the tree had no good catalog: restored "
				      "from catalog.%u",
			    news->restored);
	}
	tree_close(t);
	return rc;
}

/* Before it is in place: nobody would take it. */
static int
check_time(const struct cmd_args *a, struct rd file, struct fail *f)
{
	struct catalog c;

	if (roots_own(file, &c, f) == -1)
		return -1;
	watch_catalog(&c, a->now.time, on_watch, f);
	return f->kind == FAIL_NONE ? 0 : -1;
}

static void
tell(const struct catalog *c, const struct tree_catalog_news *news)
{
	static const char *const says[] = {
		[TREE_CATALOG_SAME] = "was already published",
		[TREE_CATALOG_NEW] = "is published",
		[TREE_CATALOG_SIGNED] =
		    "is published again with more signatures",
		[TREE_CATALOG_OTHER] =
		    "was already published with other signatures, which stay",
	};
	char until[STAMP_TEXT];

	stamp_text(until, c->valid_until);
	printf("version %u of the catalog %s, valid until %s\n", c->version,
	    says[news->is], until);
}

static int
publish(const struct cmd_args *a, const struct conf *conf, struct rd file,
    struct fail *f)
{
	struct tree_catalog_news news = { 0 };
	struct catalog c;

	if (check_time(a, file, f) == -1 || put(conf, file, &c, &news, f) == -1)
		return -1;
	if (!a->quiet)
		tell(&c, &news);
	return 0;
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	const char *path = a->operands[0];
	struct wr w = { 0 };
	int rc = conf_text_load(&w, path, f);

	if (rc == 0 && publish(a, conf, rd_over(w.buf, w.len), f) == -1)
		rc = fail_at(f, "%s", path);
	wr_free(&w);
	return rc;
}

int
cmd_catalog(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "FILE",
		"Publishes a catalog that the roots have signed.", 1, 1, NULL };
	struct cmd_args a;

	cmd_parse(&a, CMD(CONFIG) | CMD(NOW) | CMD(QUIET), &shape, argc, argv);
	return cmd_with_conf(&a, run, f);
}
