#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/build.h"
#include "compiler/cmd.h"
#include "compiler/crew.h"
#include "compiler/report.h"
#include "compiler/tally.h"
#include "formats/mem.h"
#include "keys/passphrase.h"
#include "keys/print.h"

static bool
is_among(const struct conf_db *db, const struct conf_db **dbs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (dbs[i] == db)
			return true;
	}
	return false;
}

/* A mask goes with each of its members.  Returns how many there are then. */
static size_t
add_masks(const struct conf *conf, const struct conf_db **dbs, size_t n)
{
	for (size_t i = 0; i < conf->ndbs; i++) {
		const struct conf_db *mask = &conf->dbs[i];
		const struct policy *p = &mask->policy;

		for (size_t k = 0; k < p->nmembers; k++) {
			const struct conf_db *member =
			    conf_db(conf, p->members[k].db);

			if (p->kind == POLICY_MASK &&
			    is_among(member, dbs, n) && !is_among(mask, dbs, n))
				dbs[n++] = mask;
		}
	}
	return n;
}

/*
 * The databases that were named, each once, or all.  Returns how many, 0 if
 * there is none of a name.
 */
static size_t
choose(const struct conf *conf, char **names, const struct conf_db **dbs,
    struct fail *f)
{
	size_t n = 0;

	if (names[0] == NULL) {
		for (; n < conf->ndbs; n++)
			dbs[n] = &conf->dbs[n];
		return n;
	}
	for (; *names != NULL; names++) {
		const struct conf_db *db = cmd_db(conf, *names, f);

		if (db == NULL)
			return 0;
		if (!is_among(db, dbs, n))
			dbs[n++] = db;
	}
	return add_masks(conf, dbs, n);
}

/* The first of the builds that failed, if there is one. */
static const struct build *
find_failed(const struct build *builds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (builds[i].state == BUILD_FAILED)
			return &builds[i];
	}
	return NULL;
}

/* The exit code: the first failure, or that something was held back. */
static int
judge(const struct build *builds, size_t n, size_t warnings, struct fail *f)
{
	const struct build *failed = find_failed(builds, n);

	if (failed != NULL)
		return fail(f, failed->fail.kind,
		    "not every database was built");
	for (size_t i = 0; i < n; i++) {
		if (builds[i].fail.kind != FAIL_NONE)
			return fail(f, builds[i].fail.kind,
			    "published, but not all is well");
	}
	if (warnings > 0)
		return fail(f, FAIL_HELD,
		    "published, but %zu sources need attention", warnings);
	return 0;
}

/* The feeds are out, whether those who watch hear of it or not. */
static void
put_metrics(const struct conf *conf)
{
	struct fail f = { 0 };

	if (tally_textfile(conf, &f) == -1)
		print_warning("%s", f.msg);
}

static int
compile(const struct cmd_args *a, struct crew_job *job, struct fail *f)
{
	struct build *builds = mem_new(job->ndbs, sizeof(*builds));
	int result = crew_run(builds, job, f);

	if (result == 0) {
		put_metrics(job->conf);
		if (a->json)
			report_json(builds, job->ndbs, job->now);
		else if (!a->quiet)
			report_table(builds, job->ndbs);
		result = judge(builds, job->ndbs,
		    report_warnings(builds, job->ndbs), f);
	}
	for (size_t i = 0; i < job->ndbs; i++)
		build_free(&builds[i]);
	free(builds);
	return result;
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	const struct conf_db **dbs = mem_new(conf->ndbs, sizeof(*dbs));
	struct passphrase passphrase = { .file = a->passphrase_file,
		.fail = f };
	struct crew_job job = { .conf = conf,
		.dbs = dbs,
		.ndbs = choose(conf, a->operands, dbs, f),
		.now = a->now.time,
		.threads = a->jobs,
		.passphrase = &passphrase };
	int result = -1;

	if (job.ndbs > 0)
		result = a->test ? 0 : compile(a, &job, f);
	if (result == 0 && a->test && !a->quiet)
		printf("%s: good, %zu databases\n", a->conf, conf->ndbs);
	free(dbs);
	return result;
}

int
cmd_compile(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[DATABASE...]",
		"Makes feeds of all databases, or of those named and the masks "
		"that they are in, from the records in the spool.",
		0, -1, NULL };
	struct cmd_args a;

	cmd_parse(&a,
	    CMD(CONFIG) | CMD(TEST) | CMD(JOBS) | CMD(QUIET) |
		CMD(PASSPHRASE_FILE) | CMD(JSON) | CMD(NOW),
	    &shape, argc, argv);
	return cmd_with_conf(&a, run, f);
}
