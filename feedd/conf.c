#include <stdlib.h>
#include <string.h>

#include "feedd/conf.h"
#include "feedd/conf_access.h"
#include "feedd/rules.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"
#include "keys/pin.h"

/* The most options, with mark and end. */
#define OPTIONS_MAX 32

static conf_reader read_listen, read_listen_tls, read_db;

/* What is said besides the roots. */
struct said {
	struct feedd_conf *conf;
	uint32_t threshold;
};

/* clang-format off */
static const struct conf_key keys[] = {
	{ "listen", read_listen, 0, sizeof(struct feedd_conf), true },
	{ "listen-tls", read_listen_tls, 0, sizeof(struct feedd_conf), true },
	CONF_KEY("tls-certificate", conf_read_path, struct feedd_conf,
	    tls_certificate),
	CONF_KEY("tls-key", conf_read_path, struct feedd_conf, tls_key),
	CONF_KEY("tree", conf_read_path, struct feedd_conf, tree),
	{ "database", read_db, 0, sizeof(struct feedd_conf), true },
	CONF_KEY("lookup", conf_read_bool, struct feedd_conf, lookup),
	CONF_KEY("access-log", conf_read_path, struct feedd_conf, access_log),
	CONF_KEY("connections", conf_read_count, struct feedd_conf, connections),
	CONF_KEY("user", conf_read_string, struct feedd_conf, user),
	CONF_KEY("sandbox", conf_read_bool, struct feedd_conf, sandbox),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key threshold_key[] = {
	CONF_KEY("threshold", conf_read_count, struct said, threshold),
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const char *
add_listen(struct feedd_conf *conf, const char *value, bool tls)
{
	struct feedd_listen *l = &conf->listens[conf->nlistens];
	const char *rule;

	if (value == NULL || conf->nlistens == FEEDD_LISTEN_MAX)
		return "one to 16 addresses are listened at";
	rule = feedd_listen_parse(l, value);
	if (rule != NULL)
		return rule;
	l->tls = tls;
	for (size_t i = 0; i < conf->nlistens; i++)
		if (feedd_listen_same(&conf->listens[i], l))
			return "each address is listened at once";
	conf->nlistens++;
	return NULL;
}

static const char *
read_listen(void *field, size_t size, const char *value, size_t i)
{
	(void)size;
	(void)i;
	return add_listen(field, value, false);
}

static const char *
read_listen_tls(void *field, size_t size, const char *value, size_t i)
{
	(void)size;
	(void)i;
	return add_listen(field, value, true);
}

static const char *
read_db(void *field, size_t size, const char *value, size_t i)
{
	struct feedd_conf *conf = field;

	(void)size;
	if (value == NULL || i >= CATALOG_DBS_MAX)
		return "one to 64 databases are named";
	if (!name_is_db(value, strlen(value)))
		return "a database is named with a-z, 0-9 and -, a letter "
		       "first";
	for (size_t j = 0; j < i; j++)
		if (strcmp(conf->dbs[j], value) == 0)
			return "each database is named once";
	memcpy(conf->dbs[i], value, strlen(value) + 1);
	conf->ndbs = i + 1;
	return NULL;
}

void
feedd_conf_file(struct feedd_conf *conf, const char *path)
{
	conf->files[conf->nfiles++] = mem_text(path, strlen(path));
}

static int
read_roots(struct said *said, cfg_t *root, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(root, "root");
	cfg_opt_t *threshold = cfg_getopt(root, "threshold");
	struct fail why = { 0 };

	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *text = cfg_opt_getnstr(opt, i);

		if (pin_root(&said->conf->roots, text, &why) == -1)
			return conf_text_bad(root, opt, f, "%s", why.msg);
		if (text[0] == '/')
			feedd_conf_file(said->conf, text);
	}
	if (conf_text_given(threshold) && said->threshold == 0)
		return conf_text_bad(root, threshold, f,
		    "at least one root has to sign");
	if (pin_threshold(&said->conf->roots, said->threshold, &why) == -1)
		return conf_text_bad(root,
		    conf_text_given(threshold) ? threshold : NULL, f, "%s",
		    why.msg);
	return 0;
}

/* Sockets for TLS may also be passed: then no place is named here. */
static int
judge_tls(cfg_t *root, const struct feedd_conf *conf, struct fail *f)
{
	bool wanted = false;

	for (size_t i = 0; i < conf->nlistens; i++)
		wanted |= conf->listens[i].tls;
	if ((conf->tls_certificate == NULL) != (conf->tls_key == NULL))
		return conf_text_bad(root, NULL, f,
		    "tls-certificate and tls-key go together");
	if (wanted && conf->tls_key == NULL)
		return conf_text_bad(root, cfg_getopt(root, "listen-tls"), f,
		    "wants a tls-certificate and a tls-key");
	return 0;
}

static int
read_whole(struct feedd_conf *conf, cfg_t *root, struct fail *f)
{
	struct said said = { .conf = conf };

	if (conf_key_read(root, keys, conf, f) == -1 ||
	    conf_key_read(root, threshold_key, &said, f) == -1 ||
	    read_roots(&said, root, f) == -1 ||
	    conf_access_read(conf, root, f) == -1)
		return -1;
	if (conf->tree == NULL)
		return conf_text_bad(root, NULL, f, "no tree is named");
	return judge_tls(root, conf, f);
}

struct feedd_conf *
feedd_conf_parse(const char *text, size_t n, const char *name, struct fail *f)
{
	struct feedd_conf *conf = mem_new(1, sizeof(*conf));
	cfg_opt_t options[OPTIONS_MAX], access[CONF_GRANT_MAX], *end;
	cfg_t *root;
	int rc = -1;

	conf->lookup = true;
	conf->sandbox = true;
	end = conf_key_options(options, keys);
	end = conf_key_options(end, threshold_key);
	end = conf_access_options(end, access);
	*end++ = conf_text_list("root");
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
	root = conf_text_parse(text, n, name, options, f);
	if (root != NULL) {
		rc = read_whole(conf, root, f);
		cfg_free(root);
	}
	if (rc == 0)
		return conf;
	feedd_conf_free(conf);
	return NULL;
}

struct feedd_conf *
feedd_conf_read(const char *path, struct fail *f)
{
	struct feedd_conf *conf = NULL;
	struct wr w = { 0 };

	if (conf_text_load(&w, path, f) == 0)
		conf = feedd_conf_parse((const char *)w.buf, w.len, path, f);
	wr_free(&w);
	return conf;
}

bool
feedd_conf_has(const struct feedd_conf *conf, const char *db)
{
	for (size_t i = 0; i < conf->ndbs; i++)
		if (strcmp(conf->dbs[i], db) == 0)
			return true;
	return conf->ndbs == 0;
}

void
feedd_conf_free(struct feedd_conf *conf)
{
	if (conf == NULL)
		return;
	rules_free(conf->rules);
	free(conf->access_log);
	for (size_t i = 0; i < conf->nfiles; i++)
		free(conf->files[i]);
	free(conf->tls_certificate);
	free(conf->tls_key);
	free(conf->tree);
	free(conf->user);
	free(conf);
}
