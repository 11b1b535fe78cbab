#include <stdlib.h>
#include <string.h>

#include "feedd/conf.h"
#include "feedd/conf_access.h"
#include "feedd/conf_site.h"
#include "feedd/rules.h"
#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

/* The most options, with mark and end. */
#define OPTIONS_MAX 32

static conf_reader read_listen, read_listen_tls;

/* clang-format off */
static const struct conf_key keys[] = {
	{ "listen", read_listen, 0, sizeof(struct feedd_conf), true },
	{ "listen-tls", read_listen_tls, 0, sizeof(struct feedd_conf), true },
	CONF_KEY("tls-certificate", conf_read_path, struct feedd_conf,
	    tls_certificate),
	CONF_KEY("tls-key", conf_read_path, struct feedd_conf, tls_key),
	CONF_KEY("access-log", conf_read_path, struct feedd_conf, access_log),
	CONF_KEY("connections", conf_read_count, struct feedd_conf, connections),
	CONF_KEY("trees", conf_read_path, struct feedd_conf, trees),
	CONF_KEY("user", conf_read_string, struct feedd_conf, user),
	CONF_KEY("sandbox", conf_read_bool, struct feedd_conf, sandbox),
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

void
feedd_conf_file(struct feedd_conf *conf, const char *path)
{
	conf->files = mem_grow(conf->files, conf->nfiles, &conf->files_cap,
	    sizeof(char *));
	conf->files[conf->nfiles++] = mem_text(path, strlen(path));
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
	if (conf_key_read(root, keys, conf, f) == -1 ||
	    conf_site_read(conf, root, f) == -1 ||
	    conf_access_read(conf, root, f) == -1)
		return -1;
	return judge_tls(root, conf, f);
}

struct feedd_conf *
feedd_conf_parse(const char *text, size_t n, const char *name, struct fail *f)
{
	struct feedd_conf *conf = mem_new(1, sizeof(*conf));
	cfg_opt_t options[OPTIONS_MAX], *end;
	cfg_opt_t access[CONF_GRANT_MAX], site[CONF_SITE_MAX];
	cfg_t *root;
	int rc = -1;

	conf->sandbox = true;
	end = conf_key_options(options, keys);
	end = conf_site_options(end, site);
	end = conf_access_options(end, access);
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

void
feedd_conf_free(struct feedd_conf *conf)
{
	if (conf == NULL)
		return;
	rules_free(conf->rules);
	free(conf->access_log);
	for (size_t i = 0; i < conf->nfiles; i++)
		free(conf->files[i]);
	free(conf->files);
	conf_site_free(conf->sites, conf->nsites);
	free(conf->tls_certificate);
	free(conf->tls_key);
	free(conf->trees);
	free(conf->user);
	free(conf);
}
