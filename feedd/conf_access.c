#include <stdlib.h>

#include "feedd/conf.h"
#include "feedd/conf_access.h"
#include "feedd/conf_grant.h"
#include "feedd/conf_site.h"
#include "feedd/rules.h"
#include "feedd/token_file.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

struct said_file {
	struct rules *rules;
	char *tokens;
};

static conf_reader read_status, read_proxy;

/* clang-format off */
static const struct conf_key file_keys[] = {
	CONF_KEY("tokens", conf_read_path, struct said_file, tokens),
	{ "status", read_status, 0, sizeof(struct said_file), true },
	{ "proxy", read_proxy, 0, sizeof(struct said_file), true },
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

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

cfg_opt_t *
conf_access_options(cfg_opt_t *end, cfg_opt_t section[static CONF_GRANT_MAX])
{
	conf_grant_options(section);
	end = conf_key_options(end, file_keys);
	*end++ = conf_text_titled("access", section);
	return end;
}

/* Where nothing is said: all for everybody, and this host without limits. */
static void
open_to_all(struct rules *r)
{
	rules_add_grant(r, RULES_PUBLIC)->limits = conf_grant_address();
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
		if (conf_grant_read(conf, cfg_getnsec(root, "access", i),
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
	conf->rules->address = conf_grant_address();
	for (size_t i = 0; i < conf->nsites; i++)
		conf->rules->sited |= conf->sites[i].name[0] != '\0';
	rc = read_whole(conf, &said, root, f);
	free(said.tokens);
	if (rc == 0 && rules_end(conf->rules, f) == -1)
		rc = fail_at(f, "%s", root->filename);
	return rc;
}
