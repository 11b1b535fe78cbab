#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "feedd/asset.h"
#include "feedd/condition.h"
#include "feedd/log.h"
#include "feedd/log_line.h"
#include "feedd/metrics.h"
#include "feedd/peer.h"
#include "feedd/reply.h"
#include "feedd/reply_own.h"
#include "feedd/spare.h"

#define NEVER "no-store"

#define TEXT  "text/plain; charset=utf-8"
#define JSON  "application/json"

/* Some of the bytes of an asset. */
struct part {
	struct asset *asset;
	uint64_t first, bytes;
};

static void
add(struct MHD_Response *r, const char *name, const char *value)
{
	MHD_add_response_header(r, name, value);
}

static const char *
header(const struct reply *to, const char *name)
{
	return MHD_lookup_connection_value(to->connection, MHD_HEADER_KIND,
	    name);
}

static void
record(const struct reply *to, unsigned status, uint64_t bytes)
{
	const struct visitor *v = &to->peer->visitor;
	char line[LOG_LINE_MAX];
	size_t n = log_line(line,
	    &(struct log_line){ .family = to->family,
		.addr = to->addr,
		.access = v->tally == NULL ? NULL : v->tally->name,
		.time = (uint32_t)time(NULL),
		.method = to->method,
		.path = to->path,
		.version = to->version,
		.referer = header(to, "Referer"),
		.agent = header(to, "User-Agent"),
		.status = status,
		.bytes = bytes });

	feedd_log_add(to->log, line, n);
}

enum MHD_Result
reply_queue(const struct reply *to, unsigned status, struct MHD_Response *r,
    uint64_t bytes)
{
	if (r == NULL)
		return MHD_NO;
	if (strcmp(to->method, "HEAD") == 0)
		bytes = 0;
	metrics_count(to->metrics, to->kind, status, bytes);
	if (to->log != NULL)
		record(to, status, bytes);
	peer_renew(to->peer, to->now, bytes);
	access_charge(&to->peer->visitor, bytes, to->now);
	return MHD_queue_response(to->connection, status, r);
}

static enum MHD_Result
queue_once(const struct reply *to, unsigned status, struct MHD_Response *r,
    uint64_t bytes)
{
	enum MHD_Result rc = reply_queue(to, status, r, bytes);

	if (r != NULL)
		MHD_destroy_response(r);
	return rc;
}

void
reply_add_caching(struct MHD_Response *r, const char *how, bool hidden)
{
	char value[64];

	snprintf(value, sizeof(value), "%s, %s", hidden ? "private" : "public",
	    how);
	add(r, "Cache-Control", value);
	if (hidden)
		add(r, "Vary", "Authorization");
}

/* Says nothing of caches yet. */
static struct MHD_Response *
of_bare_text(const char *text)
{
	/* the library copies, and writes nothing there */
	struct MHD_Response *r = MHD_create_response_from_buffer(strlen(text),
	    (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);

	if (r != NULL && text[0] != '\0')
		add(r, "Content-Type", TEXT);
	return r;
}

static struct MHD_Response *
of_text(const char *text)
{
	struct MHD_Response *r = of_bare_text(text);

	if (r != NULL)
		add(r, "Cache-Control", NEVER);
	return r;
}

enum MHD_Result
reply_text(const struct reply *to, unsigned status, const char *text)
{
	struct MHD_Response *r = of_text(text);

	if (r != NULL && status == MHD_HTTP_METHOD_NOT_ALLOWED)
		add(r, "Allow", "GET, HEAD");
	/* where the next request begins is not known */
	if (r != NULL && status == MHD_HTTP_BAD_REQUEST)
		add(r, "Connection", "close");
	return queue_once(to, status, r, strlen(text));
}

static void
add_later(struct MHD_Response *r, uint32_t seconds)
{
	char number[12];

	snprintf(number, sizeof(number), "%u", seconds);
	add(r, "Retry-After", number);
}

enum MHD_Result
reply_later(const struct reply *to, unsigned status, const char *text,
    uint32_t seconds)
{
	struct MHD_Response *r = of_text(text);

	if (r != NULL)
		add_later(r, seconds);
	return queue_once(to, status, r, strlen(text));
}

enum MHD_Result
reply_nothing_new(const struct reply *to)
{
	struct MHD_Response *r = of_bare_text("");

	if (r != NULL)
		reply_add_caching(r, REPLY_AT_ONCE, to->peer->visitor.hidden);
	return queue_once(to, MHD_HTTP_NO_CONTENT, r, 0);
}

enum MHD_Result
reply_whole(const struct reply *to, uint32_t seconds)
{
	static const char text[] = "take the snapshot\n";
	struct MHD_Response *r = of_bare_text(text);

	if (r != NULL) {
		reply_add_caching(r, REPLY_AT_ONCE, to->peer->visitor.hidden);
		add_later(r, seconds);
	}
	return queue_once(to, MHD_HTTP_GONE, r, strlen(text));
}

enum MHD_Result
reply_json(const struct reply *to, unsigned status, char *json,
    uint32_t seconds)
{
	size_t n = strlen(json);
	struct MHD_Response *r =
	    MHD_create_response_from_buffer_with_free_callback(n, json, free);

	if (r == NULL) {
		free(json);
		return MHD_NO;
	}
	add(r, "Cache-Control", NEVER);
	add(r, "Content-Type", JSON);
	if (seconds > 0)
		add_later(r, seconds);
	return queue_once(to, status, r, n);
}

enum MHD_Result
reply_refused(const struct reply *to, const struct access_reply *why)
{
	struct MHD_Response *r = of_text(why->text);

	if (r != NULL && why->seconds > 0)
		add_later(r, why->seconds);
	if (r != NULL && why->challenge != NULL)
		add(r, "WWW-Authenticate", why->challenge);
	if (r != NULL && why->why == ACCESS_CONNECTIONS)
		add(r, "Connection", "close");
	return queue_once(to, why->status, r, strlen(why->text));
}

static void
drop_asset(void *asset)
{
	asset_unref(asset);
}

static struct MHD_Response *
of_memory(const struct part *p)
{
	/* the library writes nothing there */
	void *bytes = (void *)(uintptr_t)(asset_bytes(p->asset) + p->first);
	struct MHD_Response *r =
	    MHD_create_response_from_buffer_with_free_callback_cls((size_t)
								       p->bytes,
		bytes, drop_asset, asset_ref(p->asset));

	if (r == NULL)
		asset_unref(p->asset);
	return r;
}

static struct MHD_Response *
of_disk(const struct part *p)
{
	int fd = fcntl(p->asset->fd, F_DUPFD_CLOEXEC, 3);
	struct MHD_Response *r = fd == -1 || spare_file(fd)
	    ? NULL
	    : MHD_create_response_from_fd_at_offset64(p->bytes, fd, p->first);

	if (r == NULL && fd != -1)
		close(fd);
	return r;
}

/* What every reply about an asset says. */
static void
describe(const struct reply *to, struct MHD_Response *r, const struct asset *a,
    const char *tag)
{
	add(r, "ETag", tag);
	reply_add_caching(r,
	    a->immutable                 ? REPLY_FOREVER
		: to->kind == ROUTE_HEAD ? REPLY_AT_ONCE
					 : REPLY_SHORTLY,
	    to->peer->visitor.hidden);
	add(r, "Accept-Ranges", "bytes");
}

static enum MHD_Result
send_part(const struct reply *to, const struct part *p, const char *tag,
    const char *range)
{
	struct MHD_Response *r;

	if (asset_is_cut(p->asset))
		return reply_later(to, MHD_HTTP_SERVICE_UNAVAILABLE,
		    "this was cut here, take it from elsewhere\n", 60);
	r = p->asset->fd == -1 ? of_memory(p) : of_disk(p);
	if (r == NULL)
		return reply_later(to, MHD_HTTP_SERVICE_UNAVAILABLE,
		    "too much at once, try again\n", 5);
	describe(to, r, p->asset, tag);
	add(r, "Content-Type", p->asset->immutable ? REPLY_BYTES : TEXT);
	if (range != NULL)
		add(r, "Content-Range", range);
	if (p->asset->fd != -1)
		peer_send(to->peer, p->asset);
	return queue_once(to,
	    range == NULL ? MHD_HTTP_OK : MHD_HTTP_PARTIAL_CONTENT, r,
	    p->bytes);
}

/* Nothing of it. */
static enum MHD_Result
send_none(const struct reply *to, const struct asset *a, const char *tag,
    unsigned status)
{
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	char range[40];

	if (r == NULL)
		return MHD_NO;
	snprintf(range, sizeof(range), "bytes */%ju",
	    (uintmax_t)a->object.bytes);
	if (status == MHD_HTTP_RANGE_NOT_SATISFIABLE) {
		add(r, "Content-Range", range);
		add(r, "Cache-Control", NEVER);
	} else {
		describe(to, r, a, tag);
	}
	return queue_once(to, status, r, 0);
}

enum MHD_Result
reply_asset(const struct reply *to, struct asset *a)
{
	const char *only = header(to, "If-Range");
	struct part p = { a, 0, a->object.bytes };
	char tag[CONDITION_TAG], range[80];
	enum condition_range wanted = CONDITION_ALL;
	uint64_t first = 0, last = 0;

	condition_tag(tag, &a->object);
	if (condition_has(header(to, "If-None-Match"), tag))
		return send_none(to, a, tag, MHD_HTTP_NOT_MODIFIED);
	if (only == NULL || strcmp(only, tag) == 0)
		wanted = condition_range(header(to, "Range"), p.bytes, &first,
		    &last);
	if (wanted == CONDITION_NONE)
		return send_none(to, a, tag, MHD_HTTP_RANGE_NOT_SATISFIABLE);
	if (wanted == CONDITION_ALL)
		return send_part(to, &p, tag, NULL);
	p.first = first;
	p.bytes = last - first + 1;
	snprintf(range, sizeof(range), "bytes %ju-%ju/%ju", (uintmax_t)first,
	    (uintmax_t)last, (uintmax_t)a->object.bytes);
	return send_part(to, &p, tag, range);
}
