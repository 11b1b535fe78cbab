#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"
#include "compiler/protect.h"

/* The least times of an SOA, seconds. */
#define RETRY_MIN    60
#define NEGATIVE_MAX 300

static void
free_db(struct conf_db *db)
{
	for (size_t i = 0; i < db->nsources; i++)
		free(db->sources[i].name);
	free(db->sources);
	free(db->origin);
	free(db->key);
}

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->ndbs; i++)
		free_db(&c->dbs[i]);
	for (size_t i = 0; i < c->nns; i++)
		free(c->ns[i]);
	free(c->dbs);
	free(c->spool);
	free(c->state);
	free(c->publish);
	free(c->textfile);
	free(c->contact);
	protect_free(c->protect);
	free(c);
}

const struct conf_db *
conf_db(const struct conf *c, const char *name)
{
	for (size_t i = 0; i < c->ndbs; i++)
		if (strcmp(c->dbs[i].policy.name, name) == 0)
			return &c->dbs[i];
	return NULL;
}

const struct conf_source *
conf_source(const struct conf_db *db, const char *name)
{
	for (size_t i = 0; i < db->nsources; i++)
		if (strcmp(db->sources[i].name, name) == 0)
			return &db->sources[i];
	return NULL;
}

static uint32_t
most(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

void
conf_zone(const struct conf *c, const struct conf_db *db,
    struct zone_info *info)
{
	const struct policy *p = &db->policy;

	*info = (struct zone_info){ .db = p->name,
		.origin = db->origin,
		.nns = c->nns,
		.contact = c->contact,
		.ttl = p->ttl,
		.refresh = p->interval,
		.retry = most(p->interval / 4, RETRY_MIN),
		.expire = most(p->valid, p->interval),
		.negative_ttl = p->ttl < NEGATIVE_MAX ? p->ttl : NEGATIVE_MAX };
	for (size_t i = 0; i < c->nns; i++)
		info->ns[i] = c->ns[i];
}
