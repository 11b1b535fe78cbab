#include <stdlib.h>
#include <string.h>

#include "feedd/bucket.h"
#include "feedd/conf.h"
#include "feedd/conf_access.h"
#include "feedd/rules.h"
#include "feedd/token_file.h"
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

struct said_file {
	struct rules *rules;
	char *tokens;
};

static conf_reader read_network, read_from, read_db, read_limit;
static conf_reader read_status, read_proxy;

/* clang-format off */
static const struct conf_key section_keys[] = {
	{ "network", read_network, 0, sizeof(struct said_access), true },
	{ "token-network", read_from, 0, sizeof(struct said_access), true },
	{ "database", read_db, 0, sizeof(struct said_access), true },
	CONF_KEY("requests", read_limit, struct said_access, limits.requests),
	CONF_KEY("bytes", read_limit, struct said_access, limits.bytes),
	CONF_KEY("waits", read_limit, struct said_access, limits.waits),
	CONF_KEY("connections", read_limit, struct said_access, limits.connections),
	CONF_KEY("until", conf_read_stamp, struct said_access, until),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key file_keys[] = {
	CONF_KEY("tokens", conf_read_path, struct said_file, tokens),
	{ "status", read_status, 0, sizeof(struct said_file), true },
	{ "proxy", read_proxy, 0, sizeof(struct said_file), true },
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const struct limits address_limits = { ADDRESS_REQUESTS, ADDRESS_BYTES,
	ADDRESS_WAITS, ADDRESS_CONNECTIONS };

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
read_status(void *field, size_t size, const char *value, size_t i)
{
	struct said_file *said = field;

	(void)size;
	(void)i;
	return value == NULL ? NULL
			     : networks_add(&said->rules->status, value, 0);
}

static const char *
read_proxy(void *field, size_t size, const char *value, size_t i)
{
	struct said_file *said = field;

	(void)size;
	(void)i;
	if (value == NULL)
		return "one network at least is named";
	return networks_add(&said->rules->proxies, value, 0);
}

static const char *
read_db(void *field, size_t size, const char *value, size_t i)
{
	struct said_access *said = field;
	struct grant *g = said->grant;

	(void)size;
	if (value == NULL || i >= CATALOG_DBS_MAX)
		return "one to 64 databases are named";
	if (!name_is_db(value, strlen(value)))
		return "a database is named with a-z, 0-9 and -, a letter "
		       "first";
	if (i > 0 && grant_has(g, value))
		return "each database is named once";
	if (g->dbs == NULL)
		g->dbs = mem_new(CATALOG_DBS_MAX, sizeof(*g->dbs));
	memcpy(g->dbs[i], value, strlen(value) + 1);
	g->ndbs = i + 1;
	return NULL;
}

/* The bits that a unit shifts by; 64: there is none of this name. */
static unsigned
shift_of(const char *unit)
{
	static const char *const units[] = { "", "K", "M", "G", "T" };

	for (unsigned i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i]) == 0)
			return 10 * i;
	return 64;
}

/* "600", "100M" or "none". */
static const char *
read_limit(void *field, size_t size, const char *value, size_t i)
{
	uint64_t max = size == sizeof(uint32_t) ? UINT32_MAX : BUCKET_RATE_MAX;
	uint64_t v = 0;
	unsigned shift = 0;
	bool none = strcmp(value, "none") == 0;

	(void)i;
	for (; !none && *value >= '0' && *value <= '9' && v <= max; value++)
		v = v * 10 + (uint64_t)(*value - '0');
	if (!none)
		shift = shift_of(value);
	if (!none && (shift == 64 || v == 0))
		return "want a number from 1, perhaps with K, M, G or T, or "
		       "none";
	if (v > max >> shift)
		return "this is too much: none is no limit";
	if (size == sizeof(uint32_t))
		*(uint32_t *)field = (uint32_t)(v << shift);
	else
		*(uint64_t *)field = v << shift;
	return NULL;
}

cfg_opt_t *
conf_access_options(cfg_opt_t *end, cfg_opt_t section[static CONF_ACCESS_MAX])
{
	cfg_opt_t *s = conf_key_options(section, section_keys);

	*s++ = conf_text_list("token");
	*s++ = conf_text_mark();
	*s = (cfg_opt_t)CFG_END();
	end = conf_key_options(end, file_keys);
	*end++ = conf_text_titled("access", section);
	return end;
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

static int
check_dbs(const struct feedd_conf *conf, const struct grant *g, cfg_t *section,
    struct fail *f)
{
	for (size_t i = 0; i < g->ndbs; i++)
		if (!feedd_conf_has(conf, g->dbs[i]))
			return conf_text_bad(section,
			    cfg_getopt(section, "database"), f,
			    "\"%s\" is none of those that are served",
			    g->dbs[i]);
	return 0;
}

static int
read_section(struct feedd_conf *conf, cfg_t *section, bool file, struct fail *f)
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

/* Where nothing is said: all for everybody, and this host without limits. */
static void
open_to_all(struct rules *r)
{
	rules_add_grant(r, RULES_PUBLIC)->limits = address_limits;
	rules_add_grant(r, "local");
	networks_add(&r->networks, "127.0.0.0/8", 1);
	networks_add(&r->networks, "::1", 1);
}

static int
read_file(struct said_file *said, cfg_t *root, struct fail *f)
{
	cfg_opt_t *tokens = cfg_getopt(root, "tokens");

	if (conf_key_read(root, file_keys, said, f) == -1)
		return -1;
	if (!conf_text_given(cfg_getopt(root, "status"))) {
		networks_add(&said->rules->status, "127.0.0.0/8", 0);
		networks_add(&said->rules->status, "::1", 0);
	}
	if (said->tokens != NULL && cfg_size(root, "access") == 0)
		return conf_text_bad(root, tokens, f,
		    "there is no access that they could be for");
	return 0;
}

static int
read_whole(struct feedd_conf *conf, struct said_file *said, cfg_t *root,
    struct fail *f)
{
	unsigned n = cfg_size(root, "access");

	if (read_file(said, root, f) == -1)
		return -1;
	for (unsigned i = 0; i < n; i++)
		if (read_section(conf, cfg_getnsec(root, "access", i),
			said->tokens != NULL, f) == -1)
			return -1;
	if (n == 0)
		open_to_all(conf->rules);
	if (said->tokens == NULL)
		return 0;
	feedd_conf_file(conf, said->tokens);
	return token_file_read(conf->rules, said->tokens, f);
}

int
conf_access_read(struct feedd_conf *conf, cfg_t *root, struct fail *f)
{
	struct said_file said = { 0 };
	int rc;

	conf->rules = said.rules = rules_new();
	conf->rules->address = address_limits;
	rc = read_whole(conf, &said, root, f);
	free(said.tokens);
	if (rc == 0 && rules_end(conf->rules, f) == -1)
		rc = fail_at(f, "%s", root->filename);
	return rc;
}
