#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/set.h"
#include "formats/wr.h"
#include "keys/conf_key.h"
#include "subscriber/conf_make.h"
#include "subscriber/trust.h"
#include "subscriber/url.h"

/* How long hooks run, and how long resolvers keep answers. */
#define HOOK_SECONDS 60
#define TTL          300
#define NEGATIVE_MAX 300

/* What secondaries of a zone go by, seconds. */
#define REFRESH 300
#define RETRY   60
#define EXPIRE  86400

struct sub_conf *
conf_make(void)
{
	struct sub_conf *conf = mem_new(1, sizeof(*conf));

	conf->state = conf_make_text(conf, SUB_STATE_PATH);
	return conf;
}

const char *
conf_make_text(struct sub_conf *conf, const char *text)
{
	if (text == NULL)
		return NULL;
	conf->texts =
	    mem_resize(conf->texts, conf->ntexts + 1, sizeof(conf->texts[0]));
	return conf->texts[conf->ntexts++] = mem_text(text, strlen(text));
}

const char *
conf_make_own_rule(const struct sub_conf *conf, const char *path)
{
	size_t n = strlen(conf->state);
	const char *name, *slash;

	if (strncmp(path, conf->state, n) != 0 ||
	    (path[n] != '/' && path[n] != '\0'))
		return NULL;
	name = path[n] == '/' ? path + n + 1 : "";
	slash = strchr(name, '/');
	if (slash != NULL ? name_is_db(name, (size_t)(slash - name))
			  : name[0] == '\0' || name[0] == '.' ||
		    strcmp(name, "version") == 0 ||
		    strcmp(name, "status.json") == 0)
		return "is for what feedsub itself keeps in the state folder";
	return NULL;
}

struct sub_feed *
conf_make_feed(struct sub_conf *conf, const char *name, struct fail *f)
{
	struct sub_feed *feed;

	/* a file of the state folder has that name */
	if (!name_is_db(name, strlen(name)) || strcmp(name, "version") == 0) {
		fail(f, FAIL_USAGE,
		    "a feed is named with a-z, 0-9 and -, a letter first, but "
		    "not \"%.40s\"",
		    name);
		return NULL;
	}
	conf->feeds =
	    mem_resize(conf->feeds, conf->nfeeds + 1, sizeof(conf->feeds[0]));
	feed = &conf->feeds[conf->nfeeds++];
	*feed = (struct sub_feed){ .name = conf_make_text(conf, name),
		.skew = TRUST_SKEW };
	return feed;
}

struct fetch_conf
conf_make_access(void)
{
	return (struct fetch_conf){ .connect_seconds = 20,
		.stall_seconds = 30,
		.total_seconds = 900 };
}

/* What is said of a source has to be of use to it. */
static int
check_access(const struct fetch_conf *access, enum url_scheme scheme,
    struct fail *f)
{
	bool http = scheme == URL_HTTP || scheme == URL_HTTPS;

	if (!http && access->token_file != NULL)
		return fail(f, FAIL_USAGE, "%s: a token is for http and https",
		    access->url);
	if (scheme != URL_HTTPS && access->cert_file != NULL)
		return fail(f, FAIL_USAGE, "%s: a certificate is for https",
		    access->url);
	if (scheme != URL_RSYNC && access->password_file != NULL)
		return fail(f, FAIL_USAGE, "%s: a password is for rsync",
		    access->url);
	if (access->key_file != NULL && access->cert_file == NULL)
		return fail(f, FAIL_USAGE, "%s: a key without a certificate",
		    access->url);
	return 0;
}

int
conf_make_source(struct sub_conf *conf, struct sub_feed *feed,
    const struct fetch_conf *access, struct fail *f)
{
	struct fetch_conf *s;
	struct url url;

	if (url_parse(&url, access->url, f) == -1 ||
	    check_access(access, url.scheme, f) == -1)
		return -1;
	for (size_t i = 0; i < feed->nsources; i++)
		if (strcmp(feed->sources[i].url, access->url) == 0)
			return fail(f, FAIL_USAGE, "%s is a source already",
			    access->url);
	feed->sources = mem_resize(feed->sources, feed->nsources + 1,
	    sizeof(feed->sources[0]));
	s = &feed->sources[feed->nsources++];
	*s = *access;
	s->url = conf_make_text(conf, s->url);
	s->proxy = conf_make_text(conf, s->proxy);
	s->ca_file = conf_make_text(conf, s->ca_file);
	s->cert_file = conf_make_text(conf, s->cert_file);
	s->key_file = conf_make_text(conf, s->key_file);
	s->token_file = conf_make_text(conf, s->token_file);
	s->password_file = conf_make_text(conf, s->password_file);
	s->rsync_program = conf_make_text(conf, s->rsync_program);
	s->scratch_folder = conf_make_text(conf, s->scratch_folder);
	return 0;
}

struct sub_db *
conf_make_db(struct sub_feed *feed, const char *name, struct fail *f)
{
	struct sub_db *db;

	if (!name_is_db(name, strlen(name))) {
		fail(f, FAIL_USAGE, "\"%.40s\" is no name of a database", name);
		return NULL;
	}
	feed->dbs = mem_resize(feed->dbs, feed->ndbs + 1, sizeof(feed->dbs[0]));
	db = &feed->dbs[feed->ndbs++];
	*db = (struct sub_db){ .stale = SUB_EMPTY };
	memcpy(db->name, name, strlen(name));
	for (size_t i = 0; i + 1 < feed->ndbs; i++) {
		if (strcmp(feed->dbs[i].name, name) == 0) {
			fail(f, FAIL_USAGE, "database %s is named twice", name);
			return NULL;
		}
	}
	return db;
}

static const struct zone_format *
find_format(const char *name, struct fail *f)
{
	const struct zone_format *format = zone_format(name), *other;
	struct wr w = { 0 };

	if (format != NULL)
		return format;
	for (size_t i = 0; (other = zone_format_at(i)) != NULL; i++)
		wr_fmt(&w, "%s%s", i > 0 ? ", " : "", other->name);
	fail(f, FAIL_USAGE, "there is no format \"%.40s\"; there are %.*s",
	    name, (int)w.len, (const char *)w.buf);
	wr_free(&w);
	return NULL;
}

static int
check_file(const struct sub_conf *conf, const char *file, struct fail *f)
{
	const char *rule = conf_path_rule(file);

	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s, not \"%.100s\"", rule, file);
	rule = conf_make_own_rule(conf, file);
	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s %s", file, rule);
	if (conf->textfile != NULL && strcmp(conf->textfile, file) == 0)
		return fail(f, FAIL_USAGE, "%s is the textfile", file);
	for (size_t i = 0; i < conf->nfeeds; i++) {
		const struct sub_feed *feed = &conf->feeds[i];

		for (size_t k = 0; k < feed->ndbs; k++)
			for (size_t o = 0; o < feed->dbs[k].noutputs; o++)
				if (strcmp(feed->dbs[k].outputs[o].file,
					file) == 0)
					return fail(f, FAIL_USAGE,
					    "%s is written already, from "
					    "database %s",
					    file, feed->dbs[k].name);
	}
	return 0;
}

static void
fill_zone(struct sub_conf *conf, struct zone_info *z, const struct sub_db *db,
    const struct conf_make_output *said)
{
	char text[NAME_DB_MAX + sizeof("." CONF_MAKE_ORIGIN)];

	snprintf(text, sizeof(text), "%s.%s", db->name, CONF_MAKE_ORIGIN);
	z->db = conf_make_text(conf, db->name);
	z->origin =
	    conf_make_text(conf, said->origin != NULL ? said->origin : text);
	z->contact = conf_make_text(conf,
	    said->contact != NULL ? said->contact
				  : "hostmaster." CONF_MAKE_ORIGIN);
	for (size_t i = 0; i < said->nns; i++)
		z->ns[z->nns++] = conf_make_text(conf, said->ns[i]);
	if (z->nns == 0)
		z->ns[z->nns++] = conf_make_text(conf, "localhost");
	z->ttl = said->ttl > 0 ? said->ttl : TTL;
	z->negative_ttl = z->ttl < NEGATIVE_MAX ? z->ttl : NEGATIVE_MAX;
	z->refresh = REFRESH;
	z->retry = RETRY;
	z->expire = EXPIRE;
}

/* What the format says of names and times: it writes nothing with them. */
static int
check_zone(const struct sub_output *o, struct fail *f)
{
	struct set *none = set_new();
	struct wr w = { 0 };
	int rc = o->format->write(&w, none, &o->zone, f);

	wr_free(&w);
	set_free(none);
	if (rc == -1)
		f->kind = FAIL_USAGE;
	return rc;
}

int
conf_make_output(struct sub_conf *conf, struct sub_db *db,
    const struct conf_make_output *said, struct fail *f)
{
	const struct zone_format *format = find_format(said->format, f);
	struct sub_output *o;

	if (format == NULL)
		return -1;
	if (said->file == NULL)
		return fail(f, FAIL_USAGE, "no file is given for %s",
		    format->name);
	if (check_file(conf, said->file, f) == -1)
		return -1;
	db->outputs =
	    mem_resize(db->outputs, db->noutputs + 1, sizeof(db->outputs[0]));
	o = &db->outputs[db->noutputs++];
	*o = (struct sub_output){ .format = format,
		.file = conf_make_text(conf, said->file),
		.hook = conf_make_text(conf, said->hook),
		.hook_seconds =
		    said->hook_seconds > 0 ? said->hook_seconds : HOOK_SECONDS,
		.restamp = format->write == zone_rbldnsd };
	fill_zone(conf, &o->zone, db, said);
	return check_zone(o, f);
}
