#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"
#include "keys/pin.h"
#include "subscriber/conf_make.h"
#include "subscriber/conf_said.h"

/* A feed that is being read. */
struct reading {
	struct sub_conf *conf;
	struct sub_feed *feed;
	struct said_feed said;
	cfg_t *section;
};

/* Gives what a part's making failed with its place. */
static int
bad_part(cfg_t *section, cfg_opt_t *opt, const struct fail *why, struct fail *f)
{
	return conf_text_bad(section, opt, f, "%s", why->msg);
}

static const char *
first_of(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

static uint32_t
first_number(uint32_t a, uint32_t b, uint32_t c)
{
	return a > 0 ? a : b > 0 ? b : c;
}

static int
add_output(struct reading *r, struct sub_db *db, cfg_t *section,
    const struct said_output *o, struct fail *f)
{
	const struct said_output *all = &r->said.output;
	const struct said_output *ns = o->nns > 0 ? o : all;
	struct conf_make_output said = { .format = cfg_title(section),
		.file = o->file,
		.origin = o->origin,
		.contact = first_of(o->contact, all->contact),
		.hook = first_of(o->hook, all->hook),
		.nns = ns->nns,
		.ttl = first_number(o->ttl, all->ttl, 0),
		.hook_seconds =
		    first_number(o->hook_seconds, all->hook_seconds, 0) };
	struct fail why = { 0 };
	char *below = NULL;
	int rc;

	if (o->origin == NULL && all->origin != NULL &&
	    asprintf(&below, "%s.%s", db->name, all->origin) == -1)
		abort();
	said.origin = first_of(o->origin, below);
	for (size_t i = 0; i < ns->nns; i++)
		said.ns[i] = ns->ns[i];
	rc = conf_make_output(r->conf, db, &said, &why);
	free(below);
	return rc == 0 ? 0 : bad_part(section, NULL, &why, f);
}

static int
read_output(struct reading *r, struct sub_db *db, cfg_t *section,
    struct fail *f)
{
	struct said_output o = { 0 };
	int rc = -1;

	if (conf_key_read(section, conf_said_output, &o, f) == 0 &&
	    conf_key_read(section, conf_said_file, &o, f) == 0)
		rc = add_output(r, db, section, &o, f);
	conf_said_free_output(&o);
	return rc;
}

static int
read_db(struct reading *r, cfg_t *section, struct fail *f)
{
	struct fail why = { 0 };
	struct sub_db *db = conf_make_db(r->feed, cfg_title(section), &why);

	if (db == NULL)
		return bad_part(section, NULL, &why, f);
	db->stale = r->said.stale;
	if (conf_key_read(section, conf_said_stale, &db->stale, f) == -1)
		return -1;
	for (unsigned i = 0; i < cfg_size(section, "output"); i++)
		if (read_output(r, db, cfg_getnsec(section, "output", i), f) ==
		    -1)
			return -1;
	return 0;
}

static int
add_source(struct reading *r, const char *url, const struct said_access *a,
    struct fail *why)
{
	const struct said_access *all = &r->said.access;
	struct fetch_conf to = conf_make_access();
	struct wr scratch = { 0 };
	int rc;

	wr_fmt(&scratch, "%s/%s/scratch%c", r->conf->state, r->feed->name,
	    '\0');
	to.url = url;
	to.proxy = first_of(a->proxy, all->proxy);
	to.ca_file = first_of(a->ca_file, all->ca_file);
	to.cert_file = a->cert_file;
	to.key_file = a->key_file;
	to.token_file = a->token_file;
	to.password_file = a->password_file;
	to.rsync_program = first_of(a->rsync_program, all->rsync_program);
	to.connect_seconds =
	    first_number(a->connect, all->connect, to.connect_seconds);
	to.stall_seconds = first_number(a->stall, all->stall, to.stall_seconds);
	to.total_seconds = first_number(a->total, all->total, to.total_seconds);
	to.never_waits =
	    (a->wait != SAID_NOTHING ? a->wait : all->wait) == SAID_NO;
	to.scratch_folder = (const char *)scratch.buf;
	rc = conf_make_source(r->conf, r->feed, &to, why);
	wr_free(&scratch);
	return rc;
}

/* A url, with what its section "access" says, if it has one. */
static int
read_source(struct reading *r, const char *url, struct fail *f)
{
	cfg_t *section = cfg_gettsec(r->section, "access", url);
	struct said_access a = { 0 };
	struct fail why = { 0 };
	int rc = 0;

	if (section != NULL &&
	    (conf_key_read(section, conf_said_access, &a, f) == -1 ||
		conf_key_read(section, conf_said_secret, &a, f) == -1))
		rc = -1;
	else if (add_source(r, url, &a, &why) == -1)
		rc = bad_part(section != NULL ? section : r->section,
		    section != NULL ? NULL : cfg_getopt(r->section, "source"),
		    &why, f);
	conf_said_free_access(&a);
	return rc;
}

static int
read_sources(struct reading *r, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(r->section, "source");
	size_t n = 0;

	for (unsigned i = 0; i < cfg_opt_size(opt); i++)
		if (read_source(r, cfg_opt_getnstr(opt, i), f) == -1)
			return -1;
	if (r->feed->nsources == 0)
		return conf_text_bad(r->section, NULL, f, "%s has no source",
		    r->feed->name);
	for (unsigned i = 0; i < cfg_size(r->section, "access"); i++) {
		cfg_t *section = cfg_getnsec(r->section, "access", i);

		for (n = 0; n < r->feed->nsources; n++)
			if (strcmp(r->feed->sources[n].url,
				cfg_title(section)) == 0)
				break;
		if (n == r->feed->nsources)
			return conf_text_bad(section, NULL, f,
			    "%s has no such source", r->feed->name);
	}
	return 0;
}

static int
read_roots(struct reading *r, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(r->section, "root");
	cfg_opt_t *threshold = cfg_getopt(r->section, "threshold");
	struct fail why = { 0 };

	for (unsigned i = 0; i < cfg_opt_size(opt); i++)
		if (pin_root(&r->feed->roots, cfg_opt_getnstr(opt, i), &why) ==
		    -1)
			return bad_part(r->section, opt, &why, f);
	if (conf_text_given(threshold) && r->said.threshold == 0)
		return conf_text_bad(r->section, threshold, f,
		    "at least one root has to sign");
	if (pin_threshold(&r->feed->roots, r->said.threshold, &why) == -1)
		return bad_part(r->section,
		    conf_text_given(threshold) ? threshold : NULL, &why, f);
	return 0;
}

static int
read_dbs(struct reading *r, struct fail *f)
{
	unsigned n = cfg_size(r->section, "database");

	for (unsigned i = 0; i < n; i++)
		if (read_db(r, cfg_getnsec(r->section, "database", i), f) == -1)
			return -1;
	if (n == 0)
		return conf_text_bad(r->section, NULL, f,
		    "%s: no database is named", r->feed->name);
	return 0;
}

static int
read_said(struct reading *r, struct fail *f)
{
	if (conf_key_read(r->section, conf_said_feed, &r->said, f) == -1 ||
	    conf_key_read(r->section, conf_said_access, &r->said.access, f) ==
		-1 ||
	    conf_key_read(r->section, conf_said_output, &r->said.output, f) ==
		-1)
		return -1;
	r->feed->interval = r->said.interval;
	if (r->said.skew > 0)
		r->feed->skew = r->said.skew;
	return 0;
}

static int
read_feed(struct sub_conf *conf, cfg_t *section, struct fail *f)
{
	struct reading r = { .conf = conf, .section = section };
	struct fail why = { 0 };
	int rc = -1;

	r.feed = conf_make_feed(conf, cfg_title(section), &why);
	if (r.feed == NULL)
		return bad_part(section, NULL, &why, f);
	if (read_said(&r, f) == 0 && read_roots(&r, f) == 0 &&
	    read_sources(&r, f) == 0 && read_dbs(&r, f) == 0)
		rc = 0;
	conf_said_free_access(&r.said.access);
	conf_said_free_output(&r.said.output);
	return rc;
}

static int
read_whole(struct sub_conf *conf, cfg_t *root, struct fail *f)
{
	struct said_whole whole = { 0 };
	int rc = conf_key_read(root, conf_said_whole, &whole, f);
	unsigned n = cfg_size(root, "feed");

	if (whole.state != NULL)
		conf->state = conf_make_text(conf, whole.state);
	conf->textfile = conf_make_text(conf, whole.textfile);
	free(whole.state);
	free(whole.textfile);
	if (rc == 0 && conf->textfile != NULL &&
	    conf_make_own_rule(conf, conf->textfile) != NULL)
		return conf_text_bad(root, cfg_getopt(root, "textfile"), f,
		    "%s %s", conf->textfile,
		    conf_make_own_rule(conf, conf->textfile));
	if (rc == 0 && n == 0)
		return conf_text_bad(root, NULL, f, "no feed is named");
	for (unsigned i = 0; i < n && rc == 0; i++)
		rc = read_feed(conf, cfg_getnsec(root, "feed", i), f);
	return rc;
}

struct sub_conf *
sub_conf_parse(const char *text, size_t n, const char *name, struct fail *f)
{
	struct conf_said_layout *l = mem_new(1, sizeof(*l));
	struct sub_conf *conf = conf_make();
	cfg_t *root;
	int rc = -1;

	conf_said_lay_out(l);
	root = conf_text_parse(text, n, name, l->root, f);
	if (root != NULL) {
		rc = read_whole(conf, root, f);
		cfg_free(root);
	}
	free(l);
	if (rc == 0)
		return conf;
	sub_conf_free(conf);
	return NULL;
}

struct sub_conf *
sub_conf_read(const char *path, struct fail *f)
{
	struct sub_conf *conf = NULL;
	struct wr w = { 0 };

	if (conf_text_load(&w, path, f) == 0)
		conf = sub_conf_parse((const char *)w.buf, w.len, path, f);
	wr_free(&w);
	return conf;
}
