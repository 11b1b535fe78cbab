#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/wr.h"
#include "keys/conf_key.h"
#include "keys/pin.h"
#include "subscriber/conf_make.h"

#define STANDS_FOR_DB "{db}"

/* An absolute path of one that may be relative. */
static int
absolute(struct wr *w, const char *path, struct fail *f)
{
	char folder[PATH_MAX];

	if (path[0] != '/' && getcwd(folder, sizeof(folder)) == NULL)
		return fail_errno(f, "the current folder");
	if (path[0] != '/')
		wr_fmt(w, "%s/", strcmp(folder, "/") == 0 ? "" : folder);
	if (strncmp(path, "./", 2) == 0)
		path += 2;
	wr_bytes(w, path, strlen(path) + 1);
	return 0;
}

/* The text with the database in it; with the NUL at its end. */
static void
fill_in(struct wr *w, const char *text, const char *db)
{
	const char *at;

	for (; (at = strstr(text, STANDS_FOR_DB)) != NULL;
	     text = at + strlen(STANDS_FOR_DB)) {
		wr_bytes(w, text, (size_t)(at - text));
		wr_str(w, db);
	}
	wr_bytes(w, text, strlen(text) + 1);
}

/* A key is what is not the path of a file. */
static int
add_root(struct sub_feed *feed, const char *text, struct fail *f)
{
	struct wr w = { 0 };
	int rc;

	if (access(text, F_OK) == -1)
		return pin_root(&feed->roots, text, f);
	rc = absolute(&w, text, f);
	if (rc == 0)
		rc = pin_root(&feed->roots, (const char *)w.buf, f);
	wr_free(&w);
	return rc;
}

static int
add_output(struct sub_conf *conf, struct sub_db *db,
    const struct sub_args *args, const char *text, struct fail *f)
{
	struct wr format = { 0 }, origin = { 0 }, file = { 0 }, path = { 0 };
	struct conf_make_output said = { .hook = args->hook };
	const char *colon = strchr(text, ':');
	int rc;

	if (colon == NULL)
		return fail(f, FAIL_USAGE,
		    "want FORMAT:FILE for an output, not \"%.100s\"", text);
	wr_fmt(&format, "%.*s%c", (int)(colon - text), text, '\0');
	fill_in(&file, colon + 1, db->name);
	if (args->origin != NULL) {
		fill_in(&origin, args->origin, db->name);
		said.origin = (const char *)origin.buf;
	}
	said.format = (const char *)format.buf;
	rc = absolute(&path, (const char *)file.buf, f);
	said.file = (const char *)path.buf;
	if (rc == 0)
		rc = conf_make_output(conf, db, &said, f);
	wr_free(&format);
	wr_free(&origin);
	wr_free(&file);
	wr_free(&path);
	return rc;
}

static int
add_db(struct sub_conf *conf, struct sub_feed *feed,
    const struct sub_args *args, const char *name, struct fail *f)
{
	struct sub_db *db = conf_make_db(feed, name, f);

	if (db == NULL)
		return -1;
	for (size_t i = 0; i < args->outputs.n; i++)
		if (add_output(conf, db, args, args->outputs.texts[i], f) == -1)
			return -1;
	return 0;
}

static int
add_sources(struct sub_conf *conf, struct sub_feed *feed,
    const struct options_list *sources, struct fail *f)
{
	struct fetch_conf access = conf_make_access();
	char scratch[PATH_MAX + 40];

	snprintf(scratch, sizeof(scratch), "%s/%s/scratch", conf->state,
	    feed->name);
	access.scratch_folder = scratch;
	for (size_t i = 0; i < sources->n; i++) {
		access.url = sources->texts[i];
		if (conf_make_source(conf, feed, &access, f) == -1)
			return -1;
	}
	return 0;
}

static int
set_state(struct sub_conf *conf, const char *folder, struct fail *f)
{
	struct wr w = { 0 };
	const char *rule;

	if (folder == NULL)
		return 0;
	if (absolute(&w, folder, f) == -1)
		return -1;
	conf->state = conf_make_text(conf, (const char *)w.buf);
	wr_free(&w);
	rule = conf_path_rule(conf->state);
	return rule == NULL
	    ? 0
	    : fail(f, FAIL_USAGE, "%s, not \"%.100s\"", rule, conf->state);
}

static int
make(struct sub_conf *conf, const struct sub_args *args, char *const *dbs,
    struct fail *f)
{
	struct sub_feed *feed = conf_make_feed(conf, SUB_ARGS_FEED, f);

	if (set_state(conf, args->state, f) == -1)
		return -1;
	for (size_t i = 0; i < args->roots.n; i++)
		if (add_root(feed, args->roots.texts[i], f) == -1)
			return -1;
	if (pin_threshold(&feed->roots, 0, f) == -1 ||
	    add_sources(conf, feed, &args->sources, f) == -1)
		return -1;
	for (; *dbs != NULL; dbs++)
		if (add_db(conf, feed, args, *dbs, f) == -1)
			return -1;
	if (feed->nsources == 0)
		return fail(f, FAIL_USAGE, "no source is given");
	if (feed->ndbs == 0)
		return fail(f, FAIL_USAGE, "no database is named");
	return 0;
}

struct sub_conf *
sub_conf_of_args(const struct sub_args *args, char *const *dbs, struct fail *f)
{
	struct sub_conf *conf = conf_make();

	if (make(conf, args, dbs, f) == 0)
		return conf;
	sub_conf_free(conf);
	return NULL;
}
