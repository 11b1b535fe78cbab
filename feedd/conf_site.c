#include <stdlib.h>
#include <string.h>

#include "feedd/conf.h"
#include "feedd/conf_site.h"
#include "formats/mem.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"
#include "keys/pin.h"

static conf_reader read_db;

/* What is said of roots besides the keys. */
struct said {
	uint32_t threshold;
};

/* clang-format off */
static const struct conf_key keys[] = {
	CONF_KEY("tree", conf_read_path, struct conf_site, tree),
	{ "database", read_db, 0, sizeof(struct conf_site), true },
	CONF_KEY("lookup", conf_read_bool, struct conf_site, lookup),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key threshold_key[] = {
	CONF_KEY("threshold", conf_read_count, struct said, threshold),
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const char *
read_db(void *field, size_t size, const char *value, size_t i)
{
	struct conf_site *site = field;

	(void)size;
	if (value == NULL || i >= CATALOG_DBS_MAX)
		return "one to 64 databases are named";
	if (!name_is_db(value, strlen(value)))
		return "a database is named with a-z, 0-9 and -, a letter "
		       "first";
	for (size_t j = 0; j < i; j++)
		if (strcmp(site->dbs[j], value) == 0)
			return "each database is named once";
	memcpy(site->dbs[i], value, strlen(value) + 1);
	site->ndbs = i + 1;
	return NULL;
}

/* What the file and a section both have. */
static cfg_opt_t *
add_options(cfg_opt_t *end)
{
	end = conf_key_options(end, keys);
	end = conf_key_options(end, threshold_key);
	*end++ = conf_text_list("root");
	return end;
}

cfg_opt_t *
conf_site_options(cfg_opt_t *end, cfg_opt_t section[static CONF_SITE_MAX])
{
	cfg_opt_t *s = add_options(section);

	*s++ = conf_text_mark();
	*s = (cfg_opt_t)CFG_END();
	end = add_options(end);
	*end++ = conf_text_titled("site", section);
	return end;
}

static int
read_roots(struct feedd_conf *conf, struct conf_site *site, cfg_t *section,
    struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(section, "root");
	cfg_opt_t *threshold = cfg_getopt(section, "threshold");
	struct said said = { 0 };
	struct fail why = { 0 };

	if (conf_key_read(section, threshold_key, &said, f) == -1)
		return -1;
	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *text = cfg_opt_getnstr(opt, i);

		if (pin_root(&site->roots, text, &why) == -1)
			return conf_text_bad(section, opt, f, "%s", why.msg);
		if (text[0] == '/')
			feedd_conf_file(conf, text);
	}
	if (conf_text_given(threshold) && said.threshold == 0)
		return conf_text_bad(section, threshold, f,
		    "at least one root has to sign");
	if (pin_threshold(&site->roots, said.threshold, &why) == -1)
		return conf_text_bad(section,
		    conf_text_given(threshold) ? threshold : NULL, f, "%s",
		    why.msg);
	return 0;
}

/* Where no tree is named nothing is said of it either. */
static int
check_treeless(cfg_t *section, bool must, struct fail *f)
{
	static const char *const rest[] = { "root", "threshold", "database" };

	if (must)
		return conf_text_bad(section, NULL, f, "no tree is named");
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		cfg_opt_t *opt = cfg_getopt(section, rest[i]);

		if (conf_text_given(opt))
			return conf_text_bad(section, opt, f,
			    "is of a tree, and none is named beside it");
	}
	return 0;
}

/* Reads the next site; one of the file itself need not be there. */
static int
read_one(struct feedd_conf *conf, cfg_t *section, bool must, struct fail *f)
{
	struct conf_site *site = &conf->sites[conf->nsites];

	conf->nsites++;
	if (conf_key_read(section, keys, site, f) == -1)
		return -1;
	if (site->tree != NULL)
		return read_roots(conf, site, section, f);
	conf->nsites--;
	return check_treeless(section, must, f);
}

static int
read_section(struct feedd_conf *conf, cfg_t *section, struct fail *f)
{
	const char *name = cfg_title(section);
	struct conf_site *site = &conf->sites[conf->nsites];

	if (!site_name_is(name, strlen(name)))
		return conf_text_bad(section, NULL, f,
		    "a site is named with a-z, 0-9 and -, a letter first, and "
		    "not as a path that there is, not \"%.100s\"",
		    name);
	memcpy(site->name, name, strlen(name) + 1);
	return read_one(conf, section, true, f);
}

int
conf_site_read(struct feedd_conf *conf, cfg_t *root, struct fail *f)
{
	unsigned n = cfg_size(root, "site");
	bool lookup;

	conf->sites = mem_new(n + 1, sizeof(*conf->sites));
	conf->sites[0].lookup = true;
	if (n > CONF_SITES_MAX)
		return conf_text_bad(cfg_getnsec(root, "site", CONF_SITES_MAX),
		    NULL, f, "there are at most %d sites", CONF_SITES_MAX);
	if (read_one(conf, root, n == 0, f) == -1)
		return -1;
	lookup = conf->sites[0].lookup;
	for (unsigned i = 0; i < n; i++) {
		conf->sites[conf->nsites].lookup = lookup;
		if (read_section(conf, cfg_getnsec(root, "site", i), f) == -1)
			return -1;
	}
	return 0;
}

const struct conf_site *
conf_site_find(const struct feedd_conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->nsites; i++)
		if (strcmp(conf->sites[i].name, name) == 0)
			return &conf->sites[i];
	return NULL;
}

bool
conf_site_has(const struct conf_site *site, const char *db)
{
	for (size_t i = 0; i < site->ndbs; i++)
		if (strcmp(site->dbs[i], db) == 0)
			return true;
	return site->ndbs == 0;
}

bool
conf_site_same(const struct conf_site *a, const struct conf_site *b)
{
	return strcmp(a->tree, b->tree) == 0 &&
	    memcmp(&a->roots, &b->roots, sizeof(a->roots)) == 0;
}

void
conf_site_free(struct conf_site *sites, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(sites[i].tree);
	free(sites);
}
