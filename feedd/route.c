#include <stdbool.h>
#include <string.h>

#include "feedd/route.h"
#include "formats/rd.h"
#include "formats/text.h"

const char *
route_name(enum route_kind kind)
{
	static const char *const names[ROUTE_KINDS] = { "other", "catalog",
		"head", "object", "since", "wait", "lookup", "limits",
		"healthz", "metrics" };

	return names[kind];
}

/* Takes a text off the front. */
static bool
skip(struct text *t, const char *front)
{
	size_t n = strlen(front);

	if (t->len < n || memcmp(t->p, front, n) != 0)
		return false;
	*t = text_of(t->p + n, t->p + t->len);
	return true;
}

/* Takes what is before a slash, and that. */
static bool
cut(struct text *t, struct text *name)
{
	struct rd r = rd_over(t->p, t->len);

	if (!text_cut(&r, '/', name))
		return false;
	*t = text_of(name->p + name->len + 1, t->p + t->len);
	return true;
}

/* Takes a number in its shortest form. */
static bool
number(struct text *t, uint32_t *out)
{
	uint64_t v = 0;
	size_t n = 0;

	for (; n < t->len && t->p[n] >= '0' && t->p[n] <= '9'; n++) {
		v = v * 10 + (uint64_t)(t->p[n] - '0');
		if (v > UINT32_MAX)
			return false;
	}
	if (n == 0 || (n > 1 && t->p[0] == '0'))
		return false;
	*t = text_of(t->p + n, t->p + t->len);
	*out = (uint32_t)v;
	return true;
}

/* Forgets what else it might have been, but not of which site. */
static void
begin(struct route *r, enum route_kind kind)
{
	struct route anew = { .kind = kind };

	memcpy(anew.site, r->site, sizeof(anew.site));
	*r = anew;
}

static bool
is_catalog(struct route *r, struct text t)
{
	r->kind = ROUTE_CATALOG;
	r->version = 0;
	return skip(&t, "catalog") &&
	    (t.len == 0 ||
		(skip(&t, ".") && number(&t, &r->version) && t.len == 0 &&
		    r->version > 0));
}

/* The name of an object, as far as it is one; whose, is looked up. */
static bool
is_object(struct route *r, struct text t)
{
	r->kind = ROUTE_OBJECT;
	if (t.len == 0 || t.len >= sizeof(r->object))
		return false;
	memcpy(r->object, t.p, t.len);
	r->object[t.len] = '\0';
	return true;
}

static bool
is_state(struct route *r, struct text t, enum route_kind kind)
{
	r->kind = kind;
	r->time = 0;
	return number(&t, &r->epoch) && skip(&t, ".") &&
	    number(&t, &r->serial) &&
	    (t.len == 0 ||
		(skip(&t, ".") && number(&t, &r->time) && t.len == 0 &&
		    r->time > 0));
}

/* What is below a database; api: behind /v1. */
static bool
is_below(struct route *r, struct text t, bool api)
{
	uint32_t from, to;

	if (text_is(t, "head")) {
		r->kind = ROUTE_HEAD;
		return true;
	}
	if (api)
		return skip(&t, "o/")    ? is_object(r, t)
		    : skip(&t, "since/") ? is_state(r, t, ROUTE_SINCE)
		    : skip(&t, "wait/")  ? is_state(r, t, ROUTE_WAIT)
					 : false;
	return skip(&t, "delta/")
	    ? is_object(r, t) && name_delta_serials(r->object, &from, &to)
	    : skip(&t, "index/")
	    ? is_object(r, t) && name_index_serial(r->object, &from)
	    : skip(&t, "snapshot/")
	    ? is_object(r, t) && name_serial(r->object, &from)
	    : false;
}

static bool
is_db(struct route *r, struct text t, bool api)
{
	struct text db;

	if (!cut(&t, &db) || !name_is_db(db.p, db.len))
		return false;
	memcpy(r->db, db.p, db.len);
	r->db[db.len] = '\0';
	return is_below(r, t, api);
}

/*
 * An address, whether it is one or not.  Programs escape colons that need not
 * be.
 */
static bool
is_lookup(struct route *r, struct text t)
{
	size_t n = 0;

	if (!skip(&t, "lookup/"))
		return false;
	begin(r, ROUTE_LOOKUP);
	while (t.len > 0 && n < sizeof(r->address) - 1)
		if (skip(&t, "%3A") || skip(&t, "%3a")) {
			r->address[n++] = ':';
		} else {
			r->address[n++] = t.p[0];
			t = text_of(t.p + 1, t.p + t.len);
		}
	r->address[t.len == 0 ? n : 0] = '\0';
	return true;
}

/* "v1" and "lookup" may also be databases: what is behind them tells. */
static bool
is_tree(struct route *r, struct text t)
{
	struct text api = t;

	if (skip(&api, "v1/") &&
	    (is_catalog(r, api) || is_db(r, api, true) || is_lookup(r, api)))
		return true;
	if (text_is(t, "v1/limits")) {
		begin(r, ROUTE_LIMITS);
		return true;
	}
	return is_catalog(r, t) || is_db(r, t, false);
}

static bool
is_site(struct route *r, struct text t)
{
	struct text name;

	begin(r, ROUTE_NONE);
	if (!cut(&t, &name) || !site_name_is(name.p, name.len))
		return false;
	memcpy(r->site, name.p, name.len);
	r->site[name.len] = '\0';
	return is_tree(r, t);
}

struct route
route_of(const char *path)
{
	struct route r = { .kind = ROUTE_NONE };
	size_t n = strnlen(path, ROUTE_PATH_MAX + 1);
	struct text t = text_of(path, path + n);

	if (n > ROUTE_PATH_MAX || !skip(&t, "/"))
		return r;
	if (text_is(t, "healthz"))
		r.kind = ROUTE_HEALTH;
	else if (text_is(t, "metrics"))
		r.kind = ROUTE_METRICS;
	else if (!is_tree(&r, t) && !is_site(&r, t))
		r.kind = ROUTE_NONE;
	return r;
}
