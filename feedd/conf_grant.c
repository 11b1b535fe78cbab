#include <string.h>

#include "feedd/conf.h"
#include "feedd/conf_grant.h"
#include "feedd/conf_limit.h"
#include "feedd/conf_site.h"
#include "feedd/rules.h"
#include "formats/mem.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

/*
 * What an address has that is not known, unless more or less is said: enough
 * for some subscribers behind one, of all databases.
 */
#define ADDRESS_REQUESTS    300
#define ADDRESS_BYTES       ((uint64_t)256 << 20)
#define ADDRESS_WAITS       32
#define ADDRESS_CONNECTIONS 64

/* What a section says. */
struct said_access {
	struct rules *rules;
	struct grant *grant;
	struct limits limits;
	uint32_t until;
	bool networked;
};

static conf_reader read_network, read_from, read_db;

/* clang-format off */
static const struct conf_key section_keys[] = {
	{ "network", read_network, 0, sizeof(struct said_access), true },
	{ "token-network", read_from, 0, sizeof(struct said_access), true },
	{ "database", read_db, 0, sizeof(struct said_access), true },
	CONF_KEY("requests", conf_limit_read, struct said_access, limits.requests),
	CONF_KEY("bytes", conf_limit_read, struct said_access, limits.bytes),
	CONF_KEY("waits", conf_limit_read, struct said_access, limits.waits),
	CONF_KEY("connections", conf_limit_read, struct said_access, limits.connections),
	CONF_KEY("until", conf_read_stamp, struct said_access, until),
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const struct limits address_limits = { ADDRESS_REQUESTS, ADDRESS_BYTES,
	ADDRESS_WAITS, ADDRESS_CONNECTIONS };

struct limits
conf_grant_address(void)
{
	return address_limits;
}

static const char *
read_network(void *field, size_t size, const char *value, size_t i)
{
	struct said_access *said = field;

	(void)size;
	(void)i;
	if (value == NULL)
		return "one network at least is named";
	said->networked = true;
	return networks_add(&said->rules->networks, value,
	    (uint32_t)(said->grant - said->rules->grants));
}

static const char *
read_from(void *field, size_t size, const char *value, size_t i)
{
	struct said_access *said = field;

	(void)size;
	(void)i;
	if (value == NULL)
		return "one network at least is named";
	return networks_add(&said->grant->from, value, 0);
}

static const char *
read_db(void *field, size_t size, const char *value, size_t i)
{
	struct said_access *said = field;
	struct grant *g = said->grant;

	(void)size;
	if (value == NULL || i >= CATALOG_DBS_MAX)
		return "one to 64 databases are named";
	if (!site_name_is_choice(value))
		return "a database is named with a-z, 0-9 and -, a letter "
		       "first, one of a site as site/name, and all as *";
	for (size_t j = 0; j < i; j++)
		if (strcmp(g->dbs[j], value) == 0)
			return "each database is named once";
	if (g->dbs == NULL)
		g->dbs = mem_new(CATALOG_DBS_MAX, sizeof(*g->dbs));
	memcpy(g->dbs[i], value, strlen(value) + 1);
	g->ndbs = i + 1;
	return NULL;
}

void
conf_grant_options(cfg_opt_t section[static CONF_GRANT_MAX])
{
	cfg_opt_t *end = conf_key_options(section, section_keys);

	*end++ = conf_text_list("token");
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
}

/* Never shows what stands where a hash should. */
static int
read_tokens(struct said_access *said, cfg_t *section, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(section, "token");
	struct token_hash hash;

	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *value = cfg_opt_getnstr(opt, i);
		struct text text = { value, strlen(value) };

		if (token_read(&hash, text))
			return conf_text_bad(section, opt, f,
			    "this is a token itself, of which only the hash "
			    "stands here; whoever reads the file has it now: "
			    "make another");
		if (!token_hash_read(&hash, text))
			return conf_text_bad(section, opt, f,
			    "want the hash of a token as feedkey token prints "
			    "it");
		rules_add_token(said->rules, &hash, said->grant,
		    (struct text){ NULL, 0 });
	}
	return 0;
}

/* What makes no sense together. */
static int
check_section(const struct said_access *said, cfg_t *section, bool file,
    struct fail *f)
{
	bool tokens = conf_text_given(cfg_getopt(section, "token"));
	bool from = said->grant->from.n > 0;

	if (strcmp(said->grant->name, RULES_PUBLIC) == 0) {
		if (tokens || from || said->networked || said->until != 0)
			return conf_text_bad(section, NULL, f,
			    "everybody has the access %s always: no token, "
			    "network, token-network, until",
			    RULES_PUBLIC);
		return 0;
	}
	if (said->limits.connections != 0)
		return conf_text_bad(section,
		    cfg_getopt(section, "connections"), f,
		    "only of the access %s, where each address has so many",
		    RULES_PUBLIC);
	if (!tokens && !said->networked && !file)
		return conf_text_bad(section, NULL, f,
		    "nobody has this access: it takes a token, a network, or a "
		    "token file");
	if (from && !tokens && !file)
		return conf_text_bad(section,
		    cfg_getopt(section, "token-network"), f,
		    "there is no token to be used from there");
	return 0;
}

/* Whether something that is served is chosen; what of a catalog is, changes. */
static bool
is_served(const struct feedd_conf *conf, const char *choice)
{
	for (size_t i = 0; i < conf->nsites; i++) {
		const struct conf_site *site = &conf->sites[i];
		const char *db = site_name_behind(choice);

		if (site_name_in(choice, site->name))
			return !name_is_db(db, strlen(db)) ||
			    conf_site_has(site, db);
	}
	return false;
}

static int
check_dbs(const struct feedd_conf *conf, const struct grant *g, cfg_t *section,
    struct fail *f)
{
	for (size_t i = 0; i < g->ndbs; i++)
		if (!is_served(conf, g->dbs[i]))
			return conf_text_bad(section,
			    cfg_getopt(section, "database"), f,
			    "\"%s\" is none of those that are served",
			    g->dbs[i]);
	return 0;
}

int
conf_grant_read(struct feedd_conf *conf, cfg_t *section, bool file,
    struct fail *f)
{
	const char *name = cfg_title(section);
	struct said_access said = { .rules = conf->rules };

	if (!token_is_name(name, strlen(name)))
		return conf_text_bad(section, NULL, f,
		    "an access is named with letters, digits and .-_@, a "
		    "letter or digit first");
	said.grant = rules_add_grant(conf->rules, name);
	if (strcmp(name, RULES_PUBLIC) == 0)
		said.limits = address_limits;
	if (conf_key_read(section, section_keys, &said, f) == -1 ||
	    read_tokens(&said, section, f) == -1 ||
	    check_section(&said, section, file, f) == -1 ||
	    check_dbs(conf, said.grant, section, f) == -1)
		return -1;
	said.grant->limits = said.limits;
	said.grant->until = said.until;
	if (strcmp(name, RULES_PUBLIC) == 0)
		conf->rules->address = said.limits;
	return 0;
}
