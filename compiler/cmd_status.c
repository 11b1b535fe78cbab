#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/cmd.h"
#include "compiler/health.h"
#include "compiler/history.h"
#include "compiler/plot.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/newfile.h"
#include "keys/print.h"

/* What is said how about which databases. */
struct asked {
	const struct cmd_args *args;
	const struct conf *conf;
	const struct conf_db **dbs;
	size_t n;
};

/* Those that were named, or all. */
static int
choose(struct asked *q, struct fail *f)
{
	char *const *names = q->args->operands;

	for (size_t i = 0; *names == NULL && i < q->conf->ndbs; i++)
		q->dbs[q->n++] = &q->conf->dbs[i];
	for (; *names != NULL; names++) {
		const struct conf_db *db = cmd_db(q->conf, *names, f);

		if (db == NULL)
			return -1;
		if (q->n == q->conf->ndbs)
			return fail(f, FAIL_USAGE, "%s is named twice", *names);
		q->dbs[q->n++] = db;
	}
	return 0;
}

static int
draw(struct wr *w, const struct asked *q, struct fail *f)
{
	uint32_t now = q->args->now.time;
	struct plot p;
	int rc = 0;

	plot_begin(&p, w, q->n, now);
	for (size_t i = 0; i < q->n && rc == 0; i++) {
		const char *name = q->dbs[i]->policy.name;
		struct history h;

		rc = history_read(&h, q->conf->state, name, now - PLOT_SPAN, f);
		if (rc == 0)
			plot_db(&p, name, h.rows, h.n);
		history_clear(&h);
	}
	plot_end(&p);
	return rc;
}

static int
plot(const struct asked *q, struct fail *f)
{
	const char *to = q->args->plot;
	struct wr w = { 0 };
	int rc;

	if (strcmp(to, "-") == 0) {
		w = print_begin();
		rc = draw(&w, q, f);
		if (print_end(&w, f) == -1)
			rc = -1;
		return rc;
	}
	rc = draw(&w, q, f);
	if (rc == 0)
		rc = newfile_put(to, rd_over(w.buf, w.len), 0644, true, f);
	wr_free(&w);
	return rc;
}

static int
show(const struct asked *q, const struct health_view *v, struct fail *f)
{
	struct wr w;

	if (q->args->plot != NULL)
		return plot(q, f);
	if (q->args->json) {
		print_json(health_json(v));
		return fflush(stdout) == EOF ? fail_errno(f, "standard output")
					     : 0;
	}
	w = print_begin();
	health_table(&w, v);
	return print_end(&w, f);
}

/* Looks at everything, from a publish tree that may not be there yet. */
static int
look(const struct asked *q, enum verdict *verdict, struct fail *f)
{
	int treefd = open(q->conf->publish, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct health *dbs = mem_new(q->n, sizeof(*dbs));
	struct health_view v = { .dbs = dbs,
		.n = q->n,
		.now = q->args->now.time };
	int rc;

	for (size_t i = 0; i < q->n; i++)
		health_read(&dbs[i], q->conf, q->dbs[i], treefd, v.now);
	if (treefd != -1) {
		v.held = lock_look(treefd, &v.holder);
		close(treefd);
	}
	rc = show(q, &v, f);
	*verdict = health_worst(&v);
	for (size_t i = 0; i < q->n; i++)
		health_clear(&dbs[i]);
	free(dbs);
	return rc;
}

static int
run(const struct cmd_args *a, enum verdict *verdict, struct fail *f)
{
	struct conf *conf = conf_read(a->conf, f);
	struct asked q = { .args = a, .conf = conf };
	int rc;

	if (conf == NULL)
		return -1;
	q.dbs = mem_new(conf->ndbs, sizeof(*q.dbs));
	rc = choose(&q, f);
	if (rc == 0)
		rc = look(&q, verdict, f);
	free(q.dbs);
	conf_free(conf);
	return rc;
}

int
cmd_status(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[DATABASE...]",
		"Says how everything stands.  Exits with 0 if all is fine, 1 "
		"if a head is late, 2 if a last build was refused or failed "
		"or a head is past valid-until, 3 if there never was a build "
		"or that cannot be told.",
		0, -1, NULL };
	enum verdict verdict = VERDICT_UNKNOWN;
	struct cmd_args a;

	argp_err_exit_status = VERDICT_UNKNOWN;
	cmd_parse(&a, CMD(CONFIG) | CMD(JSON) | CMD(NOW) | CMD(PLOT), &shape,
	    argc, argv);
	if (run(&a, &verdict, f) == -1) {
		print_event(PRINT_ERROR, "%s", f->msg);
		verdict = VERDICT_UNKNOWN;
	}
	exit(verdict);
}
