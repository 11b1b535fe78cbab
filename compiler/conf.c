#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/conf.h"
#include "compiler/conf_db.h"
#include "compiler/conf_root.h"
#include "compiler/conf_text.h"
#include "compiler/protect.h"
#include "formats/mem.h"
#include "formats/wr.h"

/* The least times of an SOA, seconds. */
#define RETRY_MIN    60
#define NEGATIVE_MAX 300

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->ndbs; i++)
		conf_db_free(&c->dbs[i]);
	for (size_t i = 0; i < c->nns; i++)
		free(c->ns[i]);
	free(c->dbs);
	free(c->spool);
	free(c->state);
	free(c->publish);
	free(c->contact);
	protect_free(c->protect);
	free(c);
}

static struct conf *
read_from(const struct conf_root *in, struct fail *f)
{
	struct conf *c = mem_new(1, sizeof(*c));

	if (conf_root_read(c, in, f) == 0) {
		protect_ready(c->protect);
		return c;
	}
	conf_free(c);
	return NULL;
}

struct conf *
conf_parse(const char *text, size_t n, const char *name, struct fail *f)
{
	return read_from(&(struct conf_root){ text, n, name, false }, f);
}

/* Adds a file's bytes, a few more than are allowed at the most. */
static int
load(struct wr *w, const char *path, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : 1;

	while (n > 0 && w->len <= CONF_TEXT_MAX) {
		n = read(fd, wr_room(w, 4096), 4096);
		if (n > 0)
			w->len += (size_t)n;
	}
	if (n == -1)
		fail_errno(f, "%s", path);
	if (fd != -1)
		close(fd);
	return n == -1 ? -1 : 0;
}

struct conf *
conf_read(const char *path, struct fail *f)
{
	struct wr w = { 0 };
	struct conf *c = NULL;

	if (load(&w, path, f) == 0)
		c = read_from(&(struct conf_root){ (const char *)w.buf, w.len,
				  path, true },
		    f);
	wr_free(&w);
	return c;
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
