/*
 * The status file: what a look leaves in it, what is read back, and metrics
 * that are in Prometheus' format.
 */
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/set.h"
#include "formats/wr.h"
#include "subscriber/conf.h"
#include "subscriber/follow.h"
#include "subscriber/status.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define KEY "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
#define T0  1795305600u

static struct sub_conf *
conf_of(const char *folder, const char *dbs)
{
	char text[900];
	struct fail f = { 0 };
	struct sub_conf *c;

	snprintf(text, sizeof(text),
	    "state = \"%s\" textfile = \"%s/f.prom\" feed x { root = \"" KEY
	    "\" source = \"http://a\" %s }",
	    folder, folder, dbs);
	c = sub_conf_parse(text, strlen(text), "t.conf", &f);
	if (c == NULL)
		errx(1, "%s", f.msg);
	return c;
}

/* A look that brought a set to the first database and nothing to the other. */
static void
look(const struct sub_conf *conf, uint32_t now, bool good, bool looked)
{
	struct follow_db dbs[2] = { 0 };
	struct status_look l = { .feed = &conf->feeds[0],
		.dbs = dbs,
		.n = conf->feeds[0].ndbs,
		.looked = looked,
		.now = now,
		.next = now + 60 };
	struct fail f = { 0 };

	dbs[0].conf = &conf->feeds[0].dbs[0];
	dbs[0].holds = true;
	dbs[0].head = (struct head){ .epoch = 1,
		.serial = T0 - 10,
		.time = T0 - 5,
		.fresh_until = T0 + 600,
		.valid_until = T0 + 3600,
		.entries = 7,
		.snapshot = { .bytes = 99 } };
	if (good) {
		dbs[0].checked = now;
		dbs[0].source = "http://a";
		dbs[0].change =
		    (struct follow_change){ .changed = true, .bytes = 1000 };
	} else {
		fail(&dbs[0].fail, FAIL_ROLLBACK, "an \"old\" head");
	}
	if (l.n > 1) {
		dbs[1].conf = &conf->feeds[0].dbs[1];
		fail(&dbs[1].fail, FAIL_NETWORK, "unreachable");
	}
	is_int(status_put(conf, &l, &f), 0, "a look is noted");
}

static void
test_rows(const struct sub_conf *conf)
{
	const struct status_db *db;
	struct fail f = { 0 };
	struct status s;

	is_int(status_read(&s, conf->state, &f), 0, "nothing at first");
	status_free(&s);
	look(conf, T0, true, true);
	look(conf, T0 + 60, false, true);
	look(conf, T0 + 61, false, false);
	look(conf, T0 + 62, true, false);
	is_int(status_read(&s, conf->state, &f), 1, "then there is a file");
	is_int((long long)s.n, 2, "of two rows");
	db = status_find(&s, "x", "qil");
	is_int(db->serial, T0 - 10, "serial");
	is_int(db->fresh_until, T0 + 600, "fresh until");
	is_int((long long)db->entries, 7, "entries");
	is_int((long long)db->bytes, 99, "bytes");
	is_int(db->looked, T0 + 60, "when looked at: writing is none");
	is_int(db->checked, T0, "when believed: not when it failed");
	is_str(db->source, "http://a", "from whom");
	is_int(db->next, T0 + 120, "when next");
	is_int(db->fail.kind, FAIL_NONE, "what is mended is no failure");
	is_int(db->failed, T0 + 60, "but it is known when it was");
	is_int((long long)db->looks, 2, "how many looks");
	is_int((long long)db->failures, 1, "how many failures");
	is_int((long long)db->changes, 1, "how many changes");
	is_int((long long)db->received, 1000, "how many bytes");
	is_int(status_of(db, T0 + 599), STATUS_FRESH, "fresh");
	is_int(status_of(db, T0 + 600), STATUS_LATE, "late");
	is_int(status_of(db, T0 + 3600), STATUS_STALE, "stale");
	db = status_find(&s, "x", "rbl");
	is_int(status_of(db, T0), STATUS_NONE, "none");
	is_int(db->fail.kind, FAIL_NETWORK, "a failure's kind");
	is_str(db->fail.msg, "unreachable", "and its message");
	ok(status_find(&s, "y", "rbl") == NULL, "no such feed");
	status_free(&s);
}

static bool
is_name(const char *p, size_t n)
{
	if (n == 0 || isdigit((unsigned char)*p))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)p[i]) && p[i] != '_')
			return false;
	return true;
}

/* name{name="...",name="..."} digits */
static bool
is_sample(const char *line, const char *metric)
{
	const char *p = line + strlen(metric);

	if (strncmp(line, metric, strlen(metric)) != 0 || *p != '{')
		return false;
	do {
		size_t n = strcspn(++p, "=");

		if (!is_name(p, n) || p[n + 1] != '"')
			return false;
		p += n + 2;
		n = strcspn(p, "\"\\\n");
		if (p[n] != '"')
			return false;
		p += n + 1;
	} while (*p == ',');
	if (strncmp(p, "} ", 2) != 0 || p[2] == '\0')
		return false;
	return p[2 + strspn(p + 2, "0123456789")] == '\0';
}

/* Each line is HELP, then TYPE, then samples of that metric. */
static bool
is_exposition(char *text, unsigned *samples)
{
	char metric[80] = "", type[20] = "";
	char *save = NULL;

	*samples = 0;
	for (char *l = strtok_r(text, "\n", &save); l != NULL;
	     l = strtok_r(NULL, "\n", &save)) {
		if (sscanf(l, "# HELP %79s", metric) == 1) {
			if (!is_name(metric, strlen(metric)))
				return false;
			type[0] = '\0';
		} else if (l[0] == '#') {
			char of[80];

			if (sscanf(l, "# TYPE %79s %19s", of, type) != 2 ||
			    strcmp(of, metric) != 0 ||
			    (strcmp(type, "gauge") != 0 &&
				strcmp(type, "counter") != 0) ||
			    (strcmp(type, "counter") == 0) !=
				(strstr(of, "_total") != NULL))
				return false;
		} else {
			if (type[0] == '\0' || !is_sample(l, metric))
				return false;
			++*samples;
		}
	}
	return true;
}

static void
test_metrics(const struct sub_conf *conf)
{
	unsigned samples;
	char path[80];
	size_t n;
	char *text;

	snprintf(path, sizeof(path), "%s/f.prom", conf->state);
	text = slurp(path, &n);
	ok(strstr(text,
	       "\n# TYPE feedsub_failures_total counter\n"
	       "feedsub_failures_total{feed=\"x\",db=\"qil\"} 1\n"
	       "feedsub_failures_total{feed=\"x\",db=\"rbl\"} 2\n") != NULL,
	    "a metric");
	ok(strstr(text, "feedsub_failing{feed=\"x\",db=\"rbl\"} 20\n") != NULL,
	    "what fails");
	ok(is_exposition(text, &samples), "all are as Prometheus wants them");
	is_int(samples % 2, 0, "as many for both databases");
	ok(samples >= 20, "and many");
	free(text);
}

/* Another configuration; a file that is none. */
static void
test_changes(const char *folder)
{
	struct sub_conf *conf = conf_of(folder, "database rbl {}");
	struct fail f = { 0 };
	struct status s;
	char path[80];

	look(conf, T0 + 70, true, true);
	status_read(&s, folder, &f);
	is_int((long long)s.n, 1, "what is configured no more is gone");
	is_str(s.dbs[0].db, "rbl", "and what is stays");
	is_int((long long)s.dbs[0].failures, 2, "with its numbers");
	status_free(&s);
	snprintf(path, sizeof(path), "%s/status.json", folder);
	put(path, "{");
	is_int(status_read(&s, folder, &f), -1, "a broken file is told");
	is_int(f.kind, FAIL_FORMAT, "by its kind");
	status_free(&s);
	look(conf, T0 + 80, true, true);
	f = (struct fail){ 0 };
	is_int(status_read(&s, folder, &f), 1, "and replaced");
	is_int((long long)s.dbs[0].looks, 1, "beginning anew");
	status_free(&s);
	put(path,
	    "{ \"version\": 1, \"databases\": [ 1, {}, { \"db\": 5 } ] }");
	is_int(status_read(&s, folder, &f), 1, "odd rows do no harm");
	status_free(&s);
	sub_conf_free(conf);
}

int
main(void)
{
	char folder[] = "/tmp/feedmill-unit.XXXXXX", command[80];
	struct sub_conf *conf;

	if (mkdtemp(folder) == NULL)
		err(1, "mkdtemp");
	conf = conf_of(folder, "database qil {} database rbl {}");
	test_rows(conf);
	test_metrics(conf);
	sub_conf_free(conf);
	test_changes(folder);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) != 0 || tap_end();
}
