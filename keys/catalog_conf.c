#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/catalog.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/catalog_conf.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"
#include "keys/keyfile.h"
#include "keys/roots.h"

/* What is said of the whole. */
struct said {
	uint32_t valid_for, valid_until; /* 0: not said */
	uint32_t interval;               /* of databases that say none */
};

/* clang-format off */
static const struct conf_key said_keys[] = {
	CONF_KEY("valid-for", conf_read_span, struct said, valid_for),
	CONF_KEY("valid-until", conf_read_stamp, struct said, valid_until),
	CONF_KEY("interval", conf_read_span, struct said, interval),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key catalog_keys[] = {
	CONF_KEY("threshold", conf_read_count, struct catalog, threshold),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key db_keys[] = {
	CONF_KEY("epoch", conf_read_count, struct catalog_db, epoch),
	CONF_KEY("interval", conf_read_span, struct catalog_db, interval),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key key_keys[] = {
	CONF_KEY("from", conf_read_stamp, struct catalog_key, from),
	CONF_KEY("until", conf_read_stamp, struct catalog_key, until),
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

/* How it is laid out. */
struct options {
	cfg_opt_t key[4], db[6], root[9];
};

static void
lay_out(struct options *o)
{
	cfg_opt_t *end = conf_key_options(o->key, key_keys);

	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
	end = conf_key_options(o->db, db_keys);
	*end++ = conf_text_titled("key", o->key);
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
	end = conf_key_options(o->root, said_keys);
	end = conf_key_options(end, catalog_keys);
	*end++ = conf_text_list("root");
	*end++ = conf_text_titled("database", o->db);
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
}

/* A public key as its base64, or the file that has it. */
static int
read_pubkey(struct pubkey *key, const char *text, const char *conf,
    struct fail *f)
{
	const char *slash = strrchr(conf, '/');
	int folder =
	    text[0] == '/' || slash == NULL ? 0 : (int)(slash - conf + 1);
	struct fail no_key = { 0 };
	char path[PATH_MAX];

	if (strlen(text) == PUBKEY_TEXT_LEN &&
	    pubkey_parse(key, text, &no_key) == 0)
		return 0;
	if (snprintf(path, sizeof(path), "%.*s%s", folder, conf, text) >=
	    (int)sizeof(path))
		return fail(f, FAIL_USAGE, "this path is too long");
	return pubkey_read(key, path, f);
}

static int
read_roots(struct catalog *c, cfg_t *root, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(root, "root");
	struct roots roots = { 0 };
	struct fail why = { 0 };
	struct pubkey key;

	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		if (read_pubkey(&key, cfg_opt_getnstr(opt, i), root->filename,
			&why) == -1 ||
		    roots_add(&roots, &key, &why) == -1)
			return conf_text_bad(root, opt, f, "%s", why.msg);
		pubkey_bytes(c->roots[c->nroots++], &key);
	}
	if (c->nroots == 0)
		return conf_text_bad(root, NULL, f, "no root is given");
	return 0;
}

static int
read_threshold(struct catalog *c, cfg_t *root, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(root, "threshold");

	c->threshold = (uint32_t)(c->nroots / 2 + 1);
	if (conf_key_read(root, catalog_keys, c, f) == -1)
		return -1;
	if (c->threshold == 0 || c->threshold > c->nroots)
		return conf_text_bad(root, opt, f,
		    "of %zu roots 1 to %zu have to sign, not %u", c->nroots,
		    c->nroots, c->threshold);
	return 0;
}

static int
read_validity(struct catalog *c, const struct said *said, cfg_t *root,
    struct fail *f)
{
	if ((said->valid_for > 0) == (said->valid_until > 0))
		return conf_text_bad(root, NULL, f,
		    "either valid-for or valid-until is wanted");
	c->valid_until = said->valid_until > 0       ? said->valid_until
	    : said->valid_for < UINT32_MAX - c->time ? c->time + said->valid_for
						     : UINT32_MAX;
	if (c->valid_until <= c->time)
		return conf_text_bad(root, cfg_getopt(root, "valid-until"), f,
		    "this is over already");
	return 0;
}

static int
read_key(struct catalog_db *db, cfg_t *section, struct fail *f)
{
	struct catalog_key *k = &db->keys[db->nkeys];
	struct fail why = { 0 };
	struct pubkey key;

	if (db->nkeys == CATALOG_KEYS_MAX)
		return conf_text_bad(section, NULL, f,
		    "a database has at most %d keys", CATALOG_KEYS_MAX);
	if (read_pubkey(&key, cfg_title(section), section->filename, &why) ==
	    -1)
		return conf_text_bad(section, NULL, f, "%s", why.msg);
	if (conf_key_read(section, key_keys, k, f) == -1)
		return -1;
	if (!conf_text_given(cfg_getopt(section, "from")) ||
	    !conf_text_given(cfg_getopt(section, "until")))
		return conf_text_bad(section, NULL, f,
		    "from and until are wanted for a key");
	if (k->until <= k->from)
		return conf_text_bad(section, cfg_getopt(section, "until"), f,
		    "this is not after from");
	pubkey_bytes(k->key, &key);
	db->nkeys++;
	return 0;
}

static int
read_interval(struct catalog_db *db, cfg_t *section, struct fail *f)
{
	if (db->interval == 0)
		return conf_text_bad(section, NULL, f,
		    "an interval is wanted, here or for all databases");
	if (db->interval > CATALOG_INTERVAL_MAX)
		return conf_text_bad(section, cfg_getopt(section, "interval"),
		    f, "an interval has at most 30 days");
	return 0;
}

static int
read_db(struct catalog *c, const struct said *said, cfg_t *section,
    struct fail *f)
{
	struct catalog_db *db = &c->dbs[c->ndbs];
	const char *name = cfg_title(section);

	if (c->ndbs == CATALOG_DBS_MAX)
		return conf_text_bad(section, NULL, f,
		    "a catalog has at most %d databases", CATALOG_DBS_MAX);
	if (!name_is_db(name, strlen(name)))
		return conf_text_bad(section, NULL, f,
		    "\"%.40s\" is no name of a database", name);
	*db = (struct catalog_db){ .epoch = 1, .interval = said->interval };
	memcpy(db->name, name, strlen(name) + 1);
	if (conf_key_read(section, db_keys, db, f) == -1 ||
	    read_interval(db, section, f) == -1)
		return -1;
	for (unsigned i = 0; i < cfg_size(section, "key"); i++)
		if (read_key(db, cfg_getnsec(section, "key", i), f) == -1)
			return -1;
	if (db->nkeys == 0)
		return conf_text_bad(section, NULL, f, "%s has no key", name);
	c->ndbs++;
	return 0;
}

/* What is left to be found is what its readers would refuse. */
static int
prove(const struct catalog *c, cfg_t *root, struct fail *f)
{
	struct wr w = { 0 };
	struct fail why = { 0 };
	struct catalog *again = mem_new(1, sizeof(*again));
	int rc;

	catalog_write(&w, c);
	rc = catalog_parse(again, (const char *)w.buf, w.len, &why);
	if (rc == -1)
		conf_text_bad(root, NULL, f, "the catalog that this makes: %s",
		    why.msg);
	wr_free(&w);
	free(again);
	return rc;
}

static int
read_all(struct catalog *c, cfg_t *root, struct fail *f)
{
	struct said said = { 0 };

	if (conf_key_read(root, said_keys, &said, f) == -1 ||
	    read_roots(c, root, f) == -1 || read_threshold(c, root, f) == -1 ||
	    read_validity(c, &said, root, f) == -1)
		return -1;
	for (unsigned i = 0; i < cfg_size(root, "database"); i++)
		if (read_db(c, &said, cfg_getnsec(root, "database", i), f) ==
		    -1)
			return -1;
	catalog_sort(c);
	return prove(c, root, f);
}

int
catalog_conf_parse(struct catalog *c, const char *text, size_t n,
    const char *name, struct fail *f)
{
	uint32_t version = c->version, time = c->time;
	struct options o;
	cfg_t *root;
	int rc;

	*c = (struct catalog){ .version = version, .time = time };
	lay_out(&o);
	root = conf_text_parse(text, n, name, o.root, f);
	if (root == NULL)
		return -1;
	rc = read_all(c, root, f);
	cfg_free(root);
	return rc;
}

int
catalog_conf_read(struct catalog *c, const char *path, struct fail *f)
{
	struct wr w = { 0 };
	int rc = conf_text_load(&w, path, f);

	if (rc == 0)
		rc = catalog_conf_parse(c, (const char *)w.buf, w.len, path, f);
	wr_free(&w);
	return rc;
}
