#include <stdlib.h>
#include <string.h>

#include "compiler/conf_db.h"
#include "formats/mem.h"
#include "formats/name.h"
#include "formats/source.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

static conf_reader read_formats, read_members, read_format, read_removes;

/* clang-format off */
static const struct conf_key db_keys[] = {
	CONF_KEY("title", conf_read_text, struct conf_db, policy.title),
	CONF_KEY("text", conf_read_text, struct conf_db, policy.text),
	CONF_KEY("lookup-url", conf_read_text, struct conf_db, policy.lookup),
	CONF_KEY("code", conf_read_code, struct conf_db, policy.code),
	CONF_LIST("attributes", conf_read_attrs, struct conf_db, policy.attrs),
	CONF_LIST("shown", conf_read_attrs, struct conf_db, policy.shown),
	CONF_KEY("widest-ipv4", conf_read_prefix4, struct conf_db, policy.widest[IP4]),
	CONF_KEY("widest-ipv6", conf_read_prefix6, struct conf_db, policy.widest[IP6]),
	CONF_KEY("coverage-ipv4", conf_read_share, struct conf_db, policy.cover_max[IP4]),
	CONF_KEY("coverage-ipv6", conf_read_share, struct conf_db, policy.cover_max[IP6]),
	CONF_KEY("change", conf_read_share, struct conf_db, policy.change_max),
	CONF_KEY("change-from", conf_read_count, struct conf_db, policy.change_min),
	CONF_KEY("protected-lines", conf_read_count, struct conf_db, policy.protected_max),
	CONF_KEY("source-rate", conf_read_count, struct conf_db, policy.rate),
	CONF_KEY("interval", conf_read_span, struct conf_db, policy.interval),
	CONF_KEY("fresh", conf_read_span, struct conf_db, policy.fresh),
	CONF_KEY("valid", conf_read_span, struct conf_db, policy.valid),
	CONF_KEY("ttl", conf_read_span, struct conf_db, policy.ttl),
	CONF_KEY("recent", conf_read_count, struct conf_db, policy.recent),
	CONF_LIST("members", read_members, struct conf_db, policy),
	CONF_KEY("epoch", conf_read_count, struct conf_db, epoch),
	CONF_KEY("origin", conf_read_string, struct conf_db, origin),
	CONF_KEY("key", conf_read_string, struct conf_db, key),
	CONF_KEY("gzip", conf_read_bool, struct conf_db, gzip),
	{ "formats", read_formats, 0, sizeof(struct conf_db), true },
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key quick_keys[] = {
	CONF_KEY("hits", conf_read_count, struct quick_rules, hits),
	CONF_KEY("window", conf_read_minutes, struct quick_rules, window),
	CONF_KEY("first", conf_read_minutes, struct quick_rules, first),
	CONF_KEY("longest", conf_read_minutes, struct quick_rules, longest),
	CONF_KEY("forget", conf_read_minutes, struct quick_rules, forget),
	CONF_KEY("levels", conf_read_count, struct quick_rules, levels),
	CONF_KEY("grain", conf_read_count, struct quick_rules, grain),
	CONF_KEY("least", conf_read_minutes, struct quick_rules, least),
	{ NULL, NULL, 0, 0, false },
};

static const struct conf_key source_keys[] = {
	CONF_KEY("format", read_format, struct conf_source, format),
	CONF_KEY("removes", read_removes, struct conf_source, removes_all),
	{ NULL, NULL, 0, 0, false },
};

/* clang-format on */

static const char *
read_format(void *field, size_t size, const char *value, size_t i)
{
	const struct source_format **format = field;

	(void)size;
	(void)i;
	*format = source_format(value);
	return *format != NULL ? NULL : "there is no such format of sources";
}

static const char *
read_removes(void *field, size_t size, const char *value, size_t i)
{
	bool *all = field;

	(void)size;
	(void)i;
	*all = strcmp(value, "all") == 0;
	return *all || strcmp(value, "own") == 0 ? NULL
						 : "own or all is wanted";
}

static const char *
read_formats(void *field, size_t size, const char *value, size_t i)
{
	struct conf_db *db = field;
	const struct zone_format *format;

	(void)size;
	if (i == 0)
		db->nformats = 0;
	if (value == NULL)
		return NULL;
	format = zone_format(value);
	if (format == NULL)
		return "there is no such format of zones";
	for (size_t k = 0; k < db->nformats; k++)
		if (db->formats[k] == format)
			return "each format is given once";
	if (db->nformats == CONF_FORMATS_MAX)
		return "these are too many formats";
	db->formats[db->nformats++] = format;
	return NULL;
}

/*
 * "NAME:BIT", or "NAME" for the bit of its place in the list.  What is stored
 * is for policy_check() to judge.
 */
static const char *
read_members(void *field, size_t size, const char *value, size_t i)
{
	struct policy *p = field;
	struct policy_member *m = &p->members[i];
	size_t n = value != NULL ? strcspn(value, ":") : 0;
	unsigned long bit = 1ul << i;

	(void)size;
	if (value == NULL || i >= POLICY_MEMBERS_MAX)
		return "a mask has one to eight members";
	if (value[n] == ':') {
		char *end;

		bit = strtoul(value + n + 1, &end, 10);
		if (*end != '\0' || bit > 128 || value[n + 1] < '1')
			return "a bit is 1, 2, 4 ... 128";
	}
	if (n > NAME_DB_MAX)
		return "this is no name of a database";
	*m = (struct policy_member){ .bit = (uint8_t)bit };
	memcpy(m->db, value, n);
	p->nmembers = i + 1;
	return NULL;
}

void
conf_db_options(struct conf_db_options *o)
{
	cfg_opt_t *end = conf_key_options(o->quick, quick_keys);

	*end++ = conf_text_value("aggressiveness");
	*end = (cfg_opt_t)CFG_END();
	end = conf_key_options(o->source, source_keys);
	*end++ = conf_text_list("database");
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
	end = conf_key_options(o->database, db_keys);
	*end++ = conf_text_value("like");
	*end++ = conf_text_value("kind");
	*end++ = conf_text_section("quick", o->quick);
	*end++ = conf_text_titled("source", o->source);
	*end++ = conf_text_mark();
	*end = (cfg_opt_t)CFG_END();
}

void
conf_db_default(struct conf_db *db, const char *name,
    const struct conf_defaults *d)
{
	const struct policy *builtin = policy_builtin(name);

	*db = (struct conf_db){ .epoch = 1,
		.key = mem_text(d->key, strlen(d->key)),
		.formats = { zone_format("rbldnsd") },
		.nformats = 1 };
	if (builtin != NULL)
		db->policy = *builtin;
	else
		policy_default(&db->policy, name);
	if (d->lookup[0] != '\0')
		memcpy(db->policy.lookup, d->lookup, sizeof(d->lookup));
	if (asprintf(&db->origin, "%s.%s", name, d->origin) == -1)
		abort();
}

/* Another database's policy under this one's name and lookup address. */
static void
take_after(struct policy *p, const struct policy *like)
{
	struct policy old = *p;

	*p = *like;
	memcpy(p->name, old.name, sizeof(old.name));
	memcpy(p->title, old.title, sizeof(old.title));
	memcpy(p->lookup, old.lookup, sizeof(old.lookup));
}

static int
read_like(struct policy *p, cfg_t *section, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(section, "like");
	const struct policy *like;

	if (!conf_text_given(opt))
		return 0;
	like = policy_builtin(cfg_opt_getnstr(opt, 0));
	if (policy_builtin(p->name) != NULL)
		return conf_text_bad(section, opt, f, "%s is built in",
		    p->name);
	if (like == NULL)
		return conf_text_bad(section, opt, f,
		    "no database \"%.40s\" is built in",
		    cfg_opt_getnstr(opt, 0));
	take_after(p, like);
	return 0;
}

/* Unless it is like another, a kind means the one that is built in of it. */
static int
read_kind(struct policy *p, cfg_t *section, struct fail *f)
{
	static const struct {
		const char *name, *like;
	} kinds[] = { [POLICY_STANDING] = { "standing", NULL },
		[POLICY_QUICK] = { "quick", "qil" },
		[POLICY_MASK] = { "mask", "rblplus" } };

	cfg_opt_t *opt = cfg_getopt(section, "kind");
	const char *value;
	size_t i = 0;

	if (!conf_text_given(opt))
		return 0;
	value = cfg_opt_getnstr(opt, 0);
	while (i < 3 && strcmp(value, kinds[i].name) != 0)
		i++;
	if (i == 3)
		return conf_text_bad(section, opt, f,
		    "standing, quick or mask is wanted, not \"%.40s\"", value);
	if (p->kind != i &&
	    (policy_builtin(p->name) != NULL ||
		conf_text_given(cfg_getopt(section, "like"))))
		return conf_text_bad(section, opt, f, "%s is %s", p->name,
		    kinds[p->kind].name);
	if (p->kind != i) {
		take_after(p, policy_builtin(kinds[i].like));
		p->nmembers = 0;
	}
	return 0;
}

/* The preset first, then the numbers that are given. */
static int
read_quick(struct policy *p, cfg_t *section, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(section, "quick");
	cfg_t *quick = cfg_opt_size(opt) > 0 ? cfg_opt_getnsec(opt, 0) : NULL;
	const char *preset;

	if (quick == NULL)
		return 0;
	if (p->kind != POLICY_QUICK)
		return conf_text_bad(section, NULL, f,
		    "%s is no quick list, it has no section quick", p->name);
	opt = cfg_getopt(quick, "aggressiveness");
	if (conf_text_given(opt)) {
		preset = cfg_opt_getnstr(opt, 0);
		if (preset[0] < '0' || preset[0] >= '0' + QUICK_PRESETS ||
		    preset[1] != '\0')
			return conf_text_bad(quick, opt, f,
			    "0 to %d is wanted, not \"%.40s\"",
			    QUICK_PRESETS - 1, preset);
		quick_preset(&p->quick, (unsigned)(preset[0] - '0'));
	}
	return conf_key_read(quick, quick_keys, &p->quick, f);
}

int
conf_db_source(struct conf_db *db, cfg_t *section, struct fail *f)
{
	struct conf_source *s;
	const char *name = cfg_title(section);

	if (db->policy.kind == POLICY_MASK)
		return conf_text_bad(section, NULL, f,
		    "%s is a mask, it has no sources", db->policy.name);
	if (conf_source(db, name) != NULL)
		return 0;
	db->sources =
	    mem_resize(db->sources, db->nsources + 1, sizeof(db->sources[0]));
	s = &db->sources[db->nsources++];
	*s = (struct conf_source){ .name = mem_text(name, strlen(name)) };
	return conf_key_read(section, source_keys, s, f);
}

static int
read_sources(struct conf_db *db, cfg_t *section, struct fail *f)
{
	for (unsigned i = 0; i < cfg_size(section, "source"); i++) {
		cfg_t *source = cfg_getnsec(section, "source", i);
		cfg_opt_t *opt = cfg_getopt(source, "database");

		if (conf_text_given(opt))
			return conf_text_bad(source, opt, f,
			    "the source is in %s already", db->policy.name);
		if (conf_db_source(db, source, f) == -1)
			return -1;
	}
	return 0;
}

/* What is at fault in a policy that is there as a whole. */
static int
check(const struct conf_db *db, cfg_t *section, struct fail *f)
{
	const struct policy *p = &db->policy;
	struct fail why = { 0 };

	if (p->kind != POLICY_MASK &&
	    conf_text_given(cfg_getopt(section, "members")))
		return conf_text_bad(section, NULL, f,
		    "%s is no mask, it has no members", p->name);
	if (policy_check(p, &why) == -1)
		return conf_text_bad(section, NULL, f, "%s", why.msg);
	return 0;
}

int
conf_db_read(struct conf_db *db, cfg_t *section, const struct conf_defaults *d,
    struct fail *f)
{
	const char *name = cfg_title(section);

	if (!name_is_db(name, strlen(name)))
		return conf_text_bad(section, NULL, f,
		    "a database is named with a-z, 0-9 and -, a letter first, "
		    "but not text or catalog");
	conf_db_default(db, name, d);
	if (read_like(&db->policy, section, f) == -1 ||
	    read_kind(&db->policy, section, f) == -1 ||
	    conf_key_read(section, db_keys, db, f) == -1 ||
	    read_quick(&db->policy, section, f) == -1 ||
	    read_sources(db, section, f) == -1)
		return -1;
	return check(db, section, f);
}
