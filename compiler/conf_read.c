#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compiler/conf.h"
#include "compiler/conf_db.h"
#include "compiler/conf_protect.h"
#include "compiler/protect.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

/* What is needed while reading, and the whole that is read. */
struct reading {
	struct conf *conf;
	struct conf_defaults defaults;
	cfg_t *root;
	bool files;         /* read allow-lists */
	unsigned *sections; /* by database: of root's, plus 1 */
};

static conf_reader read_ns;

/* clang-format off */
static const struct conf_key root_keys[] = {
	CONF_KEY("spool", conf_read_string, struct conf, spool),
	CONF_KEY("state", conf_read_string, struct conf, state),
	CONF_KEY("publish", conf_read_string, struct conf, publish),
	CONF_KEY("textfile", conf_read_textfile, struct conf, textfile),
	CONF_KEY("contact", conf_read_mailbox, struct conf, contact),
	{ "ns", read_ns, 0, sizeof(struct conf), true },
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key default_keys[] = {
	CONF_KEY("origin", conf_read_string, struct conf_defaults, origin),
	CONF_KEY("key", conf_read_string, struct conf_defaults, key),
	CONF_KEY("lookup-url", conf_read_text, struct conf_defaults, lookup),
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const char *
read_ns(void *field, size_t size, const char *value, size_t i)
{
	struct conf *conf = field;

	(void)size;
	if (value == NULL || i >= ZONE_NS_MAX)
		return "a zone has one to eight name servers";
	conf->ns[i] = mem_text(value, strlen(value));
	conf->nns = i + 1;
	return NULL;
}

/* How the whole is laid out. */
struct options {
	struct conf_db_options db;
	cfg_opt_t protect[CONF_OPTIONS_MAX];
	cfg_opt_t root[CONF_OPTIONS_MAX];
};

static void
lay_out(struct options *o)
{
	cfg_opt_t *end;

	conf_protect_options(o->protect);
	conf_db_options(&o->db);
	end = conf_key_options(o->root, root_keys);
	end = conf_key_options(end, default_keys);
	*end++ = conf_text_section("protect", o->protect);
	*end++ = conf_text_titled("database", o->db.database);
	*end++ = conf_text_titled("source", o->db.source);
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
}

static char *
copy(const char *s)
{
	return mem_text(s, strlen(s));
}

static int
read_root(struct reading *r, struct fail *f)
{
	struct conf *c = r->conf;

	c->spool = copy("/var/spool/feedmill/records");
	c->state = copy("/var/lib/feedmill");
	c->publish = copy("/srv/feedmill");
	c->protect = protect_new(false);
	r->defaults.origin = copy("feedmill.internal");
	r->defaults.key = copy("/etc/feedmill/feedmill.key");
	if (conf_key_read(r->root, root_keys, c, f) == -1 ||
	    conf_key_read(r->root, default_keys, &r->defaults, f) == -1)
		return -1;
	if (c->nns == 0)
		c->ns[c->nns++] = copy("localhost");
	if (c->contact == NULL &&
	    asprintf(&c->contact, "hostmaster.%s", r->defaults.origin) == -1)
		abort();
	return 0;
}

static struct conf_db *
add_database(struct reading *r, unsigned section)
{
	struct conf *c = r->conf;

	c->dbs = mem_resize(c->dbs, c->ndbs + 1, sizeof(c->dbs[0]));
	r->sections =
	    mem_resize(r->sections, c->ndbs + 1, sizeof(r->sections[0]));
	r->sections[c->ndbs] = section;
	c->dbs[c->ndbs] = (struct conf_db){ 0 };
	return &c->dbs[c->ndbs++];
}

/* The section of the i-th database, or the whole for one not named. */
static cfg_t *
section_of(const struct reading *r, size_t i)
{
	return r->sections[i] > 0
	    ? cfg_getnsec(r->root, "database", r->sections[i] - 1)
	    : r->root;
}

static int
read_databases(struct reading *r, struct fail *f)
{
	unsigned n = cfg_size(r->root, "database");

	for (unsigned i = 0; i < n; i++)
		if (conf_db_read(add_database(r, i + 1),
			cfg_getnsec(r->root, "database", i), &r->defaults,
			f) == -1)
			return -1;
	if (n == 0)
		return conf_text_bad(r->root, NULL, f, "no database is named");
	return 0;
}

/*
 * One member of a mask: it must be there, is added if it is built in, and is no
 * mask.  Adding moves the databases, so the member is a copy.
 */
static int
add_member(struct reading *r, size_t mask, struct policy_member member,
    struct fail *f)
{
	cfg_t *section = section_of(r, mask);
	const struct conf_db *db = conf_db(r->conf, member.db);

	if (db == NULL && policy_builtin(member.db) == NULL)
		return conf_text_bad(section, cfg_getopt(section, "members"), f,
		    "there is no database %s", member.db);
	if (db == NULL) {
		struct conf_db *added = add_database(r, 0);

		conf_db_default(added, member.db, &r->defaults);
		db = added;
	}
	if (db->policy.kind == POLICY_MASK)
		return conf_text_bad(section, cfg_getopt(section, "members"), f,
		    "%s is a mask itself", member.db);
	return 0;
}

static int
add_members(struct reading *r, struct fail *f)
{
	size_t n = r->conf->ndbs;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < r->conf->dbs[i].policy.nmembers; k++)
			if (add_member(r, i, r->conf->dbs[i].policy.members[k],
				f) == -1)
				return -1;
	return 0;
}

/* What a source is in, to be added to; NULL if there is no such database. */
static struct conf_db *
named_db(const struct reading *r, const char *name)
{
	const struct conf_db *db = conf_db(r->conf, name);

	return db != NULL ? &r->conf->dbs[db - r->conf->dbs] : NULL;
}

/* A source of all databases, or of those that it names. */
static int
read_source(struct reading *r, cfg_t *section, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(section, "database");

	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *name = cfg_opt_getnstr(opt, i);
		struct conf_db *db = named_db(r, name);

		if (db == NULL)
			return conf_text_bad(section, opt, f,
			    "there is no database %.40s", name);
		if (conf_db_source(db, section, f) == -1)
			return -1;
	}
	for (size_t i = 0; !conf_text_given(opt) && i < r->conf->ndbs; i++)
		if (r->conf->dbs[i].policy.kind != POLICY_MASK &&
		    conf_db_source(&r->conf->dbs[i], section, f) == -1)
			return -1;
	return 0;
}

static int
read_sources(struct reading *r, struct fail *f)
{
	for (unsigned i = 0; i < cfg_size(r->root, "source"); i++)
		if (read_source(r, cfg_getnsec(r->root, "source", i), f) == -1)
			return -1;
	return 0;
}

/* Every zone can be written, and no two are the same. */
static int
check_zones(const struct reading *r, struct fail *f)
{
	const struct conf *c = r->conf;

	for (size_t i = 0; i < c->ndbs; i++) {
		cfg_t *section = section_of(r, i);
		struct fail why = { 0 };
		struct zone_info info;

		conf_zone(c, &c->dbs[i], &info);
		if (zone_check(&info, &why) == -1)
			return conf_text_bad(section, NULL, f, "%s", why.msg);
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(c->dbs[i].origin, c->dbs[k].origin) == 0)
				return conf_text_bad(section, NULL, f,
				    "%s and %s are both %s",
				    c->dbs[k].policy.name,
				    c->dbs[i].policy.name, c->dbs[i].origin);
	}
	return 0;
}

/* Masks go behind their members. */
static void
put_masks_last(struct conf *c)
{
	struct conf_db *sorted = mem_new(c->ndbs, sizeof(sorted[0]));
	size_t n = 0;

	for (int masks = 0; masks < 2; masks++)
		for (size_t i = 0; i < c->ndbs; i++)
			if ((c->dbs[i].policy.kind == POLICY_MASK) == masks)
				sorted[n++] = c->dbs[i];
	free(c->dbs);
	c->dbs = sorted;
}

static int
read_protect(struct reading *r, struct fail *f)
{
	if (cfg_size(r->root, "protect") == 0)
		return 0;
	return conf_protect_read(r->conf, cfg_getsec(r->root, "protect"),
	    r->files, f);
}

static int
read_all(struct reading *r, struct fail *f)
{
	if (read_root(r, f) == -1 || read_protect(r, f) == -1 ||
	    read_databases(r, f) == -1 || add_members(r, f) == -1 ||
	    read_sources(r, f) == -1 || check_zones(r, f) == -1)
		return -1;
	put_masks_last(r->conf);
	protect_ready(r->conf->protect);
	return 0;
}

/* With allow-lists from their files, or without. */
static struct conf *
read_text(const char *text, size_t n, const char *name, bool files,
    struct fail *f)
{
	struct options *o = mem_new(1, sizeof(*o));
	struct reading r = { .conf = mem_new(1, sizeof(*r.conf)),
		.files = files };
	int rc = -1;

	lay_out(o);
	r.root = conf_text_parse(text, n, name, o->root, f);
	if (r.root != NULL) {
		rc = read_all(&r, f);
		cfg_free(r.root);
	}
	free(o);
	free(r.defaults.origin);
	free(r.defaults.key);
	free(r.sections);
	if (rc == 0)
		return r.conf;
	conf_free(r.conf);
	return NULL;
}

struct conf *
conf_parse(const char *text, size_t n, const char *name, struct fail *f)
{
	return read_text(text, n, name, false, f);
}

struct conf *
conf_read(const char *path, struct fail *f)
{
	struct wr w = { 0 };
	struct conf *c = NULL;

	if (conf_text_load(&w, path, f) == 0)
		c = read_text((const char *)w.buf, w.len, path, true, f);
	wr_free(&w);
	return c;
}
