#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/audit.h"
#include "compiler/cmd.h"
#include "compiler/intake.h"
#include "compiler/path.h"
#include "compiler/policy.h"
#include "compiler/spool.h"
#include "formats/record.h"
#include "formats/source.h"
#include "keys/keyfile.h"
#include "keys/print.h"

/* What is looked at, and what came of it. */
struct check {
	const struct conf_db *db; /* NULL: records of no known database */
	uint32_t now;
	unsigned long records, bad, files;
	size_t databases, texts; /* published and good */
	unsigned long untrusted, soon;
	bool followable; /* there is a catalog */
};

static int
on_record(void *arg, const struct record *r, const struct place *at,
    struct fail *f)
{
	struct check *c = arg;

	(void)at;
	c->records++;
	if (c->db == NULL)
		return 0;
	return policy_check_record(&c->db->policy, r, c->now, f);
}

/* A bad line, or what cannot be read at all. */
static void
say_bad(struct check *c, const struct fail *why)
{
	c->bad++;
	print_warning("%s", why->msg);
}

static int
on_bad(void *arg, const struct place *at, const struct fail *why)
{
	(void)at;
	say_bad(arg, why);
	return 0;
}

static void
check_given(struct check *c, const char *path)
{
	struct source_sink sink = { on_record, on_bad, c };
	struct fail f = { 0 };

	c->files++;
	if (source_read_file(AT_FDCWD, path, path, NULL, &sink, &f) == -1)
		say_bad(c, &f);
}

/* A folder of the spool, as a build reads it. */
struct folder {
	int fd;
	const char *path;
	const struct source_format *format; /* NULL: by the files' names */
};

static void
check_file(struct check *c, const struct folder *folder, const char *name)
{
	struct source_sink sink = { on_record, on_bad, c };
	struct fail f = { 0 };
	char shown[PATH_MAX];

	c->files++;
	if (path_join(shown, &f, "%s/%s", folder->path, name) == -1 ||
	    source_read_file(folder->fd, name, shown, folder->format, &sink,
		&f) == -1)
		say_bad(c, &f);
}

/* What of a source's folder can be read, whatever else is wrong with it. */
static int
check_files_of(struct check *c, const char *path, const struct spool_source *s,
    struct fail *f)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	const struct conf_source *said = conf_source(c->db, s->name);
	struct folder folder = {
		.fd = open(path, flags),
		.path = path,
		.format = said != NULL ? said->format : NULL,
	};

	if (folder.fd == -1)
		return fail_errno(f, "%s", path);
	for (size_t i = 0; i < s->nfiles; i++)
		check_file(c, &folder, s->files[i].path);
	close(folder.fd);
	return 0;
}

static void
check_source(struct check *c, const char *spool, const struct spool_source *s)
{
	struct fail wrong = s->fail, f = { 0 };
	char path[PATH_MAX];

	if (wrong.kind != FAIL_NONE) {
		fail_at(&wrong, "%s/%s", spool, s->name);
		say_bad(c, &wrong);
	}
	if (s->nfiles > 0 &&
	    (path_join(path, &f, "%s/%s", spool, s->name) == -1 ||
		check_files_of(c, path, s, &f) == -1))
		say_bad(c, &f);
}

static int
check_spool(struct check *c, const struct conf *conf, struct fail *f)
{
	char folder[PATH_MAX];
	struct spool spool;
	int result;

	if (intake_spool(folder, conf, c->db, f) == -1)
		return -1;
	result = spool_scan(&spool, folder, f);
	for (size_t i = 0; i < spool.n; i++)
		check_source(c, folder, &spool.sources[i]);
	spool_free(&spool);
	return result;
}

static void
on_untrusted(void *arg, const struct fail *why)
{
	struct check *c = arg;

	c->untrusted++;
	print_warning("%s", why->msg);
}

static void
on_soon(void *arg, const struct fail *why)
{
	struct check *c = arg;

	c->soon++;
	print_warning("%s", why->msg);
}

static int
check_tree(struct check *c, const struct conf *conf, const struct cmd_args *a,
    const struct conf_db *only, struct fail *f)
{
	struct audit audit = { .bad = on_untrusted,
		.soon = on_soon,
		.arg = c,
		.now = c->now };
	struct pubkey public;
	int result = 0;

	if (a->public != NULL) {
		if (pubkey_read(&public, a->public, f) == -1)
			return -1;
		audit.public = &public;
	}
	audit.treefd = open(conf->publish, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (audit.treefd == -1 && errno != ENOENT)
		return fail_errno(f, "%s", conf->publish);
	if (audit.treefd != -1)
		audit_catalog(&audit);
	for (size_t i = 0; i < conf->ndbs && result == 0; i++) {
		if (audit.treefd != -1 &&
		    (only == NULL || only == &conf->dbs[i]))
			result = audit_database(&audit, &conf->dbs[i], f);
	}
	if (audit.treefd != -1)
		close(audit.treefd);
	c->databases = audit.databases;
	c->texts = audit.texts;
	c->followable = audit.has_catalog;
	return result;
}

static int
judge(const struct check *c, struct fail *f)
{
	if (c->untrusted > 0)
		return fail(f, FAIL_TRUST,
		    "what is published is not what was signed");
	if (c->bad > 0)
		return fail(f, FAIL_SYNTAX, "not everything is good");
	if (c->soon > 0)
		return fail(f, FAIL_HELD,
		    "all is good, but the roots have to sign a new catalog");
	return 0;
}

static void
print_records(const struct check *c)
{
	printf("%lu records in %lu files, %lu bad lines\n", c->records,
	    c->files, c->bad);
}

static void
print_published(const struct check *c)
{
	printf("published: %zu databases, %zu texts, %lu bad\n", c->databases,
	    c->texts, c->untrusted);
	if (c->databases > 0 && !c->followable && c->untrusted == 0)
		puts("no catalog: nobody can follow them until roots have "
		     "signed one; make it with \"feedkey catalog make\" and "
		     "publish it with \"feedc catalog\"");
}

static int
check_files(const struct cmd_args *a, const struct conf_db *db, struct fail *f)
{
	struct check c = { .now = a->now.time, .db = db };

	for (char **path = a->operands; *path != NULL; path++)
		check_given(&c, *path);
	if (!a->quiet)
		print_records(&c);
	return judge(&c, f);
}

static int
check_all(const struct cmd_args *a, const struct conf *conf,
    const struct conf_db *only, struct fail *f)
{
	struct check c = { .now = a->now.time };

	for (size_t i = 0; i < conf->ndbs; i++) {
		c.db = &conf->dbs[i];
		if (c.db->policy.kind != POLICY_MASK &&
		    (only == NULL || c.db == only) &&
		    check_spool(&c, conf, f) == -1)
			return -1;
	}
	if (check_tree(&c, conf, a, only, f) == -1)
		return -1;
	if (!a->quiet) {
		print_records(&c);
		print_published(&c);
	}
	return judge(&c, f);
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	const struct conf_db *only =
	    a->db != NULL ? cmd_db(conf, a->db, f) : NULL;

	if (a->db != NULL && only == NULL)
		return -1;
	if (a->operands[0] != NULL)
		return check_files(a, only, f);
	return check_all(a, conf, only, f);
}

int
cmd_check(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[FILE...]",
		"Checks the configuration, every record in the spool and "
		"everything published, or only the records in the files "
		"given, and tells of all that is bad.",
		0, -1, NULL };
	struct cmd_args a;

	cmd_parse(&a,
	    CMD(CONFIG) | CMD(DB) | CMD(NOW) | CMD(PUBLIC) | CMD(QUIET), &shape,
	    argc, argv);
	if (a.operands[0] != NULL && a.db == NULL)
		return check_files(&a, NULL, f);
	return cmd_with_conf(&a, run, f);
}
